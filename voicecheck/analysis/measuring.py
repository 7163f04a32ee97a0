"""From a heard conversation to the families of measures that a plan names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.features.articulation import measure_articulation
from voicecheck.features.delivery import measure_delivery
from voicecheck.features.greeting import measure_greeting
from voicecheck.features.loudness import measure_loudness
from voicecheck.features.missing_words import lost_words
from voicecheck.features.pausing import measure_pausing
from voicecheck.features.pitch import measure_pitch
from voicecheck.features.quality import MAX_DROPOUTS, MIN_UPPER_EDGE_HZ, measure_quality
from voicecheck.features.tempo import measure_tempo
from voicecheck.features.turn_taking import measure_turn_taking
from voicecheck.features.wording import measure_wording
from voicecheck.languages.syllables import load_counter
from voicecheck.signal.intensity import track_intensity
from voicecheck.signal.loudness import track_loudness
from voicecheck.signal.pitch import track_pitch
from voicecheck.signal.syllables import find_nuclei
from voicecheck.types.audio import Role
from voicecheck.types.judgement import Notice
from voicecheck.types.text import Text, floored
from voicecheck.types.time import intersect, total_s
from voicecheck.types.tracks import Tracks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from voicecheck.languages import Hit, LanguagePack
    from voicecheck.speech.voices import Voice
    from voicecheck.types.audio import Channel
    from voicecheck.types.measure import Measure
    from voicecheck.types.speech import Dialogue, Party
    from voicecheck.types.time import Span

    Measured = tuple[dict[str, Measure], tuple[Hit, ...]]  # and the greeting's dated phrases

# The checks' own gates stand in voicecheck.checks.base.
POOR_SNR_DB, USELESS_SNR_DB = 15.0, 10.0
CLIPPED = 0.001
SUPPRESSED = 0.05


def track(narrow: Channel, ipus: tuple[Span, ...], families: frozenset[str]) -> Tracks:
    """Follow pitch, level and loudness where a family needs them, on the agent's speech alone."""
    loudness = track_loudness(narrow, ipus) if "loudness" in families else None
    if not families & {"pitch", "tempo", "delivery"}:
        return Tracks(narrow.index, loudness=loudness)
    pitch, envelope = track_pitch(narrow, ipus)
    intensity = track_intensity(narrow, ipus) if "delivery" in families else None
    nuclei = find_nuclei(narrow, ipus, pitch)
    return Tracks(narrow.index, pitch, envelope, intensity, loudness, nuclei)


def measure(
    channel: Channel,
    voice: Voice,
    tracks: Tracks,
    dialogue: Dialogue,
    *,
    usable: tuple[Span, ...],
    pack: LanguagePack | None,
    families: frozenset[str],
    excused: Text | None = None,
) -> Measured:
    """Measure the families that are wanted and that the recording allows."""
    ipus, heard = voice.activity.ipus, voice.transcript
    found: dict[str, Measure] = dict(measure_quality(channel, voice.activity, dialogue.breaks))
    agent = dialogue.turns_of(Role.AGENT)
    counter = load_counter(pack.code) if pack is not None else None
    if "pitch" in families and tracks.pitch is not None and tracks.envelope_pitch is not None:
        found |= measure_pitch(tracks.pitch, tracks.envelope_pitch, ipus, usable=usable)
    if tracks.loudness is not None:
        snr_db = found["quality.snr_db"].value
        found |= measure_loudness(tracks.loudness, ipus, usable=usable, snr_db=snr_db)
    if counter is not None and heard is not None:
        if "tempo" in families:
            found |= measure_tempo(
                heard, voice.activity, counter, nuclei=tracks.nuclei, usable=usable
            )
        if "delivery" in families:
            found |= measure_delivery(agent, tracks, counter=counter)
    if "pausing" in families:
        found |= measure_pausing(agent, counter=counter)
    said, phrases = measure_words(
        dialogue,
        usable=usable,
        duration_s=channel.duration_s,
        pack=pack,
        families=families if heard is not None else families & {"turn_taking"},
        excused=excused,
    )
    return found | said, phrases


def measure_words(
    dialogue: Dialogue,
    *,
    usable: tuple[Span, ...],
    duration_s: float,
    pack: LanguagePack | None,
    families: frozenset[str],
    excused: Text | None = None,
) -> Measured:
    """Measure the families that rest on turns and words alone: no sound is needed."""
    found: dict[str, Measure] = {}
    phrases: tuple[Hit, ...] = ()
    duration_s -= total_s(dialogue.breaks)
    if "turn_taking" in families:
        found |= measure_turn_taking(dialogue, pack=pack, duration_s=duration_s)
    if pack is None:
        return found, phrases
    if "greeting" in families:
        greeting, phrases = measure_greeting(
            dialogue, pack=pack, counter=load_counter(pack.code), excused=excused
        )
        found |= greeting
    if "articulation" in families:
        found |= measure_articulation(dialogue, pack=pack, usable=usable, duration_s=duration_s)
    if "wording" in families:
        found |= measure_wording(dialogue, pack=pack)
    return found, phrases


def line_notices(quality: Mapping[str, Measure], *, other_snr_db: float | None) -> list[Notice]:
    """Say what the lines do to which check."""
    found = []
    snr, clipped, edge, lost, silent = (
        quality[f"quality.{name}"].value
        for name in (
            "snr_db",
            "clipping_ratio",
            "upper_edge_hz",
            "dropout_ratio",
            "digital_silence_ratio",
        )
    )
    if snr is not None and snr < POOR_SNR_DB:
        found.append(_noisy(floored(snr, 1)))
    if other_snr_db is not None and other_snr_db < POOR_SNR_DB:
        found.append(Notice("N04", _OTHER_NOISY.format(snr=floored(other_snr_db, 1))))
    if clipped is not None and clipped > CLIPPED:
        found.append(Notice("N04", _CLIPPED.format(share=100 * clipped)))
    if edge is not None and edge < MIN_UPPER_EDGE_HZ:
        found.append(Notice("N04", _NARROW.format(edge=floored(edge))))
    if lost is not None and lost > MAX_DROPOUTS:
        found.append(Notice("N04", _DROPOUTS.format(share=100 * lost)))
    if silent is not None and silent > SUPPRESSED:
        found.append(Notice("N04", _SUPPRESSED.format(share=100 * silent)))
    return found


def _noisy(snr_db: float) -> Notice:
    cause = _NOISE.format(snr=snr_db)
    useless = snr_db < USELESS_SNR_DB
    text = cause + (_NOTHING if useless else _NOT_ALL)
    withheld = tuple(f"M{i}" for i in range(1, 9)) if useless else ("M1", "M5", "M6")
    return Notice("N04", text, (), snr_db, "dB", withheld, cause)


def word_notices(parties: Sequence[Party]) -> list[Notice]:
    """Say how much of whose speech has no words."""
    found = []
    for party in parties:
        wordless = party.transcript.wordless if party.transcript else ()
        text = lost_words(party.role, intersect(wordless, party.activity.ipus))
        if text is not None:
            found.append(Notice("N10", text))
    return found


_NOISE = Text(
    "die Leitung ist zu verrauscht ({snr:.1f} dB Rauschabstand)",
    "the line is too noisy ({snr:.1f} dB signal-to-noise ratio)",
)
_NOT_ALL = Text(
    ": M1, M5 und M6 werden nicht beurteilt, dafür sind 15 dB nötig",
    ": M1, M5 and M6 are not judged, that takes 15 dB",
)
_NOTHING = Text(
    ": M1 bis M8 werden nicht beurteilt, dafür sind mindestens 10 dB nötig",
    ": M1 to M8 are not judged, that takes 10 dB at least",
)
_OTHER_NOISY = Text(
    "die Leitung der Gegenseite ist verrauscht ({snr:.1f} dB Rauschabstand): Wörter von dort sind "
    "unsicher, das betrifft M2 und M6",
    "the caller's line is noisy ({snr:.1f} dB signal-to-noise ratio): words from there are unsure, "
    "which concerns M2 and M6",
)
_CLIPPED = Text(
    "der Kanal der Person am Telefon ist übersteuert ({share:.1f} % der Abtastwerte): Lautstärke "
    "und Deutlichkeit sind unsicher, das betrifft M6",
    "the agent's channel is clipped ({share:.1f} % of the samples): level and clarity are unsure, "
    "which concerns M6",
)
_NARROW = Text(
    "die Leitung ist schmal (Höhen nur bis {edge:.0f} Hz): M6 wird nicht beurteilt",
    "the line is narrow (up to {edge:.0f} Hz only): M6 is not judged",
)
_DROPOUTS = Text(
    "die Leitung hat Aussetzer ({share:.1f} % der Sprechzeit): M6 wird nicht beurteilt",
    "the line has dropouts ({share:.1f} % of the speech): M6 is not judged",
)
_SUPPRESSED = Text(
    "die Leitung lässt Stille weg ({share:.0f} % der Zeit ohne jedes Signal): leise "
    "Rückmeldesignale können fehlen (M2), Anfang und Ende von Pausen sind ungenauer (M5)",
    "the line drops silence ({share:.0f} % of the time without any signal): soft signs of "
    "listening may be missing (M2), pauses begin and end less exactly (M5)",
)
