"""The words of the German sample call as the speech model heard them: an analysis without its cost.

`python -m tests.words` hears them anew; tests/test_road.py holds them against what is heard now.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import voicecheck
from voicecheck.types.audio import Channel
from voicecheck.types.codec import from_dict, to_dict
from voicecheck.types.speech import SpeechActivity, Transcript

CALL = Path(__file__).parent.parent / "sample_audio" / "call_stereo.wav"
STORED = Path(__file__).parent / "data" / "call_stereo.words.json"


class StoredWords:
    """A transcriber that heard the German sample call before."""

    def transcribe(
        self,
        channels: Sequence[tuple[Channel, SpeechActivity]],
        *,
        language: str | None,
        progress: Callable[[float], None] | None = None,
    ) -> tuple[Transcript, ...]:
        stored = json.loads(STORED.read_text("utf-8"))
        return tuple(from_dict(Transcript, stored[channel.index]) for channel, _ in channels)


if __name__ == "__main__":
    heard = voicecheck.analyze(voicecheck.load(CALL)).transcripts
    STORED.write_text(json.dumps([to_dict(one) for one in heard], ensure_ascii=False) + "\n")
