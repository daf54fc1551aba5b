"""Ask for known vulnerabilities of every locked package, with pip-audit: ``make audit``, part of ``make check``.

Ends with status 1 where one is known, and names the package, the vulnerability and the versions that mend it. Where
no service can be asked (a machine without a way out, a package index that knows of no vulnerabilities), it says so,
and ends with status 0: a check must not fail on account of the network. So that silence is never taken for good news,
each service is first asked for a version that is known to be vulnerable.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("run", "dev", "ocr", "build", "fuzz")
SERVICES = ("pypi", "osv")
# What pip-audit and the libraries under it say where nobody answers; all else that goes wrong is a fault.
_NO_ANSWER = (
    "Connection", "ServiceError", "Could not connect", "Max retries", "timed out", "resolve", "ProxyError",
    "503", "502", "504", "403", "404 Client", "Expecting value",
)  # fmt: skip
# Jinja2 2.10 lets templates out of their sandbox (CVE-2019-10906); a service that does not know this knows nothing.
_CONTROL = "jinja2==2.10 --hash=sha256:74c935a1b8bb9a3947c50a54766a969d4846290e1e788ea44c1392163723c3bd\n"
_SECONDS = 180
_SOCKET_SECONDS = "15"

Run = Callable[[Sequence[str]], "subprocess.CompletedProcess[str]"]


def main(run: Run | None = None) -> int:
    """Ask the services one after the other until one answers; the status to end with."""
    reasons = []
    for service in SERVICES:
        status, words = _ask(service, run or _run)
        if status is not None:
            _say(words)
            return status
        reasons.append(f"{service}: {words}")
    _say(
        "NOTE: no vulnerability service could be asked, so nothing is known about the locked packages; "
        f"run `make audit` where there is a way out. ({'; '.join(reasons)})"
    )
    return 0


def _ask(service: str, run: Run) -> tuple[int | None, str]:
    """Status and words of one service; None for the status where it gave no answer."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as control:
        control.write(_CONTROL)
        control.flush()
        status, words, packages = _found(service, [control.name], run)
    if not packages:
        return status, words
    if not any(package.get("vulns") for package in packages):
        return None, "it does not know a version that is known to be vulnerable"
    locks = [str(ROOT / "requirements" / f"{lock}.txt") for lock in LOCKS]
    status, words, packages = _found(service, locks, run)
    if not packages:
        return status, words
    bad = [
        f"{package['name']} {package['version']}: {fault['id']}, mended in {', '.join(fault['fix_versions']) or 'none'}"
        for package in packages
        for fault in package.get("vulns", ())
    ]
    if bad:
        return 1, "\n".join([*bad, "raise them with `make lock ARGS=--upgrade-package=NAME`"])
    unknown = [f"NOTE: {package['name']}: {package['skip_reason']}" for package in packages if "skip_reason" in package]
    asked = len(packages) - len(unknown)
    good = f"{asked} locked packages, no known vulnerability ({service}, {time.strftime('%Y-%m-%d')})"
    return 0, "\n".join([*unknown, good])


def _found(service: str, files: Sequence[str], run: Run) -> tuple[int | None, str, list[dict[str, Any]]]:
    """What the service knows of the packages in some lock files; else none, with status and words."""
    command = [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off", "--disable-pip"]
    command += ["--require-hashes", "--vulnerability-service", service, "--timeout", _SOCKET_SECONDS]
    command += [part for file in files for part in ("--requirement", file)]
    try:
        done = run(command)
    except subprocess.TimeoutExpired:
        return None, f"no answer within {_SECONDS} seconds", []
    packages = _packages(done.stdout)
    if packages:
        return None, "", packages
    last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1][:200]
    if any(sign in done.stderr for sign in _NO_ANSWER):
        return None, last, []
    return 1, f"pip-audit failed, and not for want of an answer: {last}", []


def _packages(output: str) -> list[dict[str, Any]] | None:
    try:
        found = json.loads(output)["dependencies"]
    except (ValueError, KeyError, TypeError):  # no answer
        return None
    return list(found)


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")


if __name__ == "__main__":
    sys.exit(main())
