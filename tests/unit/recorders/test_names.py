"""File names by a pattern of the user's: the person and the channel in one, and the old ways."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicecheck.batch.cache_keys import analysis_key
from voicecheck.batch.prepare import BatchOptions, CallMetadata
from voicecheck.batch.sources import Source
from voicecheck.config import Config, MetadataConfig
from voicecheck.errors import ConfigError
from voicecheck.recorders.channels import RoleSettings, expected_channel
from voicecheck.recorders.names import channel_number, read_name, says_channel

BOTH = r"^(?P<agent>[^_]+)_(?P<queue>[^_]+)_(?P<agent_channel>left|right)"


def test_one_pattern_reads_person_and_channel() -> None:
    groups = {"agent": "kern", "queue": "nord", "agent_channel": "right"}
    assert read_name(BOTH, "kern_nord_right.wav") == groups
    settings = RoleSettings(file_pattern=BOTH)
    assert expected_channel(settings, "kern_nord_right.wav", n_channels=2) == 1


@pytest.mark.parametrize(
    ("pattern", "name", "groups"),
    [
        (r"-(?P<agent>left|right)", "a-left.wav", {"agent_channel": "left"}),
        (r"-(?P<agent>\w+)", "a-R.wav", {"agent_channel": "R"}),
        (r"-(?P<agent>\w+)", "a-1.wav", {"agent_channel": "1"}),
        (r"-(?P<agent>\w+)", "a-104.wav", {"agent": "104"}),
        (r"-(?P<agent>\w+)", "a-kern.wav", {"agent": "kern"}),
        (r"(?P<queue>\w+)-(?P<agent>\w+)", "n-1.wav", {"queue": "n", "agent": "1"}),
        (r"(?P<agent_channel>\w+)-(?P<agent>\w+)", "r-l.wav", {"agent_channel": "r", "agent": "l"}),
        (r"-(?P<agent>\w+)", "other.wav", {}),
        ("", "a-left.wav", {}),
    ],
)
def test_agent_alone_is_the_channel_where_it_reads_one(
    pattern: str, name: str, groups: dict[str, str]
) -> None:
    assert read_name(pattern, name) == groups


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("", False),
        (BOTH, True),
        (r"(?P<agent>left|right)", True),
        (r"(?P<agent>.)(?P<caller>.)", True),
        (r"(?P<agent>.)(?P<queue>.)", False),
        (r"(?P<queue>.)", False),
    ],
)
def test_only_a_pattern_with_the_channel_decides_what_is_heard(pattern: str, says: bool) -> None:
    assert says_channel(pattern) is says


@pytest.mark.parametrize(
    ("word", "number"),
    [("left", 0), ("RIGHT", 1), ("l", 0), ("3", 3), ("12", None), ("", None), ("x", None)],
)
def test_words_for_channels(word: str, number: int | None) -> None:
    assert channel_number(word) == number


def test_a_group_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ConfigError, match="did you mean 'agent_channel'"):
        read_name(r"(?P<agent_chanel>.)", "a.wav")


def test_old_and_new_setting_are_read_side_by_side(tmp_path: Path) -> None:
    config = Config(
        file_pattern=r"-(?P<agent>left|right)",
        metadata=MetadataConfig(pattern=r"^(?P<agent>\w+)-"),
    )
    (tmp_path / "1-right.wav").write_bytes(b"")
    source = Source(str(tmp_path))
    (file,) = source.find()
    info = CallMetadata(source, config, BatchOptions()).info(file)
    assert (info.agent, info.agent_channel) == ("1", 1)


def test_a_pattern_that_says_no_channel_lets_nobody_hear_again() -> None:
    keys = {
        pattern: analysis_key(Config(file_pattern=pattern), masked=False)
        for pattern in ("", r"^(?P<agent>\w+)-(?P<queue>\w+)", r"(?P<agent>left|right)")
    }
    assert keys[r"^(?P<agent>\w+)-(?P<queue>\w+)"] == keys[""]
    assert keys[r"(?P<agent>left|right)"] != keys[""]
