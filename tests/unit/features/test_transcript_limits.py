"""What a transcript does not hold is withheld, each measure with the reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.synth import activity, spread, transcript
from voicecheck.analysis.measuring import measure_words
from voicecheck.features.transcript_limits import (
    NO_PROBABILITIES,
    NO_WORD_TIMES,
    ON_PROBABILITIES,
    ON_WORD_TIMES,
    limited,
)
from voicecheck.languages import Hit, load_pack
from voicecheck.speech.dialogue import build_dialogue
from voicecheck.types.audio import Role
from voicecheck.types.catalogue import CATALOGUE
from voicecheck.types.measure import Measure
from voicecheck.types.speech import Party, Transcript
from voicecheck.types.time import Span

GREETING = "Guten Tag, Firma Muster, mein Name ist Meier, was kann ich für Sie tun?"
PROBLEM = "Meine Maschine ist kaputt und das schon seit einer ganzen Woche, verstehen Sie?"


def measured(own: Transcript) -> tuple[dict[str, Measure], tuple[Hit, ...]]:
    """Two turns; the agent's words as the transcript has them."""
    other = transcript(*spread(PROBLEM, 5.0, 9.0), index=1)
    speech = activity((1.0, 4.0)), activity((5.0, 9.0), index=1)
    parties = [Party(Role.AGENT, speech[0], own), Party(Role.CUSTOMER, speech[1], other)]
    pack = load_pack("de")
    families = frozenset({"greeting", "articulation", "wording", "turn_taking"})
    found, phrases = measure_words(
        build_dialogue(parties, pack=pack), usable=(Span(1.0, 4.0),), duration_s=60.0, pack=pack,
        families=families,
    )  # fmt: skip
    return limited(found, phrases, own)


def test_what_a_transcript_holds_is_measured() -> None:
    found, _ = measured(transcript(*spread(GREETING, 1.0, 4.0)))
    assert found["greeting.greeting_syllables"].value
    assert found["turn_taking.interruption_rate"].value == 0.0
    assert found["wording.word_probability"].value == pytest.approx(0.9)


def test_without_word_times_nothing_rests_on_them() -> None:
    own = replace(transcript(*spread(GREETING, 1.0, 4.0)), has_word_times=False)
    found, phrases = measured(own)
    assert found["greeting.greeting_syllables"].reason == NO_WORD_TIMES
    assert phrases == ()
    assert found["turn_taking.interruption_rate"].reason == NO_WORD_TIMES
    assert found["turn_taking.talk_ratio"].value
    assert found["wording.words"].value


def test_without_probabilities_clarity_is_not_measured() -> None:
    unrated = [replace(word, probability=None) for word in spread(GREETING, 1.0, 4.0)]
    found, _ = measured(transcript(*unrated))
    assert found["articulation.unclear_share"].reason == NO_PROBABILITIES
    assert found["articulation.repair_requests"].value == 0.0
    assert found["wording.word_probability"].reason == NO_PROBABILITIES
    assert found["wording.word_probability"].n == len(unrated)
    assert found["greeting.greeting_syllables"].value
    assert found["greeting.greeting_syllables"].passages[0].probability is None


def test_only_measures_that_there_are_are_named() -> None:
    assert {*ON_WORD_TIMES, *ON_PROBABILITIES} <= CATALOGUE.keys()
