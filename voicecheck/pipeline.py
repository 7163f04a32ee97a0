"""The road itself: from a recording to features. No files are read or written here.

`plan` asks the checks which measures they read and leaves out what nobody needs: judging M1 alone
on a known channel in a known language never loads the speech model.
"""

from __future__ import annotations

import importlib
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from voicecheck.audio.band import canonical
from voicecheck.errors import LanguageError
from voicecheck.features import FAMILIES, Features
from voicecheck.features.greeting import measure_greeting
from voicecheck.features.intensity import measure_intensity
from voicecheck.features.pausing import measure_pausing
from voicecheck.features.pitch import measure_pitch
from voicecheck.features.quality import measure_quality
from voicecheck.features.tempo import measure_tempo
from voicecheck.languages import load_pack
from voicecheck.languages.syllables import load_counter
from voicecheck.signal.intensity import track_intensity
from voicecheck.signal.pitch import track_pitch
from voicecheck.signal.syllables import find_nuclei
from voicecheck.speech.activity import detect_speech
from voicecheck.speech.dialogue import Party, build_dialogue
from voicecheck.speech.diarize import separate
from voicecheck.speech.roles import find_agent, fixed_channel
from voicecheck.speech.voices import per_channel, separated
from voicecheck.types.audio import Role
from voicecheck.types.judgement import Agent, Notice
from voicecheck.types.text import Text
from voicecheck.types.time import subtract, total_s
from voicecheck.types.tracks import Tracks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from voicecheck.checks.base import Check
    from voicecheck.languages import LanguagePack
    from voicecheck.speech.transcribe import Transcriber
    from voicecheck.speech.voices import Voice
    from voicecheck.types.audio import AudioFile, Channel, Recording
    from voicecheck.types.judgement import Provenance
    from voicecheck.types.speech import Dialogue, SpeechActivity, Transcript
    from voicecheck.types.time import Span

    Progress = Callable[[str, float], None]

WORD_FAMILIES = frozenset({"tempo", "pausing", "greeting"})
MIN_SPEECH_S = 3.0  # below this a recording holds no conversation to judge
SURE_LANGUAGE = 0.6  # below this the reader is told that the language is a guess


# What decides whether a stored result is still good: raised when a stage's numbers change.
STAGES = {
    name: int(importlib.import_module(f"voicecheck.{name}").VERSION)
    for name in (
        "audio.decode",
        "audio.band",
        "speech.activity",
        "speech.transcribe",
        "speech.diarize",
        "speech.roles",
        "speech.dialogue",
        "signal.pitch",
        "signal.pitch_clean",
        "features.quality",
        "features.pitch",
        "features.intensity",
        "signal.intensity",
        "signal.syllables",
        "features.pausing",
        "features.tempo",
        "features.greeting",
        "languages.syllables",
    )
}


@dataclass(frozen=True, slots=True)
class Plan:
    """Which families to measure, and whether words are needed at all."""

    families: frozenset[str]
    words: bool


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """All that was found on the road.

    Parameters
    ----------
    source : AudioFile
        The file.
    agent : Agent
        Whom the features are about.
    activities : tuple of SpeechActivity
        One per channel.
    transcripts : tuple of Transcript
        One per channel; empty where no words were needed.
    tracks : Tracks or None
        Of the agent's channel; None where nobody speaks.
    dialogue : Dialogue or None
        Turns of both parties.
    features : Features
        What judging needs.
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
    stage_s: dict[str, float] = field(default_factory=dict)


def plan(checks: Sequence[Check], *, agent: str, language: str | None, n_channels: int) -> Plan:
    """Find out what has to be measured.

    Parameters
    ----------
    checks : sequence of Check
        What will be judged; none means every family.
    agent : str
        As configured: ``auto`` needs words to tell the parties apart.
    language : str or None
        None has to be found from the words.
    n_channels : int
        Of the recording.

    Returns
    -------
    Plan
    """
    if not checks:
        return Plan(frozenset(FAMILIES), True)
    names = {name for check in checks for name in check.requires}
    names |= {need.measure for check in checks for need in check.evidence.needs}
    families = frozenset({name.partition(".")[0] for name in names} | {"quality"})
    unknown = language is None or (agent == "auto" and n_channels > 1)
    return Plan(families, bool(names) and (unknown or bool(families & WORD_FAMILIES)))


def run(
    recording: Recording,
    *,
    plan: Plan,
    agent: str,
    language: str | None,
    transcriber: Transcriber,
    provenance: Provenance,
    progress: Progress | None = None,
) -> Analysis:
    """Take a recording down the road.

    Parameters
    ----------
    recording : Recording
        From `voicecheck.load`.
    plan : Plan
        What to measure.
    agent : str
        ``left``, ``right``, a channel number from 0, or ``auto``.
    language : str or None
        ISO 639-1 code, or None to detect it.
    transcriber : Transcriber
        Turns speech into words.
    provenance : Provenance
        Goes into the features.
    progress : callable, optional
        Called with the stage's name and its share done, 0 to 1.

    Returns
    -------
    Analysis

    Raises
    ------
    ConfigError
        If the agent's channel does not exist.
    ModelError
        If the speech model cannot be loaded.
    """
    clock = _Clock(progress)
    channels = [recording.channel(i) for i in range(recording.n_channels)]
    fixed = fixed_channel(agent, n_channels=len(channels))
    with clock.stage("speech"):
        narrow = [canonical(channel) for channel in channels]
        activities = tuple(detect_speech(channel) for channel in narrow)
    notices = list(recording.notices)
    speech_s = max((total_s(a.ipus) for a in activities), default=0.0)
    if speech_s < MIN_SPEECH_S:
        notices.append(Notice("N02", _TOO_LITTLE.format(speech=speech_s)))
    transcripts: tuple[Transcript, ...] = ()
    if plan.words and speech_s >= MIN_SPEECH_S:
        with clock.stage("words"):
            transcripts = transcriber.transcribe(
                list(zip(channels, activities, strict=True)),
                language=language,
                progress=clock.inner("words"),
            )
    voices = per_channel(activities, transcripts)
    language, pack = _language(language, transcripts, notices)
    problem = _TOO_LITTLE.format(speech=speech_s) if speech_s < MIN_SPEECH_S else None
    purity = 1.0
    doubtful: tuple[Span, ...] = ()
    if problem is None and len(channels) == 1:
        with clock.stage("voices"):
            separation = separate(narrow[0], activities[0])
        voices = separated(voices[0], separation)
        if len(voices) > 1:
            purity, doubtful = separation.purity, separation.doubtful
            notices.append(Notice("N03", _MIXED.format(purity=purity)))
    if problem is None and fixed is not None and not activities[fixed].ipus:
        problem = _SILENT.format(channel=fixed)
        notices.append(Notice("N02", problem))
    if problem is not None:
        nobody = Agent(None if len(channels) == 1 else fixed, 0.0)
        features = Features(
            recording.source, nobody, language, tuple(notices), provenance, problem=problem
        )
        return Analysis(
            recording.source, nobody, activities, transcripts, None, None, features, clock.seconds
        )
    voice, confidence = find_agent(voices, fixed=fixed, pack=pack)
    agent_ = Agent(None if len(channels) == 1 else voice.channel, round(confidence, 3))
    dialogue = build_dialogue(_parties(voice, voices), pack=pack)
    overlapped = (*doubtful, *(overlap.span for overlap in dialogue.overlaps))
    ipus = voice.activity.ipus
    usable = subtract(ipus, overlapped)
    with clock.stage("pitch"):
        tracks = _tracks(narrow[voice.channel], ipus, plan)
    with clock.stage("features"):
        families = _measure(channels[voice.channel], voice, tracks, dialogue, usable, pack, plan)
    features = Features(
        recording.source,
        agent_,
        language,
        tuple(notices),
        provenance,
        purity=purity if len(voices) > 1 and len(channels) == 1 else None,
        **families,
    )
    return Analysis(
        recording.source,
        agent_,
        activities,
        transcripts,
        tracks,
        dialogue,
        features,
        clock.seconds,
    )


def _language(
    language: str | None, transcripts: Sequence[Transcript], notices: list[Notice]
) -> tuple[str | None, LanguagePack | None]:
    """Settle the language: as fixed, or as heard where most was said."""
    spoken = max(transcripts, key=lambda t: len(t.words), default=None)
    if language is None and spoken is not None:
        language = spoken.language
        if spoken.language_probability < SURE_LANGUAGE:
            notices.append(
                Notice(
                    "N05",
                    _UNSURE_LANGUAGE.format(
                        language=language, probability=spoken.language_probability
                    ),
                )
            )
    try:
        return language, load_pack(language) if language else None
    except LanguageError:
        notices.append(Notice("N05", _NO_PACK.format(language=language)))
        return language, None


def _parties(agent: Voice, voices: Sequence[Voice]) -> list[Party]:
    """Put the agent opposite the one other voice that speaks most."""
    others = [voice for voice in voices if voice is not agent]
    parties = [Party(Role.AGENT, agent.activity, agent.transcript)]
    if others:
        other = max(others, key=lambda voice: total_s(voice.activity.ipus))
        parties.append(Party(Role.CUSTOMER, other.activity, other.transcript))
    return parties


def _tracks(narrow: Channel, ipus: tuple[Span, ...], plan: Plan) -> Tracks:
    """Follow pitch and level where a family needs them, on the agent's speech alone."""
    if not plan.families & {"pitch", "intensity", "tempo"}:
        return Tracks(narrow.index)
    pitch, envelope = track_pitch(narrow, ipus)
    intensity = track_intensity(narrow, ipus) if "intensity" in plan.families else None
    nuclei = find_nuclei(narrow, ipus, pitch)
    return Tracks(narrow.index, pitch, envelope, intensity, nuclei)


def _measure(
    channel: Channel,
    voice: Voice,
    tracks: Tracks,
    dialogue: Dialogue,
    usable: tuple[Span, ...],
    pack: LanguagePack | None,
    plan: Plan,
) -> dict[str, Any]:
    """Measure the families that the plan names and the recording allows."""
    families: dict[str, Any] = {"quality": measure_quality(channel, voice.activity)}
    counter = load_counter(pack.code) if pack is not None else None
    if tracks.pitch is not None and tracks.envelope_pitch is not None:
        if "pitch" in plan.families:
            families["pitch"] = measure_pitch(
                tracks.pitch,
                tracks.envelope_pitch,
                voice.activity.ipus,
                nuclei=tracks.nuclei,
                usable=usable,
            )
        if "intensity" in plan.families and tracks.intensity is not None:
            families["intensity"] = measure_intensity(
                tracks.intensity, voice.activity.ipus, usable=usable
            )
    if "pausing" in plan.families:
        families["pausing"] = measure_pausing(dialogue.turns_of(Role.AGENT), counter=counter)
    if counter is not None and pack is not None and voice.transcript is not None:
        if "tempo" in plan.families:
            families["tempo"] = measure_tempo(
                voice.transcript, voice.activity, counter, nuclei=tracks.nuclei, usable=usable
            )
        if "greeting" in plan.families:
            families["greeting"] = measure_greeting(dialogue, pack=pack, counter=counter)
    return families


class _Clock:
    """Times the stages and passes their progress on."""

    def __init__(self, progress: Progress | None) -> None:
        self.seconds: dict[str, float] = {}
        self._progress = progress

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage."""
        start = time.perf_counter()
        self._tell(name, 0.0)
        yield
        self.seconds[name] = time.perf_counter() - start
        self._tell(name, 1.0)

    def inner(self, name: str) -> Callable[[float], None]:
        """Return what a stage calls with its own share done."""
        return lambda share: self._tell(name, share)

    def _tell(self, name: str, share: float) -> None:
        if self._progress is not None:
            self._progress(name, share)


_TOO_LITTLE = Text(
    "zu wenig Sprache: {speech:.1f} s, mindestens 3 s sind nötig",
    "too little speech: {speech:.1f} s, at least 3 s are needed",
)
_SILENT = Text(
    "auf dem Kanal {channel} der Person am Telefon ist keine Sprache: falscher Kanal?",
    "there is no speech on the agent's channel {channel}: wrong channel?",
)
_MIXED = Text(
    "beide Stimmen auf einem Kanal, rechnerisch getrennt (Reinheit etwa {purity:.2f}): "
    "höchstens Warnungen, außer bei der Meldung",
    "both voices on one channel, separated by computation (purity about {purity:.2f}): nothing "
    "worse than warnings, except for the greeting",
)
_UNSURE_LANGUAGE = Text(
    "Sprache unsicher: {language} ({probability:.2f}); mit --language festlegen",
    "language unsure: {language} ({probability:.2f}); fix it with --language",
)
_NO_PACK = Text(
    "für die Sprache '{language}' gibt es keine Regeln: Wortlaut und Tempo nicht beurteilbar",
    "there are no rules for the language '{language}': words and rate cannot be judged",
)
