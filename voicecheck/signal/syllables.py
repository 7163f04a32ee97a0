"""Syllable nuclei in the sound: the second opinion on tempo, and the only one without words.

After the idea of de Jong & Wempe (2009): peaks of intensity that stand at least 2 dB above the
dips around them, not far below the loudest speech, in voiced sound. Known to be compressive: fast
speech is understated, so it only finds words that the transcript lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voicecheck.signal.intensity import level_db
from voicecheck.signal.pitch import inside_spans
from voicecheck.types.tracks import SyllableNuclei

if TYPE_CHECKING:
    from voicecheck.types.audio import Channel
    from voicecheck.types.time import Span
    from voicecheck.types.tracks import PitchTrack

MIN_DIP_DB = 2.0
THRESHOLD_DB = -25.0  # re the 99th percentile of the speech
MAX_TO_VOICED_S = 0.03


def find_nuclei(channel: Channel, ipus: tuple[Span, ...], pitch: PitchTrack) -> SyllableNuclei:
    """Find the syllable nuclei of one voice."""
    from scipy.signal import find_peaks

    times, level = level_db(channel)
    inside = inside_spans(times, ipus)
    voiced_s = pitch.times_s[np.isfinite(pitch.f0_hz)]
    if not inside.any() or not len(voiced_s):
        return SyllableNuclei(np.zeros(0))
    threshold = np.percentile(level[inside], 99) + THRESHOLD_DB
    peaks, _ = find_peaks(np.where(inside, level, level.min()), prominence=MIN_DIP_DB)
    peaks = peaks[inside[peaks] & (level[peaks] > threshold)]
    near = np.searchsorted(voiced_s, times[peaks])
    before = np.abs(times[peaks] - voiced_s[np.maximum(near - 1, 0)])
    after = np.abs(times[peaks] - voiced_s[np.minimum(near, len(voiced_s) - 1)])
    return SyllableNuclei(times[peaks][np.minimum(before, after) <= MAX_TO_VOICED_S])
