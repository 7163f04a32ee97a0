"""What the tests rest on: servers end with whoever started them, and needs are never passed over."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests import needs
from tests.keeper import kept

SERVE = """
import sys
import time
from pathlib import Path
from tests.keeper import kept

with kept("sh", "-c", "sleep 600 & touch $0; sleep 600", sys.argv[2], folder=Path(sys.argv[1])) as server:
    while not Path(sys.argv[2]).exists():
        time.sleep(0.01)
    print(server, flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_server_does_not_outlive_who_started_it(how: signal.Signals, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, folder, tmp_path / "ready"],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as tests:
        assert tests.stdout is not None
        server = psutil.Process(int(tests.stdout.readline()))
        keeper = server.parent()
        assert keeper is not None
        group = [keeper, server, *server.children()]
        assert len(group) >= 3
        tests.send_signal(how)
    _, left = psutil.wait_procs(group, timeout=30)
    assert left == []
    assert not folder.exists()


def test_a_fixture_that_fails_half_way_leaves_no_server() -> None:
    with pytest.raises(ZeroDivisionError), kept("sleep", "600") as server:
        raise ZeroDivisionError
    assert not psutil.pid_exists(server)


@pytest.mark.parametrize(
    ("ci", "ends"), [("", pytest.skip.Exception), ("1", pytest.fail.Exception)]
)
def test_what_is_missing_is_said_and_required_in_ci(
    ci: str, ends: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICECHECK_CI", ci)
    monkeypatch.setitem(needs.QUICK, "a moon", (lambda: False, "look up"))
    with pytest.raises(ends, match="a moon is not here: look up"):
        needs.require("a moon")
