"""Sound gathered block by block: in memory, or in a file without a name where it is long.

What is decoded, and all that is made of it sample by sample, is kept here: the channels in the
canonical band, what is left without a leak, two halves joined. Three hours of two channels are
0.7 GB as floats each time. So are the filterbanks of a long call.
"""

from __future__ import annotations

import mmap
import tempfile
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy.typing as npt

    Block = npt.NDArray[np.float32]  # [shape=(n_samples, n_channels)]
    Samples = npt.NDArray[np.float32]  # [shape=(n_samples,)]

IN_MEMORY_BYTES = 64 << 20  # 17 minutes of two channels at 8 kHz
BLOCK_S = 60.0


class Spooled(np.ndarray[Any, np.dtype[Any]]):
    """Samples on disk, read-only: whoever takes a part of a channel reads that part alone.

    A part is a copy, and the pages that it was copied from are let go at once: else all that was
    ever listened to would stay in memory. A whole channel is a view.
    """

    _map: mmap.mmap | None = None

    def __array_finalize__(self, origin: Any) -> None:
        self._map = getattr(origin, "_map", None)

    def __array_wrap__(self, made: Any, context: Any = None, return_scalar: bool = False) -> Any:
        """Return what is computed from the samples as an ordinary array."""
        return made[()] if return_scalar else np.asarray(made)

    def __getitem__(self, key: Any) -> Any:
        """Return a whole channel as a view, anything less as a copy."""
        part = super().__getitem__(key)
        if self._map is None or not isinstance(part, Spooled) or part.size >= max(self.shape):
            return part
        copy = np.array(part)
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)
        return copy


def gather(
    blocks: Iterable[npt.NDArray[Any]], n_channels: int, dtype: npt.DTypeLike = np.float32
) -> npt.NDArray[Any]:
    """Gather blocks that follow one another into channels [shape=(n_channels, n_samples)]."""
    parts: list[npt.NDArray[Any]] = []
    n_samples = n_bytes = 0
    spool: Any = None
    for block in blocks:
        n_samples += len(block)
        n_bytes += block.nbytes
        parts.append(block)
        if n_bytes > IN_MEMORY_BYTES:
            # It has no name, so nobody else can open it and nothing is left behind, even if the
            # process is killed.
            spool = spool or tempfile.TemporaryFile(prefix="voicecheck-")  # noqa: SIM115
            _write(spool, parts)
    if spool is not None:
        with spool:  # the map keeps the file alive
            _write(spool, parts)
            spool.flush()
            return _mapped(spool, (n_samples, n_channels), dtype)
    samples = np.empty((n_channels, n_samples), dtype)
    while parts:  # from the end, letting go of each part once it is copied
        part = parts.pop()
        samples[:, n_samples - len(part) : n_samples] = part.T
        n_samples -= len(part)
    return samples


def blocks_of(samples: Samples, size: int) -> Iterator[Samples]:
    """Yield samples in blocks of one size, the last one shorter."""
    for start in range(0, len(samples), size):
        yield samples[start : start + size]


def _write(spool: Any, parts: list[npt.NDArray[Any]]) -> None:
    for part in parts:
        spool.write(np.ascontiguousarray(part).data)
    parts.clear()


def _mapped(spool: Any, shape: tuple[int, int], dtype: npt.DTypeLike) -> Spooled:
    pages = mmap.mmap(spool.fileno(), 0, access=mmap.ACCESS_READ)
    samples = np.ndarray.__new__(Spooled, shape, dtype, buffer=pages)
    samples._map = pages
    whole: Spooled = samples.T
    return whole
