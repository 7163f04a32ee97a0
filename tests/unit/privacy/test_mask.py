"""A call is masked in its words, quotes and sound, and in nothing else."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from tests.synth import spread
from voicecheck.analysis.pipeline import Analysis
from voicecheck.privacy.mask import masked, muted
from voicecheck.types.audio import Recording


def test_a_name_found_once_is_masked_in_the_whole_call(german: Analysis) -> None:
    assert german.dialogue is not None
    first, *others = german.dialogue.turns
    once = replace(first, words=tuple(spread("Mein Name ist Grewenbrook.", 0, 5)))
    again = replace(
        others[0], words=tuple(spread("Ja dann schaue ich, Grewenbrook, einen Moment.", 0, 5))
    )
    dialogue = replace(german.dialogue, turns=(once, again, *others[1:]))
    clean, _ = masked(replace(german, dialogue=dialogue))
    assert "rewenbrook" not in str(clean.dialogue)


def test_a_call_is_masked_and_muted(german: Analysis, recording: Recording) -> None:
    clean, silent = masked(german)
    assert german.conversation is not None and clean.conversation is not None
    before = " ".join(w.text for w in german.conversation.parties[0].transcript.words)  # type: ignore[union-attr]
    after = " ".join(w.text for w in clean.conversation.parties[0].transcript.words)  # type: ignore[union-attr]
    cue = re.search("mein name ist ", before, re.IGNORECASE)
    assert cue and f"{cue[0]}[Name]" in after
    name = before[cue.end() :].split()[0].strip(".,")
    assert name not in str(clean.features)
    assert name not in str(clean.dialogue)
    values = {n: m.value for n, m in german.features.measures.items()}
    assert {n: m.value for n, m in clean.features.measures.items()} == values
    quiet = muted(recording, silent)
    rate = recording.sample_rate
    for span in silent:
        inside = slice(int(span.start_s * rate), int(span.end_s * rate))
        assert not quiet.samples[:, inside].any()
        assert recording.samples[:, inside].any()
    changed = np.flatnonzero((quiet.samples != recording.samples).any(axis=0)) / rate
    assert all(any(s.start_s - 0.01 <= at <= s.end_s for s in silent) for at in changed[::500])
