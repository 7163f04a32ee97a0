"""From a heard conversation to the families of measures that a plan names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from voicecheck.features.articulation import measure_articulation
from voicecheck.features.delivery import measure_delivery
from voicecheck.features.greeting import measure_greeting
from voicecheck.features.intensity import measure_intensity
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
    from voicecheck.languages import LanguagePack
    from voicecheck.speech.voices import Voice
    from voicecheck.types.audio import Channel
    from voicecheck.types.speech import Dialogue
    from voicecheck.types.text import Text
    from voicecheck.types.time import Span


def track(narrow: Channel, ipus: tuple[Span, ...], families: frozenset[str]) -> Tracks:
    """Follow pitch, level and loudness where a family needs them, on the agent's speech alone."""
    loudness = track_loudness(narrow, ipus) if "loudness" in families else None
    if not families & {"pitch", "intensity", "tempo", "delivery"}:
        return Tracks(narrow.index, loudness=loudness)
    pitch, envelope = track_pitch(narrow, ipus)
    wanted = families & {"intensity", "delivery"}
    intensity = track_intensity(narrow, ipus) if wanted else None
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
) -> dict[str, Any]:
    """Measure the families that are wanted and that the recording allows."""
    found: dict[str, Any] = {"quality": measure_quality(channel, voice.activity, dialogue.breaks)}
    agent = dialogue.turns_of(Role.AGENT)
    counter = load_counter(pack.code) if pack is not None else None
    if tracks.pitch is not None and tracks.envelope_pitch is not None:
        if "pitch" in families:
            found["pitch"] = measure_pitch(
                tracks.pitch,
                tracks.envelope_pitch,
                voice.activity.ipus,
                nuclei=tracks.nuclei,
                usable=usable,
            )
        if "intensity" in families and tracks.intensity is not None:
            found["intensity"] = measure_intensity(
                tracks.intensity, voice.activity.ipus, usable=usable
            )
    if tracks.loudness is not None:
        found["loudness"] = measure_loudness(
            tracks.loudness,
            voice.activity.ipus,
            usable=usable,
            snr_db=found["quality"].snr_db.value,
        )
    if "pausing" in families:
        found["pausing"] = measure_pausing(agent, counter=counter)
    heard = families if voice.transcript is not None else families & {"turn_taking"}
    found |= measure_words(
        dialogue,
        usable=usable,
        duration_s=channel.duration_s,
        pack=pack,
        families=heard,
        excused=excused,
    )
    if counter is None or voice.transcript is None:
        return found
    if "tempo" in families:
        found["tempo"] = measure_tempo(
            voice.transcript, voice.activity, counter, nuclei=tracks.nuclei, usable=usable
        )
    if "delivery" in families:
        found["delivery"] = measure_delivery(agent, tracks, counter=counter)
    return found


def measure_words(
    dialogue: Dialogue,
    *,
    usable: tuple[Span, ...],
    duration_s: float,
    pack: LanguagePack | None,
    families: frozenset[str],
    excused: Text | None = None,
) -> dict[str, Any]:
    """Measure the families that rest on turns and words alone: no sound is needed."""
    found: dict[str, Any] = {}
    duration_s -= total_s(dialogue.breaks)
    if "turn_taking" in families:
        found["turn_taking"] = measure_turn_taking(dialogue, pack=pack, duration_s=duration_s)
    if pack is None:
        return found
    if "greeting" in families:
        found["greeting"] = measure_greeting(
            dialogue, pack=pack, counter=load_counter(pack.code), excused=excused
        )
    if "articulation" in families:
        found["articulation"] = measure_articulation(
            dialogue, pack=pack, usable=usable, duration_s=duration_s
        )
    if "wording" in families:
        found["wording"] = measure_wording(dialogue, pack=pack)
    return found
