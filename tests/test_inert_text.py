"""Hostile names, queues and quotes in every output: read as text, and nothing else."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine

from tests.hostile import FORMULA, TEXTS, hidden
from tests.html_pages import Tags
from tests.made_features import features
from tests.mornings import a_call, a_morning
from tests.nights import entries
from tests.synth import conversation
from voicecheck.analysis.pipeline import Analysis
from voicecheck.api import judge
from voicecheck.batch.plan import Plan
from voicecheck.batch.run import RunCounts
from voicecheck.cli.progress import BatchProgress
from voicecheck.cli.run import each
from voicecheck.config import Config
from voicecheck.errors import AudioError, ConfigError
from voicecheck.report import json as as_json
from voicecheck.report import table, terminal, terminal_full
from voicecheck.report.html.morning import render_morning
from voicecheck.report.html.page import render
from voicecheck.report.notebook import shown_as_html
from voicecheck.report.transcript import FORMATS
from voicecheck.store.entries import FailedFile
from voicecheck.store.export import export
from voicecheck.store.write import save_call, save_failure
from voicecheck.types.audio import Recording
from voicecheck.types.judgement import Scorecard
from voicecheck.types.morning import Failed, Highlight
from voicecheck.types.notice import Notice
from voicecheck.types.text import Text

ALL = pytest.mark.parametrize("text", TEXTS, ids=ascii)


def card_of(text: str) -> Scorecard:
    """A card on which a text stands wherever one from outside may stand."""
    card = judge(features(greeting__greeting_s=12.0), config=Config(lang="en"))
    lines = tuple(
        replace(
            line,
            finding=line.finding and text,
            reason=line.reason and text,
            evidence=tuple(replace(e, quote=text) for e in line.evidence),
        )
        for line in card.results
    )
    return replace(
        card,
        source=replace(card.source, path=text, codec=text),
        results=replace(card.results, lines=lines),
        notices=(Notice("N06", Text.of(text)),),
    )


def analysis_of(text: str) -> Analysis:
    made = features()
    said = conversation(("agent", 0.5, 2.5, "one"), ("caller", 3.0, 5.0, "two"))
    turns = tuple(
        replace(turn, words=tuple(replace(word, text=text) for word in turn.words))
        for turn in said.turns
    )
    dialogue = replace(said, turns=turns)
    source = replace(made.source, path=text)
    return Analysis(source, made.agent, (), (), None, dialogue, made)


def written(write: Callable[..., None], *args: object, **how: object) -> str:
    out = io.StringIO()
    write(*args, out, **how)
    out.getvalue().encode()
    return out.getvalue()


@ALL
def test_the_terminal_shows_a_card(text: str) -> None:
    plain = written(terminal.write, [card_of("x")], [])
    made = written(terminal.write, [card_of(text)], [])
    assert not hidden(made)
    assert made.count("\nM") == plain.count("\nM")
    measured = features()
    source = replace(measured.source, path=text)
    made = written(terminal_full.write_measures, [replace(measured, source=source)], [], "en")
    assert not hidden(made)
    if "[red]" in text:
        assert "[red]bold[/red]" in made


@ALL
def test_a_table_has_no_formulas_unless_for_programs(text: str) -> None:
    card = card_of(text)
    rows = list(csv.DictReader(io.StringIO(written(table.write, [card], []))))
    assert len(rows) == len(list(card.results))
    for row in rows:
        for name in ("path", "quote", "finding", "reason"):
            said = row[name]
            assert not hidden(said, allowed="")
            assert not said.lstrip(" \"'").startswith(FORMULA) or said.startswith("'")
            assert ";=" not in said
    raw = list(csv.DictReader(io.StringIO(written(table.write, [card], [], raw=True))))
    if "\udcff" not in text:
        assert raw[0]["path"] == text


def test_numbers_in_a_table_stay_numbers() -> None:
    made = features(pitch__f0_range_semitones=-3.5)
    for raw in (False, True):
        out = written(table.write_measures, [made], [], "en", raw=raw)
        rows = {row["measure"]: row["value"] for row in csv.DictReader(io.StringIO(out))}
        assert rows["pitch.f0_range_semitones"] == "-3.5"


@ALL
def test_json_is_utf_8_and_otherwise_as_it_was(text: str) -> None:
    said = written(as_json.write, [card_of(text)], [])
    assert not hidden(said)
    read = json.loads(said)
    path = read["scorecards"][0]["source"]["path"]
    assert path == text.replace("\udcff", "\\udcff").replace("\udc80", "\\udc80")


@ALL
def test_pages_show_it(text: str) -> None:
    call = replace(a_call(1), name=text, queue=text)
    morning = replace(
        a_morning(1),
        calls=(call,),
        grave=(Highlight(call, "M4", text, 0.9, 9.4, text),),
        failed=(Failed("decode", text, 1, (text,)),),
    )
    analysis, card = analysis_of(text), card_of(text)
    sound = Recording(np.zeros((2, 8000 * 10), np.float32), 8000, card.source)
    pages = [
        render_morning(morning, lang="en", pages="pages"),
        render(sound, analysis, card, audio="none"),
        shown_as_html(card),
    ]
    for page in pages:
        page.encode()
        assert not hidden(page)
        tags = Tags(page)
        assert not tags.tags["img"] and set(tags.handlers) <= {"style"}  # of notebooks
        assert tags.tags["script"] <= 1
        assert tags.tags["bdi"]


@ALL
def test_a_line_of_a_transcript_forges_no_other(text: str) -> None:
    analysis, plain = analysis_of(text), analysis_of("x")
    card, plain_card = card_of(text), card_of("x")
    for kind, write in FORMATS.items():
        made, usual = write(analysis, card), write(plain, plain_card)
        made.encode()
        if kind != "json":
            assert not hidden(made.replace("\t", "") if kind.startswith("audacity") else made)
            assert len(made.splitlines()) == len(usual.splitlines())
        if kind in ("srt", "vtt"):
            assert made.count("-->") == usual.count("-->")
        if kind == "vtt":
            assert made.count("<") == usual.count("<") and made.count(">") == usual.count(">")
        if kind.startswith("audacity"):
            assert all(line.count("\t") == 2 for line in made.splitlines())


@ALL
def test_an_error_is_one_line(
    text: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(path: Path, *_: object, **__: object) -> None:
        raise AudioError(str(path), Text.of(text), Text.of(text))

    monkeypatch.setattr("voicecheck.api.load", load)
    each([Path("x" + text.replace("\0", ""))], Config(), lambda *_: None)
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and not hidden(said)


@ALL
def test_a_line_of_a_night_is_one_line(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with BatchProgress(Plan(1, (), 0, ())) as progress:
        progress.tell(RunCounts(1, failed=1), f"{text}: {text}")
    said = capsys.readouterr().err
    assert said.startswith("voicecheck: gescheitert: ")
    assert said.count("\n") == 1 and not hidden(said)


@ALL
def test_errors_that_end_a_command_are_one_line(
    text: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from voicecheck import cli

    def broken(**_: object) -> None:
        raise ConfigError(text)

    monkeypatch.setattr(cli, "app", broken)
    with contextlib.suppress(SystemExit):
        cli.main()
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and not hidden(said)


def test_a_store_takes_every_text_and_exports_it_inert(store: Engine, tmp_path: Path) -> None:
    texts = [*TEXTS, "nul\0here"]
    for entry, text in zip(entries(features(), len(texts)), texts, strict=True):
        info = replace(entry.info, queue=text, agent=text)
        own = replace(entry, info=info, path=text, card=replace(entry.card, notices=()))
        failed = FailedFile(text, entry.path_key, None, "program", text, False, "a" * 64)
        with store.begin() as connection:
            save_call(connection, own, run_id=None)
            save_failure(connection, failed, run_id=None)
    for path in export(store, tmp_path / "csv", kind="csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                for said in row:
                    assert not hidden(said, allowed="")
                    number = said.lstrip("-").replace(".", "").replace("e-", "").isdigit()
                    assert number or not said.lstrip(' "').startswith(FORMULA), said
    for path in export(store, tmp_path / "raw", kind="csv", raw=True):
        if path.stem == "recordings":
            with path.open(encoding="utf-8", newline="") as file:
                queues = {row["queue"] for row in csv.DictReader(file)}
            assert '=HYPERLINK("http://x";"y")' in queues
            assert "nul\\x00here" in queues
