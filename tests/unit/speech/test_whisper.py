"""What the recogniser asks of the machine; the model itself is tried with whole calls."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from voicecheck.errors import ModelError
from voicecheck.speech import whisper
from voicecheck.speech.models import find_model


class Model:
    """Keeps what it is made with."""

    made: dict[str, Any] = {}  # noqa: RUF012

    def __init__(self, _path: str, **given: Any) -> None:
        Model.made = given


@pytest.mark.parametrize(
    ("cards", "device", "batch_size", "workers", "numbers"),
    [(0, "cpu", 1, 2, "int8"), (1, "cuda", 16, 1, "int8_float16")],
)
def test_a_card_takes_batches_and_the_processor_one_window_a_thread(
    monkeypatch: pytest.MonkeyPatch,
    cards: int,
    device: str,
    batch_size: int,
    workers: int,
    numbers: str,
) -> None:
    monkeypatch.setattr("ctranslate2.get_cuda_device_count", lambda: cards)
    monkeypatch.setattr("faster_whisper.WhisperModel", Model)
    engine = whisper.WhisperEngine(find_model(), threads=2, device=device)
    assert (engine.batch_size, engine.workers) == (batch_size, workers)
    assert (Model.made["device"], Model.made["compute_type"]) == (device, numbers)


def test_a_card_that_is_not_there_is_named() -> None:
    with pytest.raises(ModelError, match="--device cuda"):
        whisper.find_device("cuda")


def test_a_window_is_heard_in_a_context_of_its_length_and_a_second() -> None:
    engine = whisper.WhisperEngine(find_model(), threads=1)
    noise = np.random.default_rng(0).normal(0, 0.01, 12 * whisper.RATE).astype(np.float32)
    fitted, whole = engine.encode([noise]), engine.encode([noise], whole=True)
    assert (fitted.states.shape[1], whole.states.shape[1]) == (13 * 50, 30 * 50)
    # In steps of half a second: whatever a model keeps for a length, it keeps few times.
    assert engine.encode([noise[: -whisper.RATE // 10]]).states.shape[1] == 13 * 50
    assert engine.encode([noise[: -whisper.RATE // 2]]).states.shape[1] == 625
