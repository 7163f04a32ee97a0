"""The road itself: from a recording to features. No files are read or written here."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from voicecheck.analysis.clock import Clock
from voicecheck.analysis.listening import listen
from voicecheck.analysis.measuring import measure, measure_words, track
from voicecheck.analysis.notices import (
    line_notices,
    mixed_notice,
    second_agent,
    silent_channel,
    word_notices,
)
from voicecheck.errors import LanguageError
from voicecheck.features import Features
from voicecheck.features.greeting import excuse
from voicecheck.features.transcript_limits import limited
from voicecheck.languages import load_pack
from voicecheck.recorders.channels import expected_channel
from voicecheck.signal.pitch import voice_median
from voicecheck.speech.dialogue import build_dialogue
from voicecheck.speech.faults.heard_twice import heard_twice
from voicecheck.speech.faults.one_party import one_party
from voicecheck.speech.faults.second_speaker import find_second_person
from voicecheck.speech.faults.second_speaker import notice as two_people
from voicecheck.speech.faults.timing import timing_faults
from voicecheck.speech.roles import agent_points, find_agent, fixed_channel, named_voice
from voicecheck.speech.transfer import find_transfer, taken_over, within
from voicecheck.speech.voice_samples import samples_of
from voicecheck.types.audio import Role
from voicecheck.types.call import CallInfo, Direction
from voicecheck.types.catalogue import in_order
from voicecheck.types.display import DisplayMixin, report
from voicecheck.types.judgement import Agent
from voicecheck.types.speech import Conversation, Party
from voicecheck.types.time import subtract, total_s

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from voicecheck.analysis.listening import Heard
    from voicecheck.analysis.plan import Plan
    from voicecheck.recorders.channels import RoleSettings
    from voicecheck.speech.transcribe import Transcriber
    from voicecheck.speech.voices import Voice
    from voicecheck.types.audio import AudioFile, Recording
    from voicecheck.types.judgement import Provenance
    from voicecheck.types.progress import Progress
    from voicecheck.types.speech import Dialogue, SpeechActivity, Transcript
    from voicecheck.types.tracks import Tracks


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Analysis(DisplayMixin):
    """All that was found on the road.

    Parameters
    ----------
    source : AudioFile
        The file.
    agent : Agent
        Whom the features are about.
    activities : tuple of SpeechActivity
        One per channel, bleed left out.
    transcripts : tuple of Transcript
        One per channel; empty where no words were needed.
    tracks : Tracks or None
        Of the agent's channel; None where nobody speaks.
    dialogue : Dialogue or None
        Turns of both parties.
    features : Features
        What judging needs.
    conversation : Conversation or None
        What `remeasure` needs; None where nobody could be judged.
    stage_s : dict of str to float
        Seconds that each stage took.
    """

    source: AudioFile
    agent: Agent
    activities: tuple[SpeechActivity, ...]
    transcripts: tuple[Transcript, ...]
    tracks: Tracks | None
    dialogue: Dialogue | None
    features: Features
    conversation: Conversation | None = None
    stage_s: dict[str, float] = field(default_factory=dict)

    @property
    def words(self) -> pd.DataFrame:
        """Every recognised word, by ``start_s``.

        Returns
        -------
        pandas.DataFrame
            ``end_s``, ``role`` (agent or caller), ``text``, ``probability`` and ``inserted``: said
            without taking the floor ("mhm").
        """
        table: pd.DataFrame = report("frames").words(self)
        return table

    @property
    def turns(self) -> pd.DataFrame:
        """Every turn, by ``start_s``.

        Returns
        -------
        pandas.DataFrame
            ``end_s``, ``role`` (agent or caller), ``latency_s`` (silence since the other party's
            turn, negative where both spoke), ``n_words`` and ``text``.
        """
        table: pd.DataFrame = report("frames").turns(self)
        return table

    @property
    def pitch(self) -> pd.DataFrame:
        """The agent's fundamental frequency, by ``time_s``; frames outside speech are left out.

        Returns
        -------
        pandas.DataFrame
            ``f0_hz`` and ``semitones`` re the median of the call; empty cells are unvoiced.
        """
        table: pd.DataFrame = report("frames").pitch(self)
        return table


def run(
    recording: Recording,
    *,
    plan: Plan,
    roles: RoleSettings,
    language: str | None,
    transcriber: Transcriber,
    provenance: Provenance,
    call: CallInfo | None = None,
    progress: Progress | None = None,
) -> Analysis:
    """Take a recording down the road."""
    clock = Clock(progress)
    n_channels = recording.n_channels
    fixed = fixed_channel(roles.agent, n_channels=n_channels)
    call = call or CallInfo()
    joined = any(notice.code == "N22" for notice in recording.notices)
    expected = expected_channel(roles, recording.source.path, n_channels=n_channels, joined=joined)
    if call.agent_channel is not None and call.agent_channel < n_channels:
        expected = call.agent_channel
    heard = listen(
        recording, words=plan.words, language=language, transcriber=transcriber, clock=clock
    )
    if len(heard.channels) == 1:
        # The user's word holds for the one voice of a channel, not for which of two it is.
        named = fixed is not None and len(heard.voices) == 1
        fixed, expected = heard.voices[0].channel if named else None, None
    notices, problem = list(heard.notices), heard.problem
    if problem is None and fixed not in {None, *(voice.channel for voice in heard.voices)}:
        notices.append(silent_channel(fixed))
        problem = notices[-1].text
    if problem is not None:
        nobody = Agent(fixed, 0.0)
        features = Features(
            recording.source, nobody, heard.language, tuple(notices), provenance, problem=problem
        )
        return _analysis(recording, heard, nobody, features, clock)
    chosen = named_voice(roles.agent, heard.voices)
    voice, confidence = (
        (chosen, 1.0)
        if chosen is not None
        else find_agent(
            heard.voices,
            fixed=fixed,
            pack=heard.pack,
            expected=expected,
            inbound=call.direction is not Direction.OUTBOUND,
        )
    )
    agent = Agent(voice.channel if len(heard.channels) > 1 else None, round(confidence, 3))
    if len(heard.voices) == 1:
        notices.append(
            one_party(
                voice,
                confidence=confidence,
                points=agent_points(voice, heard.pack) if voice.transcript else None,
                fixed=fixed is not None or chosen is not None,
                n_channels=len(heard.channels),
                announced_s=sum(n.value or 0.0 for n in heard.notices if n.code == "N09"),
            )
        )
    parties = _parties(voice, heard.voices)
    transfer = find_transfer(voice, pack=heard.pack, duration_s=recording.duration_s)
    with clock.stage("faults"):
        notices += timing_faults(
            parties,
            heard.channels,
            heard.narrow,
            pack=heard.pack,
            sample_rate=recording.source.sample_rate,
            pitch=voice_median,
        )
    # A voice at another speed sounds like another person.
    at_one_speed = not any(notice.code == "N12" for notice in notices)
    for role, party in parties if at_one_speed else ():
        second = find_second_person(samples_of(party, heard.samples))
        if second is None:
            continue
        if second.since_s is None:
            notices.append(two_people(second, agent=role is Role.AGENT))
        elif role is Role.AGENT and transfer is None:
            transfer = taken_over(voice, second.since_s, recording.duration_s)
    if transfer is not None:
        notices.append(second_agent(transfer.at_s, transfer.kept))
        voice = within(voice, transfer.kept)
        parties = [(role, within(party, transfer.kept)) for role, party in parties]
    speaking = tuple(Party(r, v.activity, v.transcript) for r, v in parties if v.activity.ipus)
    notices += word_notices(speaking)
    dialogue = build_dialogue(speaking, pack=heard.pack, breaks=heard.breaks)
    if len(speaking) > 1 and not heard.mixed:
        twice = heard_twice(*speaking)
        notices += [twice] if twice else []
    ipus = voice.activity.ipus
    usable = subtract(ipus, (*heard.doubtful, *(overlap.span for overlap in dialogue.overlaps)))
    with clock.stage("pitch"):
        tracks = track(heard.narrow[voice.channel], ipus, plan.families)
    with clock.stage("features"):
        measures, phrases = measure(
            heard.channels[voice.channel],
            voice,
            tracks,
            dialogue,
            usable=usable,
            pack=heard.pack,
            families=plan.families,
            excused=excuse(call),
        )
        measures, phrases = limited(measures, phrases, voice.transcript)
    if heard.mixed:
        notices.append(mixed_notice(heard.purity))
    others = [v.activity.snr_db for role, v in parties if role is Role.CUSTOMER]
    other = others[0] if others and not heard.mixed else None
    notices += line_notices(measures, other_snr_db=other)
    features = Features(
        recording.source,
        agent,
        heard.language,
        tuple(notices),
        provenance,
        purity=heard.purity if heard.mixed else None,
        measures=in_order(measures),
        greeting_phrases=phrases,
    )
    conversation = Conversation(speaking, usable, recording.duration_s, heard.breaks)
    return _analysis(recording, heard, agent, features, clock, tracks, dialogue, conversation)


def remeasure(features: Features, conversation: Conversation, *, call: CallInfo) -> Features:
    """Measure again what rests on words alone, from a stored conversation: no sound is read."""
    if features.language is None:
        return features
    try:
        pack = load_pack(features.language)
    except LanguageError:
        return features
    dialogue = build_dialogue(conversation.parties, pack=pack, breaks=conversation.breaks)
    measures, phrases = measure_words(
        dialogue,
        usable=conversation.usable,
        duration_s=conversation.duration_s,
        pack=pack,
        families=frozenset(name.partition(".")[0] for name in features),
        excused=excuse(call),
    )
    agent = next((p.transcript for p in conversation.parties if p.role is Role.AGENT), None)
    measures, phrases = limited(measures, phrases, agent)
    return replace(
        features, measures=in_order(features.measures | measures), greeting_phrases=phrases
    )


def _analysis(
    recording: Recording,
    heard: Heard,
    agent: Agent,
    features: Features,
    clock: Clock,
    tracks: Tracks | None = None,
    dialogue: Dialogue | None = None,
    conversation: Conversation | None = None,
) -> Analysis:
    return Analysis(
        recording.source,
        agent,
        heard.activities,
        heard.transcripts,
        tracks,
        dialogue,
        features,
        conversation,
        clock.seconds,
    )


def _parties(agent: Voice, voices: Sequence[Voice]) -> list[tuple[Role, Voice]]:
    """Put the agent opposite the one other voice that speaks most."""
    others = [voice for voice in voices if voice is not agent]
    parties = [(Role.AGENT, agent)]
    if others:
        other = max(others, key=lambda voice: total_s(voice.activity.ipus))
        parties.append((Role.CUSTOMER, other))
    return parties
