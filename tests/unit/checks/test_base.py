"""What holds for every check: places to listen to, mixed channels, confidence."""

from __future__ import annotations

from dataclasses import replace

from tests.made_features import MOVED, features, result
from voicecheck.types.judgement import Verdict


def test_nothing_is_held_against_anybody_without_a_place_to_hear_it() -> None:
    flat = features(places=(), pitch__f0_range_semitones=2.0)
    line = result("M1", flat)
    assert line.verdict is Verdict.NOT_ASSESSED
    assert "nachhören" in (line.reason or "")
    assert result("M1", features(places=())).verdict is Verdict.PASS


def test_mixed_voices_are_withheld_or_capped() -> None:
    bad = features(**{"pitch__f0_range_semitones": 2.0, MOVED: 34.0})
    impure, pure = replace(bad, purity=0.8), replace(bad, purity=0.97)
    assert result("M1", impure).verdict is Verdict.NOT_ASSESSED
    assert result("M1", pure).verdict is Verdict.WARN


def test_less_evidence_and_a_poorer_line_lower_the_confidence() -> None:
    full = result("M7", features()).confidence
    thin = result("M7", features(tempo__syllables=100.0)).confidence
    noisy = result("M7", features(quality__snr_db=16.0)).confidence
    assert full is not None
    assert thin is not None
    assert noisy is not None
    assert thin < full
    assert noisy < full


def test_mixed_mono_withholds_or_caps_the_conduct_checks() -> None:
    bad = features(turn_taking__interruption_rate=3.2)
    assert result("M3", replace(bad, purity=0.8)).verdict is Verdict.NOT_ASSESSED
    capped = result("M3", replace(bad, purity=0.97))
    assert capped.verdict is Verdict.WARN
    assert "auf einem Kanal" in (capped.reason or "")
    assert result("M3", replace(features(), purity=0.97)).verdict is Verdict.PASS
