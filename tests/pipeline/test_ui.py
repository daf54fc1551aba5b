"""The web interface in a real browser: it shows the graph, and the job can be launched from it."""

import contextlib
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tests.pipeline.conftest import write_report
from tests.pipeline.graph import ROOT, environment, published

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed; `make test` installs it")
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.support.ui import WebDriverWait  # noqa: E402

CHROMIUM = shutil.which("chromium")
DRIVER = shutil.which("chromedriver")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--window-size=1600,1200"),
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER),
        reason="no chromium with chromedriver here (Debian: apt install chromium chromium-driver)",
    ),
]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_until(condition, seconds, what):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(1)
    raise AssertionError(f"not within {seconds} s: {what}")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("ui")
    for year in (2012, 2013):
        write_report(home, f"{year}.txt", year)
    return home


@pytest.fixture(scope="module")
def address(home):
    """The web interface as `make ui` starts it, over a data folder and with an instance of its own."""
    port = free_port()
    log = (home / "ui.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "pipelines.ui"],
        env=environment(home, GONGKAI_UI_PORT=str(port)),
        cwd=ROOT,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    base = f"http://127.0.0.1:{port}"

    def answers():
        assert process.poll() is None, (home / "ui.log").read_text()
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            return urllib.request.urlopen(f"{base}/server_info", timeout=5).status == 200
        return False

    try:
        wait_until(answers, 240, "the web interface answers")
        yield base
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(60)
        finally:
            process.kill()
            log.close()


@pytest.fixture(scope="module")
def browser():
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in FLAGS:
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


def words(browser):
    return browser.find_element(By.TAG_NAME, "body").text


def see(browser, url, text, seconds=60):
    """Open a page and wait until it shows the text."""
    browser.get(url)
    WebDriverWait(browser, seconds).until(lambda driver: text in words(driver), f"{url} does not show {text!r}")


def test_the_job_is_launched_from_the_page_and_succeeds(address, browser, home):
    see(browser, f"{address}/locations/gongkai/jobs/gongkai", "Materialize all")
    assert "At 02:00 AM" in words(browser)
    button = browser.find_element(By.XPATH, "//button[contains(., 'Materialize all')]")
    WebDriverWait(browser, 30).until(lambda _: button.is_enabled())
    button.click()
    WebDriverWait(browser, 60).until(lambda driver: "Launched run" in words(driver), "the run is not launched")
    browser.find_element(By.XPATH, "//*[contains(., 'Launched run')]//*[normalize-space() = 'View']").click()

    def ended():
        return next((word for word in ("Success", "Failure", "Canceled") if word in words(browser)), None)

    result = wait_until(ended, 300, "the run ends")
    assert result == "Success", (home / "ui.log").read_text()[-5000:]
    assert len(published(home)["dim_report"]) == 2


def test_the_graph_the_checks_the_metadata_and_the_schedule_are_shown(address, browser):
    see(browser, f"{address}/asset-groups", "reading")
    for group in ("staging", "core", "rollups", "release"):
        assert group in words(browser)
    see(browser, f"{address}/assets/observations?view=checks", "evidence")
    for check in ("codes", "placement", "references", "schema", "values"):
        assert check in words(browser)
    see(browser, f"{address}/assets/documents?view=events", "documents_seen")
    for name in ("documents_done", "documents_skipped", "documents_rejected", "code_version", "preview"):
        assert name in words(browser)
    see(browser, f"{address}/locations/gongkai/schedules/nightly", "Asia/Shanghai")
    assert "0 2 * * *" in words(browser)
