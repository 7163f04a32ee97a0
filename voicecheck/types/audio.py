"""Sound as it came off the recorder."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from voicecheck.types.display import DisplayMixin
from voicecheck.types.notice import Notice
from voicecheck.types.text import Text

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


class Role(StrEnum):
    """Whose voice a channel holds."""

    AGENT = "agent"
    CUSTOMER = "customer"

    @property
    def label(self) -> str:
        """What people are told: agent or caller; JSON says customer."""
        return "agent" if self is Role.AGENT else "caller"


def channel_name(channel: int | None) -> Text:
    """Name a channel as people do, in the dative ("auf dem linken Kanal"); None: the only one."""
    if channel is None:
        return Text("dem Kanal", "the channel")
    if channel < len(_SIDES):
        return _SIDES[channel]
    return Text(f"dem {channel + 1}. Kanal", f"channel no. {channel + 1}")


_SIDES = (
    Text("dem linken Kanal", "the left channel"),
    Text("dem rechten Kanal", "the right channel"),
)


@dataclass(frozen=True, slots=True)
class AudioFile:
    """A file as found on disk.

    Parameters
    ----------
    path : str
        As the user named it.
    sha256 : str
        Of the file's bytes: the recording's identity, whatever its name.
    codec : str
        For example ``pcm_s16le``, ``pcm_alaw``, ``mp3``.
    sample_rate : int
        Of the file, in Hertz (a `Recording` may hold less, see there).
    n_channels : int
        Channels in the file.
    duration_s : float
        Seconds that could be decoded.
    """

    path: str
    sha256: str
    codec: str
    sample_rate: int
    n_channels: int
    duration_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Channel:
    """One party's line (or the mix of both).

    Parameters
    ----------
    index : int
        0 is the first (left) channel.
    samples : np.ndarray [shape=(n_samples,)]
        float32, full scale is +-1.
    sample_rate : int
        Hertz.
    """

    index: int
    samples: npt.NDArray[np.float32]
    sample_rate: int

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.sample_rate


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Recording(DisplayMixin):
    """A decoded recording, its channels kept apart.

    Parameters
    ----------
    samples : np.ndarray [shape=(n_channels, n_samples)]
        float32, full scale is +-1. Long recordings lie in a file and are read-only: a part that is
        taken of a channel is read, and does not stay in memory.
    sample_rate : int
        Hertz: the file's own up to 16 kHz, 16 kHz above that (no measure listens higher).
    source : AudioFile
        The file.
    notices : tuple of Notice
        Damage that was found while decoding.
    """

    samples: npt.NDArray[np.float32]
    sample_rate: int
    source: AudioFile
    notices: tuple[Notice, ...] = ()

    @property
    def n_channels(self) -> int:
        """Number of channels."""
        return int(self.samples.shape[0])

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return int(self.samples.shape[1]) / self.sample_rate

    def channel(self, index: int) -> Channel:
        """Return one channel as a view."""
        return Channel(index, self.samples[index], self.sample_rate)
