from __future__ import annotations

import io
import re

import numpy as np
import pytest

import voicecheck
from voicecheck.analysis.pipeline import Analysis
from voicecheck.audio.band import canonical
from voicecheck.config import Config
from voicecheck.features.loudness import measure_loudness
from voicecheck.report.html import render
from voicecheck.report.html.difference import differences
from voicecheck.signal.loudness import track_loudness
from voicecheck.speech.activity import detect_speech
from voicecheck.types.audio import Channel, Recording
from voicecheck.types.judgement import Scorecard
from voicecheck.types.time import total_s


def strict(german: Analysis) -> Scorecard:
    """The card under norms that this call cannot meet."""
    edges = {
        "f0_range_semitones": (20.0, 12.0, 9.0, 8.0),
        "loudness_movement_db_per_s": (70.0, 65.0, 62.0, 60.0),
        "articulation_rate": (3.0, 4.0, 4.2, 4.5),
        "articulation_rate_p90": (3.0, 4.0, 4.2, 4.5),
        "pause_ratio": (0.5, 0.4, 0.35, 0.3),
        "run_length_p75_s": (0.5, 1.0, 1.5, 2.0),
    }
    names = ("good", "watch", "fail", "bad")
    own = {
        name: dict(zip(names, points, strict=True)) | {"source": "a test"}
        for name, points in edges.items()
    }
    return voicecheck.judge(german.features, config=Config(norms=own))


def test_the_difference_can_be_heard_where_a_check_stands_out(
    recording: Recording, german: Analysis, card: Scorecard
) -> None:
    assert not {"M1", "M5", "M7"} & set(differences(recording, german, card))
    made = differences(recording, german, strict(german))
    assert set(made) == {"M1", "M5", "M7"}

    rate = recording.sample_rate

    def decoded(sound: bytes) -> np.ndarray:
        import av

        with av.open(io.BytesIO(sound)) as container:
            return np.concatenate([f.to_ndarray().mean(axis=0) for f in container.decode(audio=0)])

    def seconds(sound: bytes) -> float:
        return len(decoded(sound)) / rate

    def moved(sound: bytes) -> float:
        narrow = canonical(Channel(0, decoded(sound).astype(np.float32), rate))
        speech = detect_speech(narrow).ipus
        measure = measure_loudness(track_loudness(narrow, speech), speech)
        return float(measure.loudness_movement_db_per_s)

    def silent(sound: bytes) -> float:
        narrow = canonical(Channel(0, decoded(sound).astype(np.float32), rate))
        return 1 - total_s(detect_speech(narrow).segments) / seconds(sound)

    for found in made.values():
        before = seconds(found.as_it_was)
        assert before == pytest.approx(found.span.duration_s, abs=0.05)
        assert before >= 4.0, "long enough to be heard"
        assert found.amount > 1.05
    assert seconds(made["M1"].as_the_norm) == pytest.approx(seconds(made["M1"].as_it_was), rel=0.02)
    slower = seconds(made["M7"].as_the_norm) / seconds(made["M7"].as_it_was)
    assert slower == pytest.approx(made["M7"].amount, rel=0.02)
    pauses = silent(made["M5"].as_the_norm) - silent(made["M5"].as_it_was)
    assert pauses == pytest.approx(made["M5"].amount - 1, abs=0.03)
    assert made["M5"].reaches == (silent(made["M5"].as_the_norm) >= 0.97 * 0.4 - 0.01)
    was, now = (moved(sound) for sound in (made["M1"].as_it_was, made["M1"].as_the_norm))
    assert now == pytest.approx(65.0, rel=0.05)  # the watch point
    assert made["M1"].loudness == pytest.approx(now / was, rel=0.05)
    page = render(recording, german, strict(german))
    assert page.count("(berechnet)") == 3
    assert re.search(r"mit [a-z ]+ Melodie, die Lautstärke bewegt sich [a-zä A-Z]+ \(ber", page)
    assert " % mehr" not in page
    said = ("So läge die Stelle im üblichen Bereich", "Bis in den üblichen Bereich reicht es noch")
    assert sum(map(page.count, said)) == 3


def test_what_nobody_could_hear_apart_is_left_out(recording: Recording, german: Analysis) -> None:
    rate = german.features["tempo.articulation_rate"].value
    assert rate is not None
    own = {
        "articulation_rate": dict(
            good=rate * 0.8, watch=rate * 0.97, fail=rate * 0.98, bad=rate * 0.99, source="a test"
        ),
        "articulation_rate_p90": dict(good=1.0, watch=2.0, fail=3.0, bad=4.0, source="a test"),
    }
    close = voicecheck.judge(german.features, config=Config(norms=own))
    assert close.results["M7"].verdict.stands_out
    made = differences(recording, german, close)
    assert all(found.amount >= 1.1 for code, found in made.items() if code == "M7")
