"""Whoever may put files into the folder of recordings gets no code to run."""

from __future__ import annotations

import dataclasses
import gzip
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
import soundfile

from voicecheck.audio.guarded_librosa import import_librosa
from voicecheck.errors import ModelError
from voicecheck.privacy import name_lists as people
from voicecheck.privacy.cues import cues_of
from voicecheck.types.hashing import file_sha256

ROOT = Path(__file__).parent.parent

PICKLES = (
    "morphmodel_ger.pgz",
    "morphmodel_en.pgz",
    "model.bin",
    "tokenizer.json",
    "base/model.bin",
)
PACKAGES = ("numpy", "pebble", "lazy_loader", "typer", "pydantic", "sitecustomize", "usercustomize")
RUN = "from voicecheck.cli import main\nif __name__ == '__main__':\n    main()\n"
# What must spring the traps, or they would prove nothing.
CONTROLS = {
    "python -c": "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import struct'])",
    "spawned": (
        "import multiprocessing\n"
        "if __name__ == '__main__':\n"
        "    worker = multiprocessing.get_context('spawn').Process(target=print)\n"
        "    worker.start()\n    worker.join()\n"
    ),
    "unpickled": "from HanTa.HanoverTagger import HanoverTagger as T; T('morphmodel_ger.pgz')",
}


class _Trap:
    def __init__(self, sprung: Path) -> None:
        self.sprung = sprung

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, (str(self.sprung), "w")


@pytest.fixture
def sprung(tmp_path: Path) -> Path:
    """Where a trap leaves its name."""
    return tmp_path / "sprung"


@pytest.fixture
def folder(tmp_path: Path, sprung: Path) -> Path:
    """Traps under every name that Python's own modules and the models' files have."""
    folder = tmp_path / "in"
    (folder / "base").mkdir(parents=True)
    for name in PICKLES:
        (folder / name).write_bytes(gzip.compress(pickle.dumps(_Trap(sprung))))
    trap = f"print(__name__, file=open({str(sprung)!r}, 'a'))\n"
    for name in {*sys.stdlib_module_names, *PACKAGES}:
        (folder / f"{name}.py").write_text(trap)
    return folder


def run(folder: Path, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a script that lies elsewhere, as installed commands do, in the folder."""
    path = folder.parent / "elsewhere" / "run.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(script)
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONSAFEPATH"}
    return subprocess.run(
        [sys.executable, str(path), *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment,
        check=False,
    )


@pytest.mark.parametrize("way", CONTROLS)
def test_the_traps_work(way: str, folder: Path, sprung: Path) -> None:
    run(folder, CONTROLS[way])
    assert sprung.exists()


@pytest.mark.needs("speech model")
def test_no_trap_among_the_recordings_is_sprung(
    folder: Path, sprung: Path, samples: Path, tmp_path: Path
) -> None:
    for name in ("call_stereo.wav", "call_mono.wav"):
        sound, rate = soundfile.read(samples / name, frames=12 * 8000)
        soundfile.write(folder / name, sound, rate)
        os.utime(folder / name, (1_700_000_000, 1_700_000_000))
    checked = run(folder, RUN, "check", "call_stereo.wav")
    assert checked.returncode in (0, 1) and "M1" in checked.stdout, checked.stderr
    compiled = tmp_path / "compiled"
    (folder / ".numba_config.yaml").write_text(f"cache_dir: {compiled}\n")
    done = run(folder, RUN, "batch", ".", "--store", "s.db", "--redact", "--workers", "2")
    assert done.returncode == 0 and "2 fertig" in done.stdout, done.stderr
    assert not sprung.exists(), sprung.read_text()
    assert not compiled.exists()


@pytest.mark.parametrize(("importing", "disabled"), [("import librosa", 1), ("", 0)])
def test_settings_of_numba_in_the_working_folder_are_not_taken(
    importing: str, disabled: int, tmp_path: Path
) -> None:
    (tmp_path / ".numba_config.yaml").write_text("disable_jit: 1\n")
    script = (
        f"{importing or 'from voicecheck.audio.guarded_librosa import import_librosa; import_librosa()'}\n"
        "import os; from numba.core import config; print(int(config.DISABLE_JIT), os.getcwd())"
    )
    done = run(tmp_path, script)
    assert done.stdout.split() == [str(disabled), str(tmp_path)], done.stderr


def test_numba_does_not_look_later_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    import_librosa()
    from numba.core import config

    before = config.OPT
    (tmp_path / ".numba_config.yaml").write_text("opt: '1'\n")
    config.reload_config()
    assert before == config.OPT


def test_only_the_taggers_own_file_is_unpickled() -> None:
    other = dataclasses.replace(cues_of("en").tagger, sha256=64 * "0")
    with pytest.raises(ModelError, match=r"morphmodel_en\.pgz is not the tagger"):
        people._model(other)


def test_every_network_and_reader_of_ours_is_known_by_its_sha256() -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "voicecheck").glob("**/*.py"))
    ours = [
        path
        for path in (ROOT / "voicecheck").glob("**/weights/*")
        if path.suffix not in {".md", ".txt"}
    ]
    assert len(ours) >= 3
    for path in ours:
        assert file_sha256(path) in code, f"{path.name} is opened as it lies"
