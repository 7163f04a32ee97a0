"""The card as a whole: which lines it has, and what takes the verdict out of all of them."""

from __future__ import annotations

from dataclasses import replace

import scipy.linalg  # noqa: F401  (brings a BLAS of its own, which must be loaded to be held)
from threadpoolctl import threadpool_info, threadpool_limits

from tests.made_features import features, result
from voicecheck.api import analyze, judge
from voicecheck.checks import CHECKLIST
from voicecheck.config import Config
from voicecheck.types.audio import Recording
from voicecheck.types.judgement import Agent, Verdict


def test_an_unremarkable_call_passes_everything_that_is_judged() -> None:
    card = judge(features())
    judged = {r.code: r.verdict for r in card.results if r.verdict is not Verdict.NOT_ASSESSED}
    assert judged == dict.fromkeys(CHECKLIST, Verdict.PASS)
    assert card.score == 100
    assert card.coverage == 1.0
    assert all(r.evidence and r.advice is None for r in card.results if r.code in judged)


def test_nobody_is_judged_where_it_is_unclear_who_speaks() -> None:
    given = replace(features(), agent=Agent(0, 0.6))
    card = judge(given)
    assert {r.verdict for r in card.results} == {Verdict.NOT_ASSESSED}
    assert card.score is None
    assert "--agent" in (card.results["M1"].reason or "")


def test_a_language_without_norms_is_not_judged() -> None:
    line = result("M7", replace(features(), language="fr"))
    assert line.verdict is Verdict.NOT_ASSESSED
    assert "'fr'" in (line.reason or "")


def test_other_norms_turn_the_verdict_and_are_named() -> None:
    own = {"articulation_rate": {"good": 3.0, "bad": 4.5, "source": "own calls, n = 9"}}
    line = result("M7", features(), norms=own)
    assert line.verdict is not Verdict.PASS
    rate = next(e for e in line.evidence if e.measure == "tempo.articulation_rate")
    assert rate.norm is not None
    assert rate.norm.source == "own calls, n = 9"


def test_unselected_lines_stay_in_the_card() -> None:
    card = judge(features(), config=Config(checks={"select": ["M7"]}))  # type: ignore[arg-type]
    assert [r.code for r in card.results] == [f"M{i}" for i in range(1, 9)]
    assert card.results["M1"].reason == "nicht ausgewählt"
    assert card.score is None


def test_blas_has_one_thread_while_a_call_is_analysed_and_then_as_many_as_before(
    recording: Recording,
) -> None:
    seen: set[int] = set()
    config = Config(checks={"select": ["M1"]})  # type: ignore[arg-type]
    with threadpool_limits(limits=2, user_api="blas"):
        analyze(recording, config=config, progress=lambda *_: seen.update(_blas_threads()))
        assert _blas_threads() == {2}
    assert seen == {1}


def _blas_threads() -> set[int]:
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}
