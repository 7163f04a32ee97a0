from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.synth import activity, spread, transcript
from voicecheck.errors import NotMeasured
from voicecheck.features.tempo import measure_tempo
from voicecheck.languages.syllables import load_counter
from voicecheck.types.catalogue import Family
from voicecheck.types.speech import Transcript, Window, WindowFault
from voicecheck.types.time import Span

COUNTER = load_counter("de")
# 10 syllables each.
PHRASES = ("ich rufe Sie bis morgen früh zurück.", "die neue Pumpe läuft schon wieder aus.")


def tempo_of(stretch: float = 1.0, *, windows: tuple[Window, ...] = (), n: int = 10) -> Family:
    pairs = [(3.0 * i * stretch, (3.0 * i + 2.0) * stretch) for i in range(n)]
    words = [w for i, (a, b) in enumerate(pairs) for w in spread(PHRASES[i % 2], a, b)]
    said = Transcript(0, tuple(words), "de", 1.0, "test", windows)
    speech = activity(*pairs)
    return measure_tempo(said, speech, COUNTER, nuclei=None, usable=speech.ipus)


def test_the_phrases_have_ten_syllables() -> None:
    assert [COUNTER.count_text(phrase.split()) for phrase in PHRASES] == [10, 10]


def test_rates_of_a_known_call() -> None:
    tempo = tempo_of()
    assert float(tempo.articulation_rate) == pytest.approx(5.0)
    assert float(tempo.articulation_rate_p90) == pytest.approx(5.0)
    assert float(tempo.words_per_minute) == pytest.approx(60 * 70 / 29)
    assert float(tempo.syllables) == 100
    with pytest.raises(NotMeasured, match="no syllable nuclei"):
        float(tempo.nuclei_ratio)


@given(st.floats(0.5, 2.0))
def test_stretching_time_divides_the_rate(stretch: float) -> None:
    found = float(tempo_of(stretch).articulation_rate)
    assert found == pytest.approx(5.0 / stretch, rel=1e-6)


def test_a_window_that_looped_is_left_out_of_words_and_time() -> None:
    bad = Window((Span(0.0, 2.0), Span(3.0, 5.0)), 0, WindowFault.LOOP)
    tempo = tempo_of(windows=(bad,))
    assert float(tempo.articulation_rate) == pytest.approx(5.0)
    assert float(tempo.syllables) == 80


def test_a_window_that_lost_its_words_is_left_out() -> None:
    words = spread(PHRASES[0], 0.0, 2.0) + spread("ja", 3.0, 13.0)
    windows = (Window((Span(0, 2),), 7), Window((Span(3, 13),), 1))
    said = Transcript(0, tuple(words), "de", 1.0, "test", windows)
    speech = activity((0.0, 2.0), (3.0, 13.0))
    tempo = measure_tempo(said, speech, COUNTER, nuclei=None, usable=speech.ipus)
    assert float(tempo.articulation_rate) == pytest.approx(5.0)


@pytest.mark.parametrize(("probability", "syllables"), [(0.35, 10), (0.45, 15)])
def test_a_unit_whose_words_the_model_doubts_is_left_out(
    probability: float, syllables: int
) -> None:
    lost = [replace(w, probability=probability) for w in spread("die neue Pumpe", 3.0, 5.0)]
    said = transcript(*spread(PHRASES[0], 0.0, 2.0), *lost)
    speech = activity((0.0, 2.0), (3.0, 5.0))
    tempo = measure_tempo(said, speech, COUNTER, nuclei=None, usable=speech.ipus)
    assert float(tempo.syllables) == syllables
    assert float(tempo.speech_s) == (2.0 if syllables == 10 else 4.0)


@pytest.mark.parametrize(("lost_s", "expected_s"), [(0.5, 4.5), (1.0, 4.0)])
def test_a_unit_that_lost_all_its_words_is_left_out(lost_s: float, expected_s: float) -> None:
    words = spread(PHRASES[0], 0.0, 2.0) + spread(PHRASES[1], 6.0, 8.0)
    speech = activity((0.0, 2.0), (4.0, 4.0 + lost_s), (6.0, 8.0))
    heard = replace(transcript(*words), windows=(Window(speech.ipus, len(words)),))
    tempo = measure_tempo(heard, speech, COUNTER, nuclei=None, usable=speech.ipus)
    assert float(tempo.speech_s) == pytest.approx(expected_s)
    by_hand = measure_tempo(transcript(*words), speech, COUNTER, nuclei=None, usable=speech.ipus)
    assert float(by_hand.speech_s) == pytest.approx(4.0 + lost_s)


def test_of_a_long_unit_under_another_voice_the_rest_is_measured() -> None:
    words = [w for i in range(5) for w in spread(PHRASES[i % 2], 2.0 * i, 2.0 * i + 2.0)]
    speech = activity((0.0, 10.0))
    free = (Span(0.0, 1.0), Span(1.5, 4.0), Span(6.0, 10.0))
    tempo = measure_tempo(transcript(*words), speech, COUNTER, nuclei=None, usable=free)
    assert float(tempo.speech_s) == pytest.approx(6.5)  # the first second is too short
    assert float(tempo.articulation_rate) == pytest.approx(5.0, rel=0.06)


def test_audible_sound_that_touches_a_unit_is_part_of_its_time() -> None:
    words = spread(PHRASES[0], 0.0, 2.0) + spread(PHRASES[1], 3.0, 5.0)
    soft = (Span(2.02, 2.2), Span(2.24, 2.25), Span(2.93, 2.99))
    speech = replace(activity((0.0, 2.0), (3.0, 5.0)), unsure=soft)
    tempo = measure_tempo(transcript(*words), speech, COUNTER, nuclei=None, usable=speech.ipus)
    assert float(tempo.speech_s) == pytest.approx(2.25 + 2.07)
    assert float(tempo.syllables) == 20


def test_sound_that_fills_a_pause_counts_once_and_makes_no_unit_much_longer() -> None:
    words = spread(PHRASES[0], 0.0, 2.0) + spread(PHRASES[1], 2.4, 5.4)
    speech = replace(activity((0.0, 2.0), (2.4, 5.4)), unsure=(Span(2.0, 2.4), Span(5.4, 9.0)))
    tempo = measure_tempo(transcript(*words), speech, COUNTER, nuclei=None, usable=speech.ipus)
    assert float(tempo.speech_s) == pytest.approx(2.2 + 3.2 + 0.3)


def test_a_unit_beside_sound_that_may_be_speech_is_left_out() -> None:
    words = spread(PHRASES[0], 0.0, 2.0) + spread(PHRASES[1], 3.0, 4.0)
    speech = replace(activity((0.0, 2.0), (3.0, 4.0)), unsure=(Span(4.05, 4.9),))
    tempo = measure_tempo(transcript(*words), speech, COUNTER, nuclei=None, usable=speech.ipus)
    assert float(tempo.articulation_rate) == pytest.approx(5.0)
    assert float(tempo.syllables) == 10


def test_a_short_sound_beside_a_long_unit_does_no_harm() -> None:
    words = spread(PHRASES[0], 0.0, 2.0)
    speech = replace(activity((0.0, 2.0)), unsure=(Span(2.1, 2.15),))
    tempo = measure_tempo(transcript(*words), speech, COUNTER, nuclei=None, usable=speech.ipus)
    assert float(tempo.syllables) == 10


def test_the_fastest_passage_comes_first_with_its_words() -> None:
    words = spread(PHRASES[0], 0.0, 2.0) + spread(PHRASES[1], 3.0, 4.25)
    speech = activity((0.0, 2.0), (3.0, 4.25))
    tempo = measure_tempo(transcript(*words), speech, COUNTER, nuclei=None, usable=speech.ipus)
    first = tempo.articulation_rate.passages[0]
    assert (first.span, first.quote) == (Span(3.0, 4.25), PHRASES[1])
    assert first.value == pytest.approx(8.0)


def test_too_few_syllables_have_a_reason() -> None:
    speech = activity((0.0, 1.0))
    tempo = measure_tempo(
        transcript(*spread("guten Tag", 0, 1)), speech, COUNTER, nuclei=None, usable=speech.ipus
    )
    with pytest.raises(NotMeasured, match="only 3, at least 10"):
        float(tempo.articulation_rate)
