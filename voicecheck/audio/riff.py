"""What a WAV file's header promises, to compare with what is there."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from pathlib import Path

# Recorders that write to a pipe cannot know the length: they leave it 0 or at a huge value.
_STREAMING_FROM = 0x7FFF0000


def promised_share(path: Path) -> float | None:
    """Return how much of the sound that the header promises is in the file.

    Parameters
    ----------
    path : Path
        Any file.

    Returns
    -------
    float or None
        Bytes there over bytes promised, at most 1; None where the file is no RIFF/WAVE, or its
        header promises nothing definite.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(12)
        if len(head) < 12 or head[:4] != b"RIFF" or head[8:] != b"WAVE":
            return None
        promised = _data_size(file)
        if promised is None or promised == 0 or promised >= _STREAMING_FROM:
            return None
        return min(1.0, (size - file.tell()) / promised)


def _data_size(file: BinaryIO) -> int | None:
    """Move to the first byte of the sound and return its promised length."""
    while len(header := file.read(8)) == 8:
        name, length = struct.unpack("<4sI", header)
        if name == b"data":
            return int(length)
        file.seek(length + length % 2, 1)
    return None
