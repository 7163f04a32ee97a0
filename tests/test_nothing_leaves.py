"""No connection, no look-up, nothing in anybody else's cache: in C libraries too."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import soundfile

from tests import no_network
from voicecheck import _telemetry
from voicecheck.speech.models import cache_dir

GUARD = Path(no_network.__file__)
linux = pytest.mark.skipif(
    not no_network.POSSIBLE, reason="seccomp filters exist on Linux alone (x86-64, aarch64)"
)
# What may be written to the user's cache: indexes of fonts, and how long stages took here.
KNOWN = {"matplotlib", "fontconfig", "pace.json"}


def guarded(*command: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(GUARD), sys.executable, *map(str, command)],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
    )


@pytest.fixture
def call(samples: Path, tmp_path: Path) -> Path:
    """The first seconds of the German call, in a folder of its own."""
    sound, rate = soundfile.read(samples / "call_stereo.wav", frames=6 * 8000)
    path = tmp_path / "in" / "call.wav"
    path.parent.mkdir()
    soundfile.write(path, sound, rate)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


@linux
@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6"])
def test_the_guard_sees_sockets_that_c_code_opens(family: str) -> None:
    opening = f"import ctypes, socket; ctypes.CDLL(None).socket(socket.{family}, 2, 0)"
    assert guarded("-c", opening).returncode == -signal.SIGSYS
    child = (
        f"import subprocess, sys; sys.exit(-subprocess.call([sys.executable, '-c', {opening!r}]))"
    )
    assert guarded("-c", child).returncode == signal.SIGSYS
    local = "import socket; socket.socketpair(); socket.socket(socket.AF_UNIX)"
    assert guarded("-c", local).returncode == 0


@pytest.mark.needs("speech model")
@linux
@pytest.mark.parametrize("way", ["check", "batch", "api"])
def test_nothing_leaves_and_nothing_foreign_is_kept(way: str, call: Path, tmp_path: Path) -> None:
    commands: dict[str, list[object]] = {
        "check": ["-m", "voicecheck", "check", call],
        "batch": ["-m", "voicecheck", "batch", call.parent, "--store", tmp_path / "s.db"],
        "api": ["-c", "import sys, voicecheck; voicecheck.check(sys.argv[1])", call],
    }
    home = tmp_path / "home"
    home.mkdir()
    done = guarded(
        *commands[way],
        HOME=str(home),
        XDG_CACHE_HOME=str(home / ".cache"),
        VOICECHECK_CACHE=str(cache_dir()),
        ORT_DISABLE_TELEMETRY="0",  # what the user's environment says is overwritten
    )
    assert done.returncode in ({0, 1} if way == "check" else {0}), done.stderr
    written = [file.relative_to(home) for file in home.rglob("*") if file.is_file()]
    assert [file for file in written if not KNOWN & set(file.parts)] == []


def test_switches_are_set_before_any_library_is_there() -> None:
    code = (
        "import os, sys, voicecheck\n"
        "print({name: os.environ[name] for name in voicecheck._telemetry.SWITCHES})\n"
        "print('onnxruntime' in sys.modules or 'huggingface_hub' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, **dict.fromkeys(_telemetry.SWITCHES, "0")},
        check=True,
    )
    assert done.stdout.splitlines() == [str(dict.fromkeys(_telemetry.SWITCHES, "1")), "False"]


@pytest.mark.parametrize(("before", "warned"), [("0", True), ("", True), ("1", False)])
def test_an_import_that_came_first_is_said(before: str, warned: bool) -> None:
    code = (
        "import sys, types; sys.modules['onnxruntime'] = types.ModuleType('onnxruntime')\n"
        "import voicecheck; print(*voicecheck._telemetry.switched_off(), sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "ORT_DISABLE_TELEMETRY": before},
        check=True,
    )
    assert (_telemetry.TOO_LATE in done.stderr) == warned
    assert (_telemetry.TOO_LATE in done.stdout) == warned
    assert done.stdout.startswith("onnxruntime's telemetry (ORT_DISABLE_TELEMETRY=1)")


def test_the_hub_is_open_for_a_model_asked_for_by_name_and_shut_again() -> None:
    from huggingface_hub import is_offline_mode

    assert is_offline_mode()
    with pytest.raises(ZeroDivisionError), _telemetry.hub_online():
        assert not is_offline_mode()
        raise ZeroDivisionError
    assert is_offline_mode()
    assert os.environ["HF_HUB_OFFLINE"] == "1"
