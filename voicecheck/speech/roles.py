"""Which voice is the agent: as configured, or the one that answers for a company.

Each channel collects points for what only the answering side says (company, offer of help, asking
for the customer number), for how those speak who help (regret, summing up, promising), for speaking
first, for what file name or recorder make expect, and against what callers say. Both sides say
their name: it counts for whoever answers. The difference between the sides becomes a confidence;
without any difference it is one half, and nobody is judged.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from voicecheck.errors import ChannelError, ConfigError, suggest
from voicecheck.languages import normalised
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.languages import LanguagePack
    from voicecheck.speech.voices import Voice
    from voicecheck.types.speech import Word

NAMES = {"left": 0, "right": 1}
ORDER = {"first": 0, "second": 1}  # to speak
SAYS = "says:"

# Points: proposals of voicecheck (2026); three points of difference make a confidence of .95.
OPENING_S = 20.0  # what is said in the first seconds of a party's speech counts as greeting
AGENT_PHRASE = 1.5
GREETING_PART = 1.0
OWN_NAME = 0.5  # with speaking first it is not enough: so a recording that starts late begins too
CUSTOMER_PHRASE = -1.0
HELPING = 0.5  # for each kind of phrase of those who help
PROBLEM = -0.5
HELPERS = ("empathy", "appreciation", "joint", "commitment", "paraphrase", "hold_notice")
SPEAKS_FIRST = 0.5
MAX_PHRASES = 3
EXPECTED = 3.0
ANSWER_S = 6.0  # who speaks longer first is hardly answering: the pickup was not recorded
UNKNOWN = 0.5
# One voice alone has nobody to be set against: who is no agent takes the other side's place. None
# of 100 ordinary talkers on the telephone, 466 words each, has more than 2.5 points (99 %: 2.0), so
# none comes out as an agent to be judged; 3 points make a confidence of .82.
NO_AGENT = 1.5
ONLY_VOICE = 0.9  # where no words were asked for


def fixed_channel(agent: str, *, n_channels: int) -> int | None:
    """Read the user's word on the agent's channel."""
    if agent == "auto" or agent in ORDER or _phrase(agent):
        return None
    if not (agent in NAMES or agent.isdecimal()):
        hint = suggest(agent, ["auto", *NAMES, *ORDER])
        raise ConfigError(_NO_AGENT.format(agent=agent, hint=hint, says=SAYS))
    channel = NAMES[agent] if agent in NAMES else int(agent)
    if channel >= n_channels:
        raise ChannelError(_NO_CHANNEL.format(agent=agent, channel=channel, n=n_channels))
    return channel


_NO_AGENT = Text(
    "agent '{agent}' ist unbekannt: {hint}, die Nummer eines Kanals oder {says}WORTE, die nur "
    "Agent/in sagt",
    "agent '{agent}' is unknown: {hint}, a channel number, or {says}WORDS that only the agent says",
)
_NO_CHANNEL = Text(
    "agent '{agent}' meint Kanal {channel}, die Aufnahme hat aber nur {n}; gezählt wird ab 0",
    "agent '{agent}' asks for channel {channel}, but the recording has {n}; "
    "channels are counted from 0",
)


def named_voice(agent: str, voices: Sequence[Voice]) -> Voice | None:
    """Find the agent by the user's word on who speaks first, or says what."""
    if agent in ORDER:
        ordered = sorted(voices, key=lambda voice: voice.activity.ipus[0])
        return ordered[ORDER[agent]] if len(ordered) > ORDER[agent] else None
    phrase = _phrase(agent)
    saying = [voice for voice in voices if phrase and phrase in _spoken(voice)]
    return saying[0] if len(saying) == 1 else None


def _phrase(agent: str) -> str:
    """Return the words behind ``says:`` as they are compared; empty where there are none."""
    if not agent.startswith(SAYS):
        return ""
    words = " ".join(map(normalised, agent.removeprefix(SAYS).split())).strip()
    return f" {words} " if words else ""


def _spoken(voice: Voice) -> str:
    return f" {' '.join(normalised(word.text) for word in _words(voice))} "


def find_agent(
    voices: Sequence[Voice],
    *,
    fixed: int | None,
    pack: LanguagePack | None,
    expected: int | None = None,
    inbound: bool = True,
) -> tuple[Voice, float]:
    """Find the agent among the voices."""
    named = [voice for voice in voices if fixed is None or voice.channel == fixed]
    if len(named) == 1:
        if fixed is not None:
            return named[0], 1.0
        return named[0], _alone(named[0], pack, expected)
    first = min(named, key=lambda voice: voice.activity.ipus[0])
    answer_s = min(voice.activity.ipus[0].start_s for voice in named if voice is not first)
    answers = answer_s - first.activity.ipus[0].start_s <= ANSWER_S
    called = None if inbound else first  # a business greets when it is called
    scores = [
        _score(
            [w for w in _words(voice) if voice is not called or w.span.start_s >= answer_s],
            pack,
            names_itself=voice is first if inbound else answers and voice is not first,
        )
        + (SPEAKS_FIRST if voice is first and inbound else 0.0)
        + (EXPECTED if voice.channel == expected else 0.0)
        for voice in named
    ]
    ranked = sorted(range(len(named)), key=lambda index: -scores[index])
    lead = scores[ranked[0]] - scores[ranked[1]]
    return named[ranked[0]], 1 / (1 + math.exp(-lead))


def agent_points(voice: Voice, pack: LanguagePack | None) -> float:
    """Return the points of one voice for its words alone: callers -2.5 to 0, agents 3 and more."""
    return _score(_words(voice), pack, names_itself=False)


def _alone(voice: Voice, pack: LanguagePack | None, expected: int | None) -> float:
    elsewhere = expected is not None and voice.channel != expected
    if voice.transcript is None or pack is None:
        return UNKNOWN if elsewhere else ONLY_VOICE
    known = 0.0 if expected is None else -EXPECTED if elsewhere else EXPECTED
    return 1 / (1 + math.exp(NO_AGENT - known - agent_points(voice, pack)))


def _words(voice: Voice) -> Sequence[Word]:
    return voice.transcript.words if voice.transcript else ()


def _score(words: Sequence[Word], pack: LanguagePack | None, *, names_itself: bool) -> float:
    if not words or pack is None:
        return 0.0
    opening = [w for w in words if w.span.start_s <= words[0].span.start_s + OPENING_S]
    named = names_itself and bool(pack.match("greeting.name", opening))
    helping = sum(bool(pack.match(f"conduct.{kind}", words)) for kind in HELPERS)

    def phrases(rule: str) -> int:
        return min(MAX_PHRASES, len(pack.match(rule, words)))

    return (
        GREETING_PART * bool(pack.match("greeting.company", opening))
        + GREETING_PART * bool(pack.match("greeting.help", opening))
        + OWN_NAME * named
        + AGENT_PHRASE * phrases("roles.agent")
        + CUSTOMER_PHRASE * phrases("roles.customer")
        + HELPING * (min(MAX_PHRASES, helping) + phrases("roles.helping"))
        + PROBLEM * phrases("caller.problem")
    )
