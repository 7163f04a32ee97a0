from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soxr

import voicecheck
from voicecheck.errors import ModelError
from voicecheck.speech import onnx_session, segmentation
from voicecheck.speech.segmentation import FRAME_LENGTH_S, FRAME_STEP_S, RATE, local_voices

TURN_S = 2.5


def turns(samples: Path, parties: list[int]) -> np.ndarray:
    """2.5 s of each party in turn, cut from the German call's two channels."""
    truth = json.loads((samples / "call_stereo.truth.json").read_text("utf-8"))
    recording = voicecheck.load(samples / "call_stereo.wav")
    long = [s for s in truth["segments"] if s["end_s"] - s["start_s"] > TURN_S]
    parts = []
    for n, index in enumerate(parties):
        own = [s for s in long if s["channel"] == index]
        channel = recording.channel(index)
        start = round(own[n]["start_s"] * channel.sample_rate)
        parts.append(channel.samples[start : start + round(TURN_S * channel.sample_rate)])
    return soxr.resample(np.concatenate(parts), recording.channel(0).sample_rate, RATE)


def spoken(activity: np.ndarray) -> np.ndarray:
    """Share of each turn's frames in which each local voice speaks."""
    middles_s = np.arange(len(activity)) * FRAME_STEP_S + FRAME_LENGTH_S / 2
    turn = np.minimum(middles_s / TURN_S, 3).astype(int)
    return np.array([(activity[turn == i] > 0.5).mean(axis=0) for i in range(4)])


def test_two_voices_in_turn_are_heard_apart(samples: Path) -> None:
    starts_s, activity = local_voices(turns(samples, [0, 1, 0, 1]), 5.0)
    assert starts_s.tolist() == [0.0]
    assert activity.shape == (1, segmentation.N_FRAMES, segmentation.N_VOICES)
    share = spoken(activity[0])
    first, second = share[0].argmax(), share[1].argmax()
    assert first != second
    # The turns hold pauses: nobody speaks all the time.
    assert min(share[[0, 2], first].min(), share[[1, 3], second].min()) > 0.5
    assert max(share[[1, 3], first].max(), share[[0, 2], second].max()) < 0.2


def test_one_voice_is_one(samples: Path) -> None:
    share = spoken(local_voices(turns(samples, [0, 0, 0, 0]), 5.0)[1][0])
    only = share.mean(axis=0).argmax()
    assert share[:, only].min() > 0.5
    assert np.delete(share, only, axis=1).mean(axis=0).max() < 0.15


def test_windows_cover_the_sound_whatever_the_batch(
    samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = turns(samples, [0, 1, 0, 1, 0])
    starts_s, activity = local_voices(sound, 1.0)
    assert starts_s.tolist() == [0.0, 1.0, 2.0, 3.0]  # 12.5 s: the last goes beyond the end
    assert np.all((activity >= 0) & (activity <= 1.0001))
    monkeypatch.setattr(segmentation, "BATCH", 3)
    np.testing.assert_allclose(local_voices(sound, 1.0)[1], activity, atol=1e-4)


@pytest.mark.parametrize(("n_samples", "n_windows"), [(0, 0), (1, 1), (160_000, 1), (160_001, 2)])
def test_short_sound(n_samples: int, n_windows: int) -> None:
    starts_s, activity = local_voices(np.zeros(n_samples, dtype=np.float32), 5.0)
    assert starts_s.tolist() == [5.0 * i for i in range(n_windows)]
    assert activity.shape == (n_windows, 589, 3)
    assert not (activity > 0.5).any()


def test_another_network_than_the_measured_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segmentation, "MODEL_SHA256", "0" * 64)
    segmentation._session.cache_clear()
    with pytest.raises(ModelError, match=r"segmentation\.onnx is not the network.*reinstall"):
        local_voices(np.zeros(RATE, dtype=np.float32), 5.0)
    segmentation._session.cache_clear()


def test_every_network_has_its_licence_beside_it() -> None:
    networks = sorted(path.stem for path in onnx_session.WEIGHTS.glob("*.onnx"))
    assert networks == ["campplus", "segmentation"]
    texts = [(onnx_session.WEIGHTS / f"{name}.LICENSE.txt").read_text("utf-8") for name in networks]
    assert "Apache License" in texts[0]
    assert "Copyright (c) 2023 CNRS" in texts[1]
