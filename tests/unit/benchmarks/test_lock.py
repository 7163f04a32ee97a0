from __future__ import annotations

from pathlib import Path

import pytest
from packaging.requirements import Requirement

from benchmarks import lock
from benchmarks.lock import EXTRAS, FOLDER, PYPROJECT, problems, read, wanted

HASH = "    --hash=sha256:" + "0" * 64


def pins(tmp_path: Path, text: str) -> list[lock.Pin]:
    file = tmp_path / "some.lock"
    file.write_text(text.replace("HASH", f"\\\n{HASH}"), encoding="utf-8")
    return read(file)


@pytest.mark.parametrize("name", EXTRAS)
def test_the_lock_files_fit(name: str) -> None:
    assert problems(read(FOLDER / f"{name}.lock"), wanted(PYPROJECT, name)) == []


def test_one_version_is_in_all_of_them() -> None:
    dev = {str(pin.requirement) for pin in read(FOLDER / "dev.lock")}
    for name in ("base", "offline"):
        versions = {f"{pin.name}=={pin.version}" for pin in read(FOLDER / f"{name}.lock")}
        assert versions <= {one.partition(" ")[0].partition(";")[0].lower() for one in dev}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("numpy==2.0 HASH\n", None),
        ("numpy==1.0 HASH\n", "locked is 1.0"),
        ("numpy==2.0\n", "no hash"),
        ("numpy>=2.0 HASH\n", "not one version"),
        ("scipy==2.0 HASH\n", "0 pins"),
        ("numpy==2.0 ; python_full_version < '3.12' HASH\n", "0 pins (Python 3.12"),
        ("numpy==2.0 ; sys_platform != 'win32' HASH\n", "0 pins (Python 3.11, Windows)"),
        ("numpy==2.0 HASH\nnumpy==3.0 HASH\n", "2 pins"),
        (
            "numpy==2.0 ; python_full_version < '3.12' HASH\n"
            "numpy==2.1 ; python_full_version >= '3.12' HASH\n",
            None,
        ),
    ],
)
def test_what_does_not_fit_is_said(tmp_path: Path, text: str, problem: str | None) -> None:
    found = problems(pins(tmp_path, text), [Requirement("NumPy>=1.26")])
    assert (problem is None) == (not found)
    assert problem is None or problem in found[0]


def test_a_missing_resolver_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lock.shutil, "which", lambda _: None)
    assert lock.renew() == 2
    assert "pip install uv" in capsys.readouterr().out
