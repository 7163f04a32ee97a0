from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from voicecheck.audio.guarded_librosa import import_librosa
from voicecheck.audio.mel import htk_edges, slaney_edges, triangles


@pytest.mark.parametrize("n_bands", [20, 80])
@pytest.mark.parametrize(("low_hz", "high_hz"), [(20.0, 3400.0), (200.0, 4000.0), (1200.0, 3400.0)])
def test_edges_are_librosas_to_the_last_bit(n_bands: int, low_hz: float, high_hz: float) -> None:
    frequencies = import_librosa().mel_frequencies
    for edges, htk in ((htk_edges, True), (slaney_edges, False)):
        wanted = frequencies(n_bands + 2, fmin=low_hz, fmax=high_hz, htk=htk)
        np.testing.assert_array_equal(edges(n_bands, low_hz, high_hz), wanted)


@pytest.mark.parametrize(("rate", "n_fft"), [(8000, 256), (16_000, 512), (11_025, 353)])
def test_filters_are_librosas_to_the_last_bit(rate: int, n_fft: int) -> None:
    mel = import_librosa().filters.mel
    given = {"sr": rate, "n_fft": n_fft, "n_mels": 20, "fmin": 200.0, "fmax": 3400.0}
    for edges, htk in ((htk_edges, True), (slaney_edges, False)):
        for equal_area, norm in ((False, None), (True, "slaney")):
            found = triangles(
                edges(20, 200.0, 3400.0), rate=rate, n_fft=n_fft, equal_area=equal_area
            )
            np.testing.assert_array_equal(found, mel(**given, htk=htk, norm=norm))
            assert found.dtype == np.float32


def test_hearing_loads_no_compiler_for_a_filterbank() -> None:
    code = (
        "import sys, numpy; from voicecheck.analysis import pipeline; "
        "from voicecheck.speech.embedding import filterbank; "
        "assert filterbank(numpy.zeros(16_000, numpy.float32)).shape == (98, 80); "
        "assert not {'librosa', 'numba'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
