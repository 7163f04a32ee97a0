from __future__ import annotations

import numpy as np
import pytest

from tests.synth import RATE, activity, channel, noise, spread, transcript
from voicecheck.speech.faults.background_voice import without_neighbour
from voicecheck.speech.voices import Voice
from voicecheck.types.audio import Channel
from voicecheck.types.time import Span, total_s

SECONDS = 40
OWN = [(float(t), t + 2.0) for t in range(0, 40, 10)]  # the speaker
FAR = [(t + 4.0, t + 6.0) for t in range(0, 40, 10)]  # the next desk


def sound(far_db: float, spans: list[tuple[float, float]] = FAR) -> Channel:
    samples = noise(SECONDS, level=1e-4)
    for here, level_db in ((OWN, -20.0), (spans, -20.0 + far_db)):
        for start, end in here:
            piece = slice(round(start * RATE), round(end * RATE))
            samples[piece] += noise(end - start, level=10 ** (level_db / 20), seed=int(start))
    return channel(samples.astype(np.float32))


def voice(
    spans: list[tuple[float, float]] = FAR, far_words: str = "", probability: float = 0.9
) -> Voice:
    words = [w for start, end in OWN for w in spread("Da bin ich ganz sicher.", start, end)]
    for start, end in spans if far_words else ():
        words += spread(far_words, start, end, probability=probability)
    words.sort(key=lambda w: w.span)
    return Voice(0, activity(*sorted([*OWN, *spans])), transcript(*words))


@pytest.mark.parametrize("far_db", [-25.0, -18.0, -12.0])
@pytest.mark.parametrize("words", ["", "Heute Mittag."])
def test_a_voice_far_below_the_speaker_is_left_out_and_named(far_db: float, words: str) -> None:
    kept, notice = without_neighbour(voice(far_words=words), sound(far_db))
    assert notice is not None
    assert (notice.code, notice.unit) == ("N16", "s")
    assert notice.value == pytest.approx(8.0, abs=0.2)
    assert len(notice.spans) == len(FAR)
    assert f"{-far_db:.0f} dB" in notice.text["de"] and f"{-far_db:.0f} dB" in notice.text["en"]
    assert notice.withholds == (("M2", "M3") if far_db > -16 else ())
    assert [round(s.start_s) for s in kept.activity.ipus] == [0, 10, 20, 30]
    assert kept.transcript is not None
    assert "Mittag." not in kept.transcript.text


def test_the_detector_running_on_into_the_background_is_cut_off() -> None:
    runs_on = [(start, start + 5.0) for start, _ in OWN]
    far = [(start + 2.0, start + 5.0) for start, _ in OWN]
    speaking = Voice(0, activity(*runs_on), voice().transcript)
    kept, notice = without_neighbour(speaking, sound(-18.0, far))
    assert notice is not None
    assert total_s(kept.activity.ipus) == pytest.approx(8.0, abs=1.0)


def test_a_speaker_near_the_usual_level_is_no_neighbour() -> None:
    speaking = voice()
    assert without_neighbour(speaking, sound(-6.0)) == (speaking, None)


def test_a_few_soft_signs_of_listening_are_the_speakers() -> None:
    hums = [(4.0, 4.25), (14.0, 14.25), (24.0, 24.6)]
    speaking = voice(hums)
    assert without_neighbour(speaking, sound(-18.0, hums)) == (speaking, None)


@pytest.mark.parametrize(("far_db", "found"), [(-25.0, True), (-15.0, False)])
def test_one_long_stretch_is_left_out_only_where_it_is_very_far(far_db: float, found: bool) -> None:
    once = [(4.0, 5.2)]
    kept, notice = without_neighbour(voice(once), sound(far_db, once))
    assert (notice is not None) is found
    assert (len(kept.activity.ipus) == 4) is found


def test_who_speaks_mostly_away_from_the_microphone_is_the_speaker() -> None:
    speaking = voice(far_words="Das sage ich jetzt etwas leiser und mit Abstand.")
    assert without_neighbour(speaking, sound(-14.0)) == (speaking, None)


def test_the_start_of_a_sentence_written_too_early_stays() -> None:
    far = [(8.0, 9.5), (18.0, 19.5), (28.0, 29.5)]
    early = [(9.0, 9.5)]
    words = spread("Und das", *early[0]) + spread("geht noch.", 10.0, 12.0)
    others = [
        w for start, end in OWN if start != 10 for w in spread("Da bin ich sicher.", start, end)
    ]
    said = transcript(*sorted([*others, *words], key=lambda w: w.span))
    speaking = Voice(0, activity(*sorted([*OWN, *far])), said)
    kept, notice = without_neighbour(speaking, sound(-18.0, far))
    assert notice is not None and Span(8.0, 9.5) in notice.spans
    assert kept.transcript is not None and "Und das geht" in kept.transcript.text


def test_without_words_nothing_is_claimed() -> None:
    silent = Voice(0, activity(*sorted([*OWN, *FAR])), None)
    assert without_neighbour(silent, sound(-18.0)) == (silent, None)
