from __future__ import annotations

from pathlib import Path

import pytest

import voicecheck
from voicecheck.analysis.pipeline import Analysis
from voicecheck.types.audio import Recording
from voicecheck.types.judgement import Scorecard

pytest.register_assert_rewrite("tests.made_features")
SAMPLES = Path(__file__).parent.parent / "sample_audio"


@pytest.fixture(scope="session")
def samples() -> Path:
    return SAMPLES


@pytest.fixture(scope="session")
def german(recording: Recording) -> Analysis:
    """The German sample call, all the way, with the real speech model."""
    return voicecheck.analyze(recording)


@pytest.fixture(scope="session")
def recording() -> Recording:
    """The German sample call as it is on disk."""
    return voicecheck.load(SAMPLES / "call_stereo.wav")


@pytest.fixture(scope="session")
def card(german: Analysis) -> Scorecard:
    """The card of the German sample call."""
    return voicecheck.judge(german.features)


@pytest.fixture(scope="session")
def english() -> Analysis:
    """The English sample call, A-law, all the way."""
    return voicecheck.analyze(voicecheck.load(SAMPLES / "call_alaw.wav"))
