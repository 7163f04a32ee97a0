"""The first half of the road: from channels to voices with their words."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecheck.audio.band import canonical
from voicecheck.audio.bleed import parted
from voicecheck.audio.layout import without_bleed
from voicecheck.conduct.encoder import begin_loading
from voicecheck.errors import LanguageError
from voicecheck.languages import load_pack
from voicecheck.languages.judgement import GATES
from voicecheck.speech.activity import detect_all
from voicecheck.speech.announcements import without_announcements
from voicecheck.speech.diarize import separate
from voicecheck.speech.faults.background import background_removed
from voicecheck.speech.faults.recording_pause import find_breaks, paused
from voicecheck.speech.faults.swapped_channels import find_sides, straightened
from voicecheck.speech.faults.swapped_channels import notice as sides_notice
from voicecheck.speech.sidecar_transcript import notice as from_elsewhere
from voicecheck.speech.transcribe import SURE_LANGUAGE
from voicecheck.speech.voice_samples import sample_voices
from voicecheck.speech.voices import per_channel, separated
from voicecheck.types.audio import channel_name
from voicecheck.types.notice import Notice
from voicecheck.types.text import Text, floored
from voicecheck.types.time import total_s

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.analysis.clock import Clock
    from voicecheck.audio.layout import Bleed
    from voicecheck.languages import LanguagePack
    from voicecheck.speech.transcribe import Transcriber
    from voicecheck.speech.voice_samples import VoiceSample
    from voicecheck.speech.voices import Voice
    from voicecheck.types.audio import Channel, Recording
    from voicecheck.types.speech import SpeechActivity, Transcript
    from voicecheck.types.time import Span


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """Who spoke when, and which words."""

    # as decoded, and in the canonical band; one where both channels hold the same sound
    channels: tuple[Channel, ...]
    narrow: tuple[Channel, ...]
    activities: tuple[SpeechActivity, ...]  # one per channel, bleed left out
    transcripts: tuple[Transcript, ...]  # one per channel; empty where no words were needed
    voices: tuple[Voice, ...]  # who speaks, announcements and music left out
    language: str | None
    pack: LanguagePack | None
    mixed: bool  # whether both parties share one channel
    purity: float  # share of the speech that is rightly assigned where voices were separated
    doubtful: tuple[Span, ...]  # near a change between voices on one channel
    notices: tuple[Notice, ...]  # what to know about the recording
    problem: Text | None  # why nobody can be judged, if so
    samples: tuple[VoiceSample, ...] = ()  # how the voices on separate channels sound
    breaks: tuple[Span, ...] = ()  # where the recorder was paused


def listen(
    recording: Recording,
    *,
    words: bool,
    language: str | None,
    transcriber: Transcriber,
    clock: Clock,
) -> Heard:
    """Find out who spoke when, and which words."""
    notices = list(recording.notices)
    with clock.stage("speech"):
        channels = tuple(recording.channel(i) for i in range(recording.n_channels))
        breaks = find_breaks(channels)
        notices += paused(breaks)
        narrow = tuple(canonical(channel) for channel in channels)
        with ThreadPoolExecutor(1) as pool:
            # Most channels hold one party: their speech is found while leaks are looked for.
            early = pool.submit(detect_all, narrow)
            channels, clean, layout = parted(channels, narrow)
            activities = early.result() if clean is narrow else detect_all(clean)
        narrow = clean
        if layout.duplicate:
            notices.append(Notice("N07", _DUPLICATE))
        activities = without_bleed(narrow, activities, layout)
        samples = sample_voices(channels, activities) if len(channels) > 1 else ()
        sides = find_sides(samples, channels, activities)
        if sides is not None:
            channels, narrow = straightened(channels, sides), straightened(narrow, sides)
            activities = detect_all(narrow)
            samples = sides.put_back(samples)
            notices.append(sides_notice(sides))
    notices += [_bleed(bleed) for bleed in layout.bleeds]
    speech_s = max((total_s(a.ipus) for a in activities), default=0.0)
    problem = None
    if speech_s < GATES.speech_s:
        problem = _TOO_LITTLE.format(speech=floored(speech_s, 1), minimum=GATES.speech_s)
        notices.append(Notice("N02", problem))
    notices += [
        Notice("N07", _EMPTY.format(channel=channel_name(a.channel)))
        for a in activities
        if not a.ipus and len(activities) > 2 and problem is None
    ]
    transcripts: tuple[Transcript, ...] = ()
    if words and problem is None:
        with clock.stage("words"):
            begin_loading()  # the recogniser leaves a core idle now and then
            transcripts = transcriber.transcribe(
                list(zip(channels, activities, strict=True)),
                language=language,
                source=recording.source,
                progress=clock.inner("words"),
            )
    elsewhere = from_elsewhere(transcripts)
    notices += [elsewhere] if elsewhere else []
    language, pack = _language(language, transcripts, notices)
    voices = per_channel(activities, transcripts)
    mixed, purity = False, 1.0
    doubtful: tuple[Span, ...] = ()
    if problem is None and len(voices) == 1:
        with clock.stage("voices"):
            index = voices[0].channel
            separation = separate(channels[index], activities[index])
        voices = separated(voices[0], separation)
        mixed = len(voices) > 1
        if mixed:
            purity, doubtful = separation.purity, separation.doubtful
    cleaned = without_announcements(voices, pack=pack)
    spoken, in_background = background_removed(cleaned, narrow)
    notices += in_background
    for spans, text in ((cleaned.announcements, _ANNOUNCED), (cleaned.wordless, _WORDLESS)):
        if spans:
            notices.append(_left_out(text, spans))
    if problem is None and not spoken:
        problem = _NOBODY
        notices.append(Notice("N02", problem))
    return Heard(
        channels,
        narrow,
        activities,
        transcripts,
        spoken,
        language,
        pack,
        mixed,
        purity,
        doubtful,
        tuple(notices),
        problem,
        samples,
        breaks,
    )


def _bleed(bleed: Bleed) -> Notice:
    text = _HOLDS_BOTH if bleed.full else _BLEED
    text = text.format(
        source=channel_name(bleed.source),
        target=channel_name(bleed.target),
        level=round(bleed.level_db) + 0.0,
    )
    return Notice("N07", text, value=round(bleed.level_db, 1) + 0.0, unit="dB")


def _left_out(text: Text, spans: tuple[Span, ...]) -> Notice:
    seconds = total_s(spans)
    return Notice("N09", text.format(seconds=seconds), spans, round(seconds, 1), "s")


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
                    _UNSURE_LANGUAGE.format(language=language),
                )
            )
    try:
        return language, load_pack(language) if language else None
    except LanguageError:
        notices.append(Notice("N05", _NO_PACK.format(language=language)))
        return language, None


_TOO_LITTLE = Text(
    "zu wenig Sprache: {speech:.1f} s, mindestens {minimum:g} s sind nötig",
    "too little speech: {speech:.1f} s, at least {minimum:g} s are needed",
)
_NOBODY = Text(
    "außer Ansagen, Musik und Unverständlichem ist nichts zu hören: niemand wird beurteilt",
    "nothing but announcements, music and unintelligible sound is heard: nobody is judged",
)
_DUPLICATE = Text(
    "beide Kanäle enthalten denselben Ton: sie werden wie ein einziger behandelt",
    "both channels hold the same sound: they are treated as a single one",
)
_EMPTY = Text(
    "auf {channel} spricht niemand: er bleibt außer Betracht",
    "nobody speaks on {channel}: it is left out",
)
_BLEED = Text(
    "was auf {source} gesprochen wird, ist auch auf {target} zu hören (dort etwa "
    "{level:+.0f} dB); es ist herausgerechnet und zählt weder als Redebeitrag noch für Tonhöhe, "
    "Pausen und Wörter",
    "what is said on {source} can be heard on {target} too (there at about "
    "{level:+.0f} dB); it is taken out and counts neither as a turn nor for pitch, pauses and "
    "words",
)
_HOLDS_BOTH = Text(
    "auf {target} sind beide zu hören, auch was auf {source} gesprochen wird, in voller Lautstärke "
    "({level:+.0f} dB); dessen Anteil ist herausgerechnet und zählt weder als Redebeitrag noch "
    "für Tonhöhe, Pausen und Wörter",
    "both parties are heard on {target}, also what is said on {source}, at full level "
    "({level:+.0f} dB); its part is taken out and counts neither as a turn nor for pitch, "
    "pauses and words",
)
_ANNOUNCED = Text(
    "{seconds:.1f} s mit Ansagen sind ausgelassen: niemand im Gespräch spricht sie",
    "{seconds:.1f} s of announcements are left out: nobody in the call speaks them",
)
_WORDLESS = Text(
    "{seconds:.1f} s mit Musik, Tönen oder Unverständlichem sind ausgelassen",
    "{seconds:.1f} s of music, tones or unintelligible sound are left out",
)
_UNSURE_LANGUAGE = Text(
    "die Sprache des Gesprächs ist nicht sicher erkannt (wohl {language}): mit "
    "--call-language lässt sie sich festlegen",
    "the language of the call is not recognised for certain (probably {language}): "
    "--call-language fixes it",
)
_NO_PACK = Text(
    "für die Sprache '{language}' gibt es keine Regeln und Richtwerte: niemand wird beurteilt",
    "there are no rules and norms for the language '{language}': nobody is judged",
)
