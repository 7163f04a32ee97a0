from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from benchmarks import audit
from benchmarks.lock import Pin

PINS = [Pin(Requirement(one), 1) for one in ("some==1", "some==2", "other==1")]
MENDED = {"id": "V-1", "fix_versions": ["1.1"], "aliases": ["CVE-1"]}
UNMENDED = {"id": "V-2", "fix_versions": [], "aliases": []}


def package(*faults: dict[str, object]) -> dict[str, object]:
    return {"name": "some", "version": "1", "vulns": list(faults)}


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """Stand in for pip-audit: a script that prints what `says` beside it holds."""
    file = tmp_path / "pip-audit"
    file.write_text(
        f"#!{sys.executable}\nimport pathlib, sys\n"
        "here = pathlib.Path(__file__).parent\n"
        "lines = pathlib.Path(sys.argv[sys.argv.index('--requirement') + 1]).read_text()\n"
        "(here / 'asked').open('a').write(lines + '---\\n')\n"
        "print((here / 'says').read_text())\n"
    )
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


def test_a_fault_that_is_mended_elsewhere_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = audit.judged([package(MENDED), package(UNMENDED), package()])
    assert answer.n_known == 3
    assert [one.partition(",")[0] for one in answer.faults] == ["some 1: V-1"]
    assert "mended in 1.1" in answer.faults[0]
    assert "not mended" in answer.others[0]
    monkeypatch.setattr(audit, "IGNORED", {"CVE-1": "we never call it"})
    answer = audit.judged([package(MENDED)])
    assert not answer.faults and "we never call it" in answer.others[0]


def test_what_the_database_does_not_know_is_no_answer() -> None:
    assert audit.judged([{"name": "some", "skip_reason": "not found"}]).n_known == 0


def test_two_versions_of_a_package_are_asked_apart(program: Path, tmp_path: Path) -> None:
    (tmp_path / "says").write_text(json.dumps({"dependencies": [package()]}))
    answer = audit.ask(str(program), "osv", PINS, tmp_path)
    assert answer is not None and answer.n_known == 2
    assert (tmp_path / "asked").read_text() == "some==1\nother==1\n---\nsome==2\n---\n"


@pytest.mark.parametrize("says", ["", "Traceback", "[]x"])
def test_a_database_that_does_not_answer_is_none(program: Path, tmp_path: Path, says: str) -> None:
    (tmp_path / "says").write_text(says)
    assert audit.ask(str(program), "osv", PINS, tmp_path) is None


def test_a_program_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(audit, "_ASK_S", 0.2)
    file = tmp_path / "pip-audit"
    file.write_text("#!/bin/sh\nexec sleep 60\n")
    file.chmod(0o755)
    assert audit.ask(str(file), "osv", PINS, tmp_path) is None


@pytest.mark.parametrize(
    ("faults", "code", "line"),
    [((), 0, "no known vulnerability"), ((MENDED,), 1, "V-1"), (None, 0, "NOT AUDITED")],
)
def test_the_step_says_what_came_of_it(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    faults: tuple[dict[str, object], ...] | None,
    code: int,
    line: str,
) -> None:
    answer = None if faults is None else audit.judged([package(*faults)])
    monkeypatch.setattr(audit, "audit_program", lambda _: "pip-audit")
    monkeypatch.setattr(audit, "ask", lambda *_: answer)
    assert audit.main() == code
    assert line in capsys.readouterr().out


def test_a_program_that_cannot_be_had_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(audit.shutil, "which", lambda _: None)
    monkeypatch.setattr(audit, "_run", lambda *_: None)
    assert audit.main() == 0
    assert "NOT AUDITED: pip-audit" in capsys.readouterr().out
