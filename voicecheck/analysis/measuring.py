"""From a heard conversation to the families of measures that a plan names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.features.articulation import measure_articulation
from voicecheck.features.delivery import measure_delivery
from voicecheck.features.greeting import measure_greeting
from voicecheck.features.loudness import measure_loudness
from voicecheck.features.pausing import measure_pausing
from voicecheck.features.pitch import measure_pitch
from voicecheck.features.quality import measure_quality
from voicecheck.features.tempo import measure_tempo
from voicecheck.features.turn_taking import measure_turn_taking
from voicecheck.features.wording import measure_wording
from voicecheck.languages.syllables import load_counter
from voicecheck.signal.intensity import track_intensity
from voicecheck.signal.loudness import track_loudness
from voicecheck.signal.pitch import track_pitch
from voicecheck.signal.syllables import find_nuclei
from voicecheck.types.audio import Role
from voicecheck.types.time import total_s
from voicecheck.types.tracks import Tracks

if TYPE_CHECKING:
    from voicecheck.languages import Hit, LanguagePack
    from voicecheck.speech.voices import Voice
    from voicecheck.types.audio import Channel
    from voicecheck.types.measure import Measure
    from voicecheck.types.speech import Dialogue
    from voicecheck.types.text import Text
    from voicecheck.types.time import Span

    Measured = tuple[dict[str, Measure], tuple[Hit, ...]]  # and the greeting's dated phrases


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
