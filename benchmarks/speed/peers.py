"""What people would use otherwise, on the same weights, 8-bit, with as many threads."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from joblib import cpu_count

from voicecheck.speech.models import find_model

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

DEFAULTS, BATCHED, GREEDY = "defaults", "batched", "batched, greedy"
PEERS = (DEFAULTS, BATCHED, GREEDY)


@functools.cache
def _model() -> Any:
    import faster_whisper

    path = str(find_model("base").path)
    return faster_whisper.WhisperModel(
        path, device="cpu", compute_type="int8", cpu_threads=cpu_count(), local_files_only=True
    )


def transcribe(peer: str, sound: np.ndarray, language: str | None = None) -> str:
    """Return the text of a sound (16 kHz) as faster-whisper writes it down."""
    import faster_whisper

    model = _model()
    if peer == DEFAULTS:
        segments, _ = model.transcribe(sound, language=language)
    else:
        batched = faster_whisper.BatchedInferencePipeline(model)
        beam_size = 5 if peer == BATCHED else 1
        segments, _ = batched.transcribe(sound, language=language, beam_size=beam_size)
    return " ".join(segment.text.strip() for segment in segments)


def runs(sound: np.ndarray) -> dict[str, Callable[[], object]]:
    return {peer: functools.partial(transcribe, peer, sound) for peer in PEERS}
