from __future__ import annotations

import io
from dataclasses import replace

import numpy as np

from voicecheck.report.html.audio_sprite import MOST_S, make_sprite
from voicecheck.types.audio import AudioFile, Recording
from voicecheck.types.judgement import Evidence, Scorecard, Verdict
from voicecheck.types.time import Span


def test_the_sprite_holds_what_the_card_names_at_its_own_time(
    recording: Recording, card: Scorecard
) -> None:
    sprite = make_sprite(recording, card, "clips")
    assert sprite is not None
    for line in card.results:
        for item in line.evidence:
            if item.span is not None and line.verdict is not Verdict.PASS:
                assert sprite.holds(item.span.start_s)
    import av

    with av.open(io.BytesIO(sprite.sound)) as container:
        heard = np.concatenate([f.to_ndarray().mean(axis=0) for f in container.decode(audio=0)])
    rate = recording.sample_rate
    for piece in sprite.pieces[:3]:
        first, n = round(piece.span.start_s * rate), round(piece.span.duration_s * rate)
        said = recording.samples[:, first : first + n].sum(axis=0)
        at = round(piece.at_s * rate)
        assert np.corrcoef(said, heard[at : at + n])[0, 1] > 0.98


def test_a_long_call_with_many_findings_stays_small(card: Scorecard) -> None:
    source = AudioFile("long.wav", "0", "pcm_s16le", 8000, 2, 600.0)
    drawn = np.random.default_rng(0).standard_normal((2, 600 * 8000)).astype(np.float32)
    places = tuple(
        Evidence("tempo.articulation_rate", 7.0, "syllables/s", None, Span(t, t + 3.0))
        for t in range(0, 590, 5)
    )
    line = replace(card.results["M7"], verdict=Verdict.FAIL, evidence=places)
    many = replace(card, results=replace(card.results, lines=(line,)))
    sprite = make_sprite(Recording(drawn, 8000, source), many, "clips")
    assert sprite is not None
    assert sum(piece.span.duration_s for piece in sprite.pieces) <= MOST_S
    assert len(sprite.sound) < 600_000
    whole = make_sprite(Recording(drawn, 8000, source), many, "full")
    assert whole is not None and whole.holds(599.0)
