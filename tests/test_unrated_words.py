"""Words of which nobody knows how surely they were recognised: no more than a warning."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from voicecheck.checks import base
from voicecheck.checks.registry import all_checks, find
from voicecheck.errors import NotMeasured
from voicecheck.features.transcript_limits import NO_PROBABILITIES
from voicecheck.types.catalogue import taken
from voicecheck.types.measure import Measure

CERTAINTY = "wording.word_probability"


class Rich(SimpleNamespace):
    """A call with more than enough of everything but certainty."""

    purity = None

    def __getitem__(self, name: str) -> Measure:
        if name == CERTAINTY:
            return taken(name, None, self.n_words, why=NO_PROBABILITIES)
        return Measure(name, 1000.0, "1", 1000.0, "words", "by hand")


@pytest.mark.parametrize("code", ["M2", "M8"])
def test_they_are_judged_but_accuse_nobody_for_good(code: str) -> None:
    check, call = find(all_checks(), code), Rich(n_words=500.0)
    amount = base._amount(check, call)  # type: ignore[arg-type]
    need = next(one for one in check.evidence.needs if one.measure == CERTAINTY)
    assert amount == pytest.approx(need.minimum / need.full)
    cap = base._thin(check, call, amount)  # type: ignore[arg-type]
    assert cap is not None
    assert cap.en == f"provisional: {NO_PROBABILITIES.en}"


def test_a_call_without_words_is_not_judged() -> None:
    with pytest.raises(NotMeasured):
        base._amount(find(all_checks(), "M8"), Rich(n_words=0.0))  # type: ignore[arg-type]
