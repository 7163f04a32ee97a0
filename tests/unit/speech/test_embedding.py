from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soxr

import voicecheck
from tests.synth import noise, tone
from voicecheck.errors import ModelError
from voicecheck.speech import embedding
from voicecheck.speech.embedding import embed, filterbank

RATE = embedding.RATE
GOLDEN = Path(__file__).parent / "kaldi_fbank.json"


def sound() -> np.ndarray:
    """Three tones in noise, off centre."""
    parts = [tone(hertz, 0.3, rate=RATE, level=0.1) for hertz in (210, 1030, 3500)]
    return np.sum(parts, axis=0) + noise(0.3, rate=RATE, level=0.01) + np.float32(0.05)


def stretches(samples: Path, role: str) -> list[np.ndarray]:
    """Filterbanks of one party's longer turns in the call of two on one channel."""
    truth = json.loads((samples / "call_mono.truth.json").read_text("utf-8"))
    channel = voicecheck.load(samples / "call_mono.wav").channel(0)
    frames = filterbank(soxr.resample(channel.samples, channel.sample_rate, RATE))
    return [
        frames[round(s["start_s"] / embedding.HOP_S) : round(s["end_s"] / embedding.HOP_S)]
        for s in truth["segments"]
        if s["role"] == role and s["kind"] == "turn" and s["end_s"] - s["start_s"] > 2.5
    ]


def test_the_filterbank_is_kaldis() -> None:
    golden = json.loads(GOLDEN.read_text("utf-8"))
    found = filterbank(sound())
    assert found.dtype == np.float32
    assert found.shape == (golden["n_frames"], 80)
    for index, frame in golden["frames"].items():
        np.testing.assert_allclose(found[int(index)], frame, atol=0.05)


def test_blocks_leave_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = filterbank(sound())
    monkeypatch.setattr(embedding, "BLOCK_FRAMES", 7)
    np.testing.assert_allclose(filterbank(sound()), whole, atol=1e-4)


def test_sound_shorter_than_a_frame_gives_none() -> None:
    assert filterbank(sound()[:399]).shape == (0, 80)
    assert filterbank(sound()[:400]).shape == (1, 80)


def test_one_voice_is_nearer_to_itself_than_to_another(samples: Path) -> None:
    agent, customer = (
        np.array([embed(frames) for frames in stretches(samples, role)])
        for role in ("agent", "customer")
    )
    assert min(len(agent), len(customer)) >= 4
    np.testing.assert_allclose(np.linalg.norm(agent, axis=1), 1.0, atol=1e-5)
    own = [(v @ v.T)[np.triu_indices(len(v), 1)] for v in (agent, customer)]
    assert np.concatenate(own).min() > (agent @ customer.T).max()


def test_the_level_of_a_line_changes_nothing(samples: Path) -> None:
    frames = stretches(samples, "agent")[0]
    assert embed(frames) @ embed(frames + np.float32(2.0)) == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize("n_frames", [1, 2, 100, 199, 200, 201, 450])
def test_any_length_has_an_embedding(n_frames: int) -> None:
    frames = np.random.default_rng(0).standard_normal((n_frames, 80)).astype(np.float32)
    assert np.linalg.norm(embed(frames)) == pytest.approx(1.0, abs=1e-5)


def test_another_network_than_the_measured_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "MODEL_SHA256", "0" * 64)
    embedding._session.cache_clear()
    with pytest.raises(ModelError, match=r"campplus\.onnx is not the network.*reinstall"):
        embed(np.zeros((100, 80), dtype=np.float32))
    embedding._session.cache_clear()
