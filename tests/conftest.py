from __future__ import annotations

from pathlib import Path

import pytest

import voicecheck
from voicecheck.pipeline import Analysis

SAMPLES = Path(__file__).parent.parent / "sample_audio"


@pytest.fixture(scope="session")
def samples() -> Path:
    return SAMPLES


@pytest.fixture(scope="session")
def german() -> Analysis:
    """The German sample call, all the way, with the real speech model."""
    return voicecheck.analyze(voicecheck.load(SAMPLES / "call_stereo.wav"))


@pytest.fixture(scope="session")
def english() -> Analysis:
    """The English sample call, A-law, all the way."""
    return voicecheck.analyze(voicecheck.load(SAMPLES / "call_alaw.wav"))
