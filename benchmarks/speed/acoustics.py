"""B1: everything that is measured without words against openSMILE's eGeMAPSv02.

openSMILE is installed for this benchmark alone: its licence forbids to ship it.
"""

from __future__ import annotations

import importlib.util

import numpy as np

import voicecheck
from benchmarks.speed.call import DUAL, cut
from benchmarks.speed.figure import Figure
from benchmarks.speed.pairs import in_turn, ratios
from voicecheck.analysis.measuring import track
from voicecheck.audio.band import canonical
from voicecheck.features.loudness import measure_loudness
from voicecheck.features.pitch import measure_pitch
from voicecheck.features.quality import measure_quality
from voicecheck.speech.activity import detect_all

FAMILIES = frozenset({"pitch", "tempo", "delivery", "loudness"})
SKIPPED = "B1 is left out: pip install opensmile (its licence forbids to ship it)"


def measure(n: int, *, quick: bool) -> list[Figure]:
    """Compare both channels' speech, pitch, level, loudness and nuclei with all of eGeMAPS."""
    if importlib.util.find_spec("opensmile") is None:
        print(SKIPPED)
        return []
    import opensmile

    recording = cut(voicecheck.load(DUAL), 20.0) if quick else voicecheck.load(DUAL)
    low, whole = (
        opensmile.Smile(opensmile.FeatureSet.eGeMAPSv02, level)
        for level in (
            opensmile.FeatureLevel.LowLevelDescriptors,
            opensmile.FeatureLevel.Functionals,
        )
    )

    def peer() -> None:
        for samples in np.asarray(recording.samples):
            low.process_signal(samples, recording.sample_rate)
            whole.process_signal(samples, recording.sample_rate)

    def ours() -> None:
        channels = [recording.channel(i) for i in range(recording.n_channels)]
        bands = [canonical(channel) for channel in channels]
        for channel, narrow, activity in zip(channels, bands, detect_all(bands), strict=True):
            ipus = activity.ipus
            tracks = track(narrow, ipus, FAMILIES)
            quality = measure_quality(channel, activity, ())
            snr_db = quality["quality.snr_db"].value
            assert tracks.pitch and tracks.envelope_pitch and tracks.loudness
            measure_pitch(tracks.pitch, tracks.envelope_pitch, ipus, usable=ipus)
            measure_loudness(tracks.loudness, ipus, usable=ipus, snr_db=snr_db)

    def functionals() -> None:
        for samples in np.asarray(recording.samples):
            whole.process_signal(samples, recording.sample_rate)

    seconds = in_turn({"ours": ours, "peer": peer, "functionals": functionals}, n)
    return [
        Figure(
            "B1",
            "acoustics ÷ openSMILE eGeMAPSv02, descriptors and functionals",
            ratios(seconds, "ours", "peer"),
            below=0.3,
        ),
        Figure("B1", "the same ÷ its functionals alone", ratios(seconds, "ours", "functionals")),
        Figure("B1", "acoustics of both channels", tuple(seconds["ours"]), "s"),
    ]
