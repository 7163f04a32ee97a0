from __future__ import annotations

import pytest

from tests.synth import activity, spread, transcript
from voicecheck.errors import ConfigError
from voicecheck.speech.roles import fixed_channel, named_voice
from voicecheck.speech.voices import Voice

CALLER = Voice(0, activity((0.5, 3.0)), transcript(*spread("Guten Tag, hier ist Hansen", 0.5, 3.0)))
AGENT = Voice(
    0,
    activity((4.0, 8.0)),
    transcript(*spread("Guten Tag, Krüger und Söhne, Anna Weber", 4.0, 8.0)),
)


@pytest.mark.parametrize(
    ("word", "voice"),
    [
        ("first", CALLER),
        ("second", AGENT),
        ("says:krüger und Söhne", AGENT),
        ("says:Hansen", CALLER),
        ("says:Guten Tag", None),  # both say it
        ("says:Krüg", None),  # no whole word
        ("says:", None),
        ("auto", None),
        ("left", None),
    ],
)
def test_the_agent_is_named_by_order_or_words(word: str, voice: Voice | None) -> None:
    assert named_voice(word, [AGENT, CALLER]) is voice


def test_who_speaks_alone_is_not_the_second() -> None:
    assert named_voice("second", [CALLER]) is None


def test_words_that_name_no_channel_ask_for_none() -> None:
    assert fixed_channel("second", n_channels=1) is None
    assert fixed_channel("says:Krüger", n_channels=1) is None
    with pytest.raises(ConfigError, match="second"):
        fixed_channel("secnd", n_channels=1)
    with pytest.raises(ConfigError, match="says:WORDS"):
        fixed_channel("says:", n_channels=1)
