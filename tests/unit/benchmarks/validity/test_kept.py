"""Measured once, judged often: what is kept of a call, and what is asked anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import voicecheck
from benchmarks.calls.call import load_bank, put_together
from benchmarks.calls.nuisances import CLEAN, NUISANCES
from benchmarks.validity import kept
from benchmarks.validity.hear import Task, judged
from benchmarks.validity.kept import Measured, measured, sources
from voicecheck.checks import registry
from voicecheck.features import Features
from voicecheck.types.audio import AudioFile
from voicecheck.types.catalogue import names_of
from voicecheck.types.codec import to_dict
from voicecheck.types.judgement import Agent, Judgement, Provenance
from voicecheck.types.measure import Measure
from voicecheck.types.notice import Notice
from voicecheck.types.text import Text

KNOWN = put_together(load_bank("en"))
TASK = Task("en", "as it was", 0)
FEATURES = Features(
    AudioFile("call.wav", "0" * 64, "pcm_s16le", 8000, 2, 60.0),
    Agent(0, 0.9),
    "en",
    (Notice("N06", Text("beschädigt", "damaged")),),
    Provenance("0", {}, {}, None, "", "", ""),
    measures={name: Measure(name, 1 / 3, "", 1.0, "", "test") for name in names_of("pitch")},
)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Name every file that was really heard."""
    files: list[str] = []

    def taken(path: Path, known: object, n_workers: int) -> dict[str, object]:
        files.append(path.name)
        return {"features": to_dict(FEATURES), "accuracy": {"role": 1.0, "wer": None}}

    monkeypatch.setattr(kept, "_taken", taken)
    return files


def test_a_file_is_heard_once_and_read_back_as_it_was(tmp_path: Path, heard: list[str]) -> None:
    first, second = (measured(KNOWN, CLEAN, tmp_path, 1) for _ in range(2))
    assert heard == ["call.wav"]
    assert first == second == Measured(FEATURES, {"role": 1.0, "wer": None})


def test_another_sound_and_another_truth_are_heard(tmp_path: Path, heard: list[str]) -> None:
    start_s, utterance = KNOWN.placed[0]
    other = replace(KNOWN, placed=((start_s, replace(utterance, text="?")), *KNOWN.placed[1:]))
    measured(KNOWN, CLEAN, tmp_path, 1)
    measured(KNOWN, NUISANCES[0], tmp_path, 1)
    measured(other, CLEAN, tmp_path, 1)
    assert len(heard) == 3


def test_what_measures_is_in_the_key_and_what_only_judges_is_not() -> None:
    root = Path(voicecheck.__file__).parent
    named = {str(path.relative_to(root)) for path in sources(root)}
    assert {
        *("analysis/pipeline.py", "analysis/listening.py", "analysis/measuring.py"),
        *("speech/packing.py", "signal/pitch.py"),
        *("features/turn_taking.py", "audio/layout.py", "types/speech.py", "types/text.py"),
        *("languages/de/lexicon.toml", "languages/en/conduct.toml", "languages/de/syllables.toml"),
    } <= named
    assert not {
        *("checks/norms.py", "api.py", "checks/monotone.py", "cli/check.py"),
        *("languages/de/norms.toml", "languages/any/norms.toml", "languages/references.toml"),
    }.intersection(named)


def test_a_call_is_judged_by_the_checks_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    given = Measured(FEATURES, {"role": 1.0})
    before = judged(TASK, given)
    assert before.severities["M1"] is None
    assert "M1" in before.reasons
    assert before.measures["pitch.f0_range_semitones"] == 1 / 3
    assert "M1" not in before.unguarded  # the norm is in semitones
    harsh = [
        replace(c, judge=lambda *_: Judgement(1.0, Text("", ""), Text("", ""), ()))
        if c.code == "M1"
        else c
        for c in registry.all_checks()
    ]
    monkeypatch.setattr(registry, "all_checks", lambda *_: tuple(harsh))
    assert judged(TASK, given).unguarded == before.unguarded | {"M1": "fail"}


def test_two_voices_on_one_channel_withhold_what_they_do_today() -> None:
    then = Notice("N03", Text("damals", "then"), withholds=("M4",))
    mixed = replace(FEATURES, notices=(then, *FEATURES.notices), purity=0.3)
    reasons = judged(TASK, Measured(mixed, {})).reasons
    assert {f"M{i}" for i in range(1, 9)} == reasons.keys()
    assert all("30 %" in reason for reason in reasons.values())
