from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.synth import channel
from voicecheck.speech.packing import MAX_WINDOW_S, pack
from voicecheck.types.time import Span, intersect, merge, total_s

SILENT = channel(np.zeros(8000 * 200, dtype=np.float32))
edges = st.lists(st.floats(0, 200, allow_nan=False), min_size=2, max_size=24)


@settings(max_examples=60)
@given(edges)
@example([6.0, 2.2574220247173042])  # ends between two floats
def test_all_speech_is_packed_once_and_times_come_back(points: list[float]) -> None:
    ordered = sorted(points)
    segments = merge(Span(a, b) for a, b in zip(ordered[::2], ordered[1::2], strict=False))
    windows = pack(SILENT, segments)
    pieces = [piece for window in windows for piece in window.pieces]
    assert all(window.duration_s <= MAX_WINDOW_S + 1e-6 for window in windows)
    assert abs(total_s(intersect(segments, pieces)) - total_s(segments)) < 1e-6
    assert all(a.end_s <= b.start_s + 1e-9 for a, b in pairwise(pieces))
    for window in windows:
        times = [window.recording_time(t) for t in np.linspace(0, window.duration_s, 20)]
        assert times == sorted(times)
        assert all(any(t in piece for piece in window.pieces) for t in times)


def test_long_silences_are_shortened_and_short_ones_kept() -> None:
    (window,) = pack(SILENT, [Span(1, 2), Span(2.5, 3), Span(10, 11)])
    assert [round(p.start_s, 1) for p in window.pieces] == [0.8, 9.8]
    assert window.recording_time(2.5) > 9.7


def test_speech_longer_than_a_window_is_cut_at_its_longest_pause() -> None:
    windows = pack(SILENT, [Span(0, 14), Span(14.5, 18), Span(18.2, 40)])
    assert abs(windows[0].pieces[-1].end_s - 14.25) < 1e-6
