import re

import pytest

from gongkai.limits import SETTINGS
from pipelines import settings as module
from pipelines.settings import PROJECT, Settings, SettingsError


def test_defaults_hold_in_a_fresh_clone():
    settings = Settings.from_environment({})
    assert settings.home == PROJECT / "data"
    assert (settings.chunk_size, settings.keep_publications, settings.limits.seconds, settings.ui_port) == (
        50,
        3,
        120,
        3000,
    )
    assert settings.workers >= 1


def test_the_home_moves_everything(tmp_path, monkeypatch):
    (tmp_path / "reports" / "raw").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    store = Settings.from_environment({"GONGKAI_HOME": "reports", "GONGKAI_WORKERS": "7"}).store()
    home = tmp_path / "reports"
    assert (store.raw, store.working) == (str(home / "raw"), home / "warehouse" / "working.duckdb")
    assert (store.published, store.exports) == (home / "warehouse" / "gongkai.duckdb", home / "warehouse" / "exports")
    assert store.workers == 7


def test_reports_and_publications_may_be_elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reports").mkdir()
    variables = {"GONGKAI_EXECUTOR": "ray", "GONGKAI_RAY_ADDRESS": "head:6379", "GONGKAI_PUBLISH_TO": "s3://open/data/"}
    store = Settings.from_environment({**variables, "GONGKAI_RAW": "reports"}).store()
    assert (store.raw, store.executor, store.ray_address) == (str(tmp_path / "reports"), "ray", "head:6379")
    assert store.publish_to == "s3://open/data"
    assert Settings.from_environment({"GONGKAI_RAW": "s3://reports/all"}).store().raw == "s3://reports/all"


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"GONGKAI_EXECUTOR": "spark"}, "GONGKAI_EXECUTOR is 'spark'; set it to inline or processes or ray"),
        ({"GONGKAI_RAW": "s3://Reports"}, "GONGKAI_RAW is 's3://Reports'; write it as s3://bucket"),
        ({"GONGKAI_PUBLISH_TO": "/srv/data"}, "GONGKAI_PUBLISH_TO is '/srv/data'; write it as s3://bucket"),
        ({"GONGKAI_RAW": "/not/there"}, "GONGKAI_RAW is /not/there, but there is no such folder"),
    ],
)
def test_a_place_that_cannot_be_is_named_with_what_may_be(variables, words):
    with pytest.raises(SettingsError, match=words):
        Settings.from_environment(variables).store()


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5", "10001"])
def test_a_setting_out_of_range_is_named_with_its_range(value):
    with pytest.raises(SettingsError, match=f"GONGKAI_CHUNK_SIZE is '{re.escape(value)}'.*from 1 to 10000"):
        Settings.from_environment({"GONGKAI_CHUNK_SIZE": value})


def test_a_home_without_reports_is_named(tmp_path):
    with pytest.raises(SettingsError, match=f"GONGKAI_HOME is {re.escape(str(tmp_path))}.*no folder raw"):
        Settings.from_environment({"GONGKAI_HOME": str(tmp_path)}).store()


def test_every_variable_stands_in_the_module_table():
    source = (PROJECT / "pipelines" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'"(GONGKAI_[A-Z_]+)"', source))
    assert read | set(SETTINGS) == set(re.findall(r"^(GONGKAI_[A-Z_]+)", module.__doc__, re.M))
