"""What a telephone line leaves of a sound. Shared by the samples and the benchmarks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scipy.signal import firwin, oaconvolve

if TYPE_CHECKING:
    import numpy as np

RATE = 8000
BAND_HZ = (300.0, 3400.0)
N_TAPS = 1601  # 100 ms either side: edges of 20 Hz


def band_limited(samples: np.ndarray) -> np.ndarray:
    """Keep the telephone band.

    Parameters
    ----------
    samples : np.ndarray [shape=(n_samples,) or (n_samples, n_channels)]
        8 kHz.

    Returns
    -------
    np.ndarray [shape as given]
        Without delay.
    """
    taps = firwin(N_TAPS, BAND_HZ, fs=RATE, pass_zero=False)
    shape = (-1,) + (1,) * (samples.ndim - 1)
    return oaconvolve(samples, taps.reshape(shape), mode="same", axes=0)
