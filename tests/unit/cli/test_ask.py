from __future__ import annotations

import io

import pytest

from voicecheck.cli.ask import answered, confirmed


@pytest.mark.parametrize(("typed", "done"), [("ja\n", True), ("Y\n", True), ("\n", False), ("", False), ("nein\n", False)])  # fmt: skip
def test_only_a_clear_yes_does_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: str, done: bool
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    assert confirmed("Weg damit?") is done
    assert capsys.readouterr().err == "Weg damit? [j/N]: "


def test_an_empty_answer_is_the_usual_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("\nx.db\n"))
    assert [answered("Wo?", "calls.db"), answered("Wo?", "calls.db")] == ["calls.db", "x.db"]
