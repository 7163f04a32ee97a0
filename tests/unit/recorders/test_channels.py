from __future__ import annotations

import pytest

from tests.synth import activity
from voicecheck.errors import ConfigError
from voicecheck.recorders.channels import RoleSettings, expected_channel
from voicecheck.recorders.presets import presets
from voicecheck.speech.roles import find_agent
from voicecheck.speech.voices import Voice

CONNECT = "/in/0a1b2c3d-0000-1111-2222-333344445555_20261103T09:12_UTC.wav"


@pytest.mark.parametrize(
    ("settings", "path", "channel"),
    [
        (RoleSettings(), "call.wav", None),
        (RoleSettings(), CONNECT, 1),
        (RoleSettings(recorder="freeswitch-outbound"), "call.wav", 0),
        (RoleSettings(file_pattern=r"agent-(?P<agent>left|right)"), "9_agent-right.wav", 1),
        (RoleSettings(file_pattern=r"agent-(?P<agent>left|right)"), "9_agent-right/x.wav", None),
        (RoleSettings(file_pattern=r"_(?P<agent>\d)_"), "call_0_x.wav", 0),
        (RoleSettings(file_pattern=r"_(?P<agent>\d)_"), "call_7_x.wav", None),
    ],
)
def test_the_agents_channel_by_name_and_recorder(
    settings: RoleSettings, path: str, channel: int | None
) -> None:
    assert expected_channel(settings, path, n_channels=2) == channel
    assert expected_channel(settings, path, n_channels=1) is None


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (RoleSettings(recorder="twilio"), "did you mean 'twilio-flex'"),
        (RoleSettings(file_pattern="("), r"file_pattern '\('"),
        (RoleSettings(file_pattern="left"), "needs a group"),
    ],
)
def test_a_wrong_setting_is_explained(settings: RoleSettings, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        expected_channel(settings, "call.wav", n_channels=2)


def test_every_preset_has_a_source() -> None:
    assert all(preset.source for preset in presets().values())


def test_an_expected_channel_decides_where_words_do_not() -> None:
    voices = (Voice(0, activity((0, 3)), None), Voice(1, activity((4, 9), index=1), None))
    unknown, _ = find_agent(voices, fixed=None, pack=None)
    named, confidence = find_agent(voices, fixed=None, pack=None, expected=1)
    assert unknown.channel == 0
    assert named.channel == 1
    assert confidence > 0.75
