"""Checks of one's own: what the page promises, what is refused, and that workers get them."""

from __future__ import annotations

import os
import pickle
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from typer.testing import CliRunner

import voicecheck
from tests.own_checks import codes_of
from voicecheck.api import what_to_measure
from voicecheck.batch.cache_keys import judgement_key
from voicecheck.batch.engine import Job
from voicecheck.batch.local import LocalEngine
from voicecheck.checks import CHECKLIST, registry
from voicecheck.checks.withheld import GUARDED_LIKE
from voicecheck.cli import app
from voicecheck.cli.options import settings
from voicecheck.config import Config, load_config
from voicecheck.errors import CheckError, ConfigError
from voicecheck.features import Features
from voicecheck.report.explain import page
from voicecheck.types.audio import AudioFile
from voicecheck.types.catalogue import FAMILIES, names_of, taken
from voicecheck.types.judgement import Agent, CheckResult, Provenance, Verdict
from voicecheck.types.measure import Measure, Passage
from voicecheck.types.notice import Notice
from voicecheck.types.text import Text
from voicecheck.types.time import Span

PAGE = (Path(__file__).parents[3] / "docs" / "own_checks.md").read_text("utf-8")
TEN_LINES, FULL_FORM = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
VALUES = {
    "quality.snr_db": 30.0,
    "turn_taking.long_silences": 4.0,
    "turn_taking.caller_speech_s": 120.0,
    "turn_taking.transfers": 14.0,
    "turn_taking.response_latency_s": 3.0,
    "turn_taking.talk_ratio": 0.9,
    "turn_taking.longest_turn_s": 40.0,
}
WITHOUT = {"turn_taking.talk_ratio"}  # measures without passages


def call(*notices: Notice, purity: float | None = None, **changes: float | None) -> Features:
    values = VALUES | {name.replace("__", "."): value for name, value in changes.items()}

    def measure(name: str) -> Measure:
        places = () if name in WITHOUT else (Passage(Span(5.0, 8.0), 3.0, "ich schaue"),)
        return taken(name, values.get(name), 9.0, places, why=Text("fehlt", "missing"))

    names = (*names_of("quality"), *names_of("turn_taking"))
    return Features(
        AudioFile("call.wav", "0" * 64, "pcm_s16le", 8000, 2, 100.0),
        Agent(0, 1.0),
        "de",
        notices,
        Provenance("0", {}, {}, None, "", "", ""),
        purity=purity,
        measures={name: measure(name) for name in names},
    )


Make = Callable[..., Path]


@pytest.fixture
def own(tmp_path: Path) -> Make:
    """Write a file of checks: the ten lines of the page, with other words."""

    def make(*changes: tuple[str, str], text: str = TEN_LINES, name: str = "own.py") -> Path:
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return make


def config(*files: Path, **more: Any) -> Config:
    return Config.model_validate({"checks": {"files": [str(file) for file in files]}, **more})


def line(file: Path, features: Features, code: str = "X1", **more: Any) -> CheckResult:
    return voicecheck.judge(features, config=config(file, **more)).results[code]


def test_ten_lines_keep_the_promises_of_the_house(own: Make) -> None:
    assert len(TEN_LINES.splitlines()) <= 10
    found = line(own(), call())
    assert found.verdict is Verdict.WARN and found.severity == pytest.approx(0.35 * (1 + 2 / 3))
    assert found.finding == "4 unannounced silences in ten minutes."
    assert found.title == "Keeps the caller waiting" and found.name == "long-holds"
    assert found.advice == "Say what you are looking up before you fall silent."
    assert found.confidence == 0.9  # limits from practice
    whole, place = found.evidence
    assert (whole.value, whole.unit) == (4.0, "1/10min")
    assert whole.norm is not None and whole.norm.source == "our quality team, 2026"
    assert place.span == Span(5.0, 8.0) and place.quote == "ich schaue"
    assert line(own(), call(turn_taking__long_silences=5.0)).verdict is Verdict.FAIL
    passed = line(own(), call(turn_taking__long_silences=1.0))
    assert passed.verdict is Verdict.PASS and passed.advice is None


def test_it_stands_beside_the_eight_and_moves_no_score(own: Make) -> None:
    with_own = voicecheck.judge(call(), config=config(own()))
    without = voicecheck.judge(call())
    assert [one.code for one in with_own.results] == [*CHECKLIST, "X1"]
    assert list(with_own.results)[:8] == list(without.results)
    assert (with_own.score, with_own.coverage) == (without.score, without.coverage)


@pytest.mark.parametrize(
    ("features", "reason"),
    [
        (call(turn_taking__long_silences=None), "fehlt"),
        (call(turn_taking__caller_speech_s=10.0), "nur 10 s Sprechzeit von Anrufer/in"),
        (call(quality__snr_db=5.0), "zu verrauscht"),
        (call(purity=0.9), "beide Stimmen auf einem Kanal"),
        (call(Notice("N11", Text("Versatz", "shift"), withholds=("M2", "M3"))), "Versatz"),
    ],
)
def test_what_forbids_the_house_to_judge_forbids_it(
    own: Make, features: Features, reason: str
) -> None:
    found = line(own(), features)
    assert found.verdict is Verdict.NOT_ASSESSED and reason in (found.reason or "")


def test_a_notice_about_other_measures_withholds_nothing(own: Make) -> None:
    notice = Notice("N04", Text("Leitung", "line"), withholds=("M1", "M5", "M6"))
    assert line(own(), call(notice)).verdict is Verdict.WARN


def test_separated_voices_are_no_more_than_a_warning(own: Make) -> None:
    found = line(own(), call(purity=0.97, turn_taking__long_silences=9.0))
    assert found.verdict is Verdict.WARN and "höchstens eine Warnung" in (found.reason or "")


def test_every_family_about_the_agent_is_guarded_by_a_check_of_the_house() -> None:
    assert set(GUARDED_LIKE) == set(FAMILIES) - {"quality"}
    assert set(GUARDED_LIKE.values()) <= set(CHECKLIST)


def test_less_may_be_worse_and_texts_may_be_in_both_languages(own: Make) -> None:
    low = own(
        ("watch=2, fail=5", 'watch=5, fail=2, worse="low"'),
        ('"Keeps the caller waiting"', 'voicecheck.Text("Lässt warten", "Keeps waiting")'),
    )
    found = line(low, call(), lang="de")
    assert found.title == "Lässt warten" and found.severity == pytest.approx(0.35 * (1 + 1 / 3))
    assert line(low, call(), lang="en").title == "Keeps waiting"
    assert line(low, call(turn_taking__long_silences=9.0)).severity == 0


def test_passages_may_come_from_another_measure(own: Make) -> None:
    alone = (
        ("turn_taking.long_silences", "turn_taking.talk_ratio"),
        ("1/10min", "1"),
        ("watch=2, fail=5", "watch=0.7, fail=0.8"),
    )
    assert "keine zusammenhängende Stelle" in (line(own(*alone), call()).reason or "")
    named = own(*alone, ("watch=0.7", 'passages="turn_taking.longest_turn_s", watch=0.7'))
    found = line(named, call())
    assert found.verdict is Verdict.FAIL
    assert [e.measure for e in found.evidence if e.span] == ["turn_taking.longest_turn_s"]


def test_limits_in_another_unit_are_refused(own: Make) -> None:
    with pytest.raises(CheckError, match=r"X1: the limits are in 'count', .* is in '1/10min'"):
        voicecheck.judge(call(), config=config(own(("1/10min", "count"))))


def test_a_check_that_breaks_costs_its_own_line(own: Make) -> None:
    found = line(own(("{value:.0f}", "{value / 0:.0f}")), call())
    assert found.verdict is Verdict.NOT_ASSESSED and "ZeroDivisionError" in (found.reason or "")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("long_silences", "long_silence", "X1: there is no measure 'turn_taking.long_silence'"),
        ("watch=2, fail=5", "watch=5, fail=2", r"X1: watch \(5\) must come before fail \(2\)"),
        ("watch=2, fail=5", "watch=2, fail=2", r"X1: watch \(2\) must come before fail \(2\)"),
        ("our quality team, 2026", " ", "X1: the source is empty"),
        ("turn_taking.long_silences", "quality.snr_db", "about the line, not about the agent"),
        ("watch=2, fail=5", 'watch=2, fail=5, worse="more"', "X1: worse is 'high' or 'low'"),
        ('"X1"', '"M9"', "'M9' is no code for a guest check"),
        ("long_holds", "long_" * 9, f"X1: the name {'long-' * 9} is longer than 40 letters"),
        ('"X1"', '"M1"', "the code M1 is claimed by voicecheck and by"),
        (', source="our quality team, 2026"', "", "line 3: TypeError: .*'source'"),
        ("def long_holds", "def long holds", "line 8: SyntaxError"),
        ("import voicecheck", "import voicecheck, neighbour", "line 1: ModuleNotFoundError"),
    ],
)
def test_what_is_wrong_is_one_line_that_names_file_and_check(
    own: Make, old: str, new: str, message: str
) -> None:
    file = own((old, new))
    (file.parent / "neighbour.py").write_text("")  # what lies beside it is not imported
    with pytest.raises(CheckError, match=message) as caught:
        voicecheck.judge(call(), config=config(file))
    assert "own.py" in str(caught.value) and "\n" not in str(caught.value)


def test_a_file_without_a_check_or_a_missing_file_is_named(own: Make, tmp_path: Path) -> None:
    with pytest.raises(CheckError, match=r"own\.py: holds no check"):
        registry.all_checks(config(own(text="x = 1\n")).checks.files)
    with pytest.raises(ConfigError, match=r"none\.py: cannot be read"):
        config(tmp_path / "none.py")
    with pytest.raises(ConfigError, match=r"checks\.files.*must be a list of paths"):
        load_config(None, {"checks": {"files": "own.py"}})


def test_a_code_belongs_to_one_file(own: Make) -> None:
    with pytest.raises(CheckError, match=r"X1 is claimed by .*own\.py and by .*other\.py"):
        registry.all_checks(config(own(), own(name="other.py")).checks.files)


def test_the_full_form_of_the_page_judges_by_two_measures(own: Make) -> None:
    file = own(text=FULL_FORM)
    found = line(file, call(turn_taking__long_silences=20.0), code="X2")
    assert found.verdict is Verdict.FAIL and found.finding is not None
    assert found.finding.startswith("20 Stillen in zehn Minuten, Antworten nach 3 s")
    assert line(file, call(), code="X2").verdict is not Verdict.NOT_ASSESSED
    few = line(file, call(turn_taking__transfers=2.0), code="X2")
    assert few.reason == "nur 2 floor transfers, 5 sind nötig"
    withheld = call(Notice("N11", Text("Versatz", "shift"), withholds=("M2", "M3")))
    assert line(file, withheld, code="X2").reason == "Versatz"
    wrong = own(("response_latency_s", "response_latency"), text=FULL_FORM)
    with pytest.raises(CheckError, match=r"own\.py: X2: there is no measure .*did you mean"):
        line(wrong, call())


def test_only_what_the_own_check_needs_is_measured(own: Make) -> None:
    alone = Config.model_validate(
        {"agent": "left", "checks": {"files": [str(own())], "select": ["long-holds"]}}
    )
    assert what_to_measure(alone).families == {"turn_taking", "quality"}


@pytest.mark.parametrize("lang", ["de", "en"])
def test_its_page_says_what_it_hears_and_by_which_limits(own: Make, lang: Any) -> None:
    file = own(
        ("    return", '    """Silences that the agent\n    did not announce."""\n    return')
    )
    check = registry.find(registry.all_checks(config(file).checks.files), "x1")
    text = page(check, voicecheck.load_norms("de"), lang)
    assert "Silences that the agent did not announce." in text
    assert "turn_taking.long_silences" in text and "M3" in text
    assert text.count("our quality team, 2026") == 1
    assert not re.search(r"## [^\n]*\n\n\n", text), "no heading without a word below it"


def test_the_command_explains_it_and_ends_in_one_line_where_it_cannot(own: Make) -> None:
    done = CliRunner().invoke(app, ["explain", "X1", "--checks", str(own()), "--lang", "en"])
    assert done.exit_code == 0 and done.stdout.startswith("X1 · Keeps the caller waiting")
    unknown = CliRunner().invoke(app, ["explain", "X1"])
    assert isinstance(unknown.exception, ConfigError)
    broken = CliRunner().invoke(app, ["explain", "M1", "--checks", str(own(('"X1"', '"M9"')))])
    assert isinstance(broken.exception, CheckError)


@pytest.mark.parametrize("command", ["check", "report", "batch", "rejudge", "explain"])
def test_the_commands_take_files_of_checks(command: str) -> None:
    done = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200", "NO_COLOR": "1"})
    assert "--checks" in done.stdout


def project(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "own.py").write_text(TEN_LINES)
    path = folder / "voicecheck.toml"
    path.write_text('[checks]\nfiles = ["own.py"]\n')
    return path


def test_settings_name_files_beside_themselves_and_the_option_takes_their_place(
    own: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = project(tmp_path / "project")
    (tmp_path / "project" / "deep").mkdir()
    monkeypatch.chdir(tmp_path / "project" / "deep")
    found = settings(None)
    assert list(found.checks.files) == [str(path.parent / "own.py")]
    assert [c.code for c in registry.all_checks(found.checks.files)][-1] == "X1"
    own(("X1", "Y1"))
    monkeypatch.chdir(tmp_path)
    other = settings(path, own_checks=[Path("own.py")], checks={"select": ["Y1"]})
    assert list(other.checks.files) == [str(tmp_path / "own.py")]
    assert other.checks.select == ["Y1"]


def test_checks_among_the_recordings_run_only_where_the_user_names_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = tmp_path / "calls"
    path = project(calls)
    outside = tmp_path / "voicecheck.toml"
    outside.write_text('[checks]\nfiles = ["calls/own.py"]\n')
    (tmp_path / "linked.py").symlink_to(calls / "own.py")
    link = tmp_path / "link.toml"
    link.write_text('[checks]\nfiles = ["linked.py"]\n')
    refused: list[tuple[Path, Path | None, dict[str, Any]]] = [
        (calls, None, {"recordings": [calls / "a.wav"]}),
        (calls, None, {"recordings": [calls]}),
        (tmp_path, None, {"recordings": [calls]}),
        (tmp_path, None, {"source": str(calls)}),
        (tmp_path, path, {"source": str(calls)}),
        (tmp_path, link, {"source": f"file://{calls}"}),
    ]
    for folder, named, where in refused:
        monkeypatch.chdir(folder)
        with pytest.raises(ConfigError, match="among the recordings"):
            settings(named, **where)
    mine = settings(outside, own_checks=[calls / "own.py"], source=str(calls))
    assert list(mine.checks.files) == [str(calls / "own.py")]


def test_found_settings_that_lie_among_the_recordings_cannot_name_checks_elsewhere(
    own: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = tmp_path / "calls"
    project(calls).write_text(f'[checks]\nfiles = ["{own()}"]\n')
    monkeypatch.chdir(calls)
    with pytest.raises(ConfigError, match=r"calls/voicecheck\.toml lies among the recordings"):
        settings(None, recordings=[calls / "a.wav"])


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="files have no owner here")
def test_found_settings_of_another_user_run_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, stat = project(tmp_path), Path.stat

    def by_another(self: Path, **how: Any) -> os.stat_result:
        found = stat(self, **how)
        if self.suffix != suffix:
            return found
        return os.stat_result((*found[:4], os.getuid() + 1, *found[5:]))

    monkeypatch.chdir(tmp_path)
    assert settings(None).checks.files
    monkeypatch.setattr(Path, "stat", by_another)
    for suffix in (".py", ".toml"):
        with pytest.raises(ConfigError, match=rf"\{suffix} lies .* belongs to somebody else"):
            settings(None)
    assert settings(path).checks.files  # named is vouched for


def test_the_key_of_judging_moves_with_the_text_and_not_with_the_place(own: Make) -> None:
    key = judgement_key(config(own()))
    assert key != judgement_key(Config())
    assert key != judgement_key(config(own(("fail=5", "fail=6"))))
    assert key == judgement_key(config(own(name="moved.py")))


def test_the_text_travels_to_workers_that_have_no_such_file(own: Make) -> None:
    file = own()
    made = config(file)
    file.unlink()
    sent: Config = pickle.loads(pickle.dumps(made))
    assert voicecheck.judge(call(), config=sent).results["X1"].verdict is Verdict.WARN
    engine = LocalEngine(partial(codes_of, config=made), workers=1, limit_s=60.0)
    (outcome,) = engine.run([Job("1", None)], stop=Event())
    assert outcome.answer.value == [*CHECKLIST, "X1"]
