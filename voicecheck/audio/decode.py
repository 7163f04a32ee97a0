"""Any call recorder's file to samples: decoded once, channels kept, damage named.

What a file is, its bytes tell, not its name. They are read in a process of their own
(`decoder_process`); here the sound is only gathered.
"""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.audio.band import resampled
from voicecheck.audio.decoder_process import LENGTH, READ, decoder, unreadable
from voicecheck.audio.refusals import EXPORT
from voicecheck.audio.spool import BLOCK_S, gather
from voicecheck.errors import AudioError, StorageError
from voicecheck.recorders.halves import endings_of
from voicecheck.types.audio import AudioFile, Recording, channel_name
from voicecheck.types.hashing import file_sha256, value_sha256
from voicecheck.types.notice import Notice
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from voicecheck.audio.spool import Block, Samples

MIN_DURATION_S = 0.1


def load(path: str | os.PathLike[str], *, headerless: Mapping[str, str] | None = None) -> Recording:
    """Decode a recording once, its channels kept apart; settings say what suffixes hold."""
    name = os.fspath(path)
    file = Path(name)
    setting = (headerless or {}).get(file.suffix.lower(), "")
    _refuse_unreadable(name, file)
    try:
        with decoder() as process:
            answer = process.ask(READ, name, setting)
            samples = gather(answer.blocks, answer.head["n_channels"])
        sha256 = file_sha256(file)
    except OSError as error:
        raise unreadable(name, error) from error
    head = answer.head
    duration_s = samples.shape[1] / head["sample_rate"]
    if duration_s < MIN_DURATION_S:
        reason = Text(
            "enthält {duration:.4f} s Ton, zu kurz für Sprache",
            "holds {duration:.4f} s of sound, too short for speech",
        )
        raise AudioError(name, reason.format(duration=duration_s), EXPORT)
    source = AudioFile(
        name, sha256, head["codec"], head["file_sample_rate"], head["n_channels"], duration_s
    )
    notices = tuple(Notice(code, Text(*text)) for code, *text in answer.tail["notices"])
    return Recording(samples, head["sample_rate"], source, notices)


def join(first: Recording, second: Recording) -> Recording:
    """Put two recordings of one party each side by side, as two channels of one call."""
    for half in (first, second):
        if half.n_channels != 1:
            raise AudioError(half.source.path, _NO_HALF.format(n=half.n_channels), _ALONE)
    rate = max(first.sample_rate, second.sample_rate)
    sounds = [resampled(half.channel(0), rate).samples for half in (first, second)]
    n_samples = max(map(len, sounds))
    samples = gather(_side_by_side(sounds, n_samples, round(BLOCK_S * rate)), 2)
    one, other = first.source, second.source
    source = replace(
        one,
        sha256=value_sha256([one.sha256, other.sha256]),
        codec=one.codec if one.codec == other.codec else f"{one.codec}+{other.codec}",
        n_channels=2,
        duration_s=n_samples / rate,
    )
    apart_s = abs(first.duration_s - second.duration_s)
    ending, others = endings_of(one.path, other.path)
    text = _JOINED.format(first=ending or "A", second=others or "B")
    if apart_s > _APART_S:
        text += _UNEQUAL.format(apart=apart_s)
    heard = [
        replace(notice, text=_OF_CHANNEL.format(channel=channel_name(i), text=notice.text))
        for i, half in enumerate((first, second))
        for notice in half.notices
    ]
    return Recording(samples, rate, source, (Notice("N22", text), *heard))


def _side_by_side(sounds: list[Samples], n_samples: int, size: int) -> Iterator[Block]:
    """Yield two sounds as channels, block by block; silence stands behind the shorter one."""
    for start in range(0, n_samples, size):
        block = np.zeros((min(size, n_samples - start), len(sounds)), dtype=np.float32)
        for side, sound in enumerate(sounds):
            part = sound[start : start + size]
            block[: len(part), side] = part
        yield block


_APART_S = 1.0  # recorders do not close both files at once
_NO_HALF = Text(
    "sollte die Hälfte eines Gesprächs sein, hat aber {n} Kanäle",
    "should be one half of a call, but has {n} channels",
)
_ALONE = Text(
    "In voicecheck.toml halves = [] setzen, wenn jede Datei ein Gespräch für sich ist",
    "Set halves = [] in voicecheck.toml if every file is a call of its own",
)
_JOINED = Text(
    "Zwei Dateien eines Gesprächs wurden verbunden: der linke Kanal aus der mit {first}, der "
    "rechte aus der mit {second}.",
    "Two files of one call were joined: the left channel from the one with {first}, the "
    "right one from the one with {second}.",
)
_UNEQUAL = Text(
    " Die eine ist {apart:.1f} s kürzer; dort steht Stille.",
    " One is {apart:.1f} s shorter; silence stands there.",
)
_OF_CHANNEL = Text("auf {channel}: {text}", "on {channel}: {text}")


def length_s(path: str | os.PathLike[str]) -> float:
    """Return how long the sound is by the file's own word, 0 where it does not tell."""
    with decoder() as process:
        return float(process.ask(LENGTH, os.fspath(path)).head["duration_s"])


def _refuse_unreadable(name: str, file: Path) -> None:
    try:
        status = file.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        reason = Text("diese Datei gibt es nicht", "there is no such file")
        raise StorageError(name, reason, Text("Den Pfad prüfen", "Check the path")) from error
    except (OSError, ValueError) as error:
        reason = Text("ist nicht erreichbar", "cannot be reached")
        remedy = Text("Pfad und Zugriffsrechte prüfen", "Check the path and its rights")
        raise StorageError(name, reason, remedy) from error
    if stat.S_ISDIR(status.st_mode):
        reason = Text("ist ein Ordner, keine Aufnahme", "is a folder, not a recording")
        remedy = Text("Die Dateien darin nennen", "Name the files in it")
        raise AudioError(name, reason, remedy)
    if not stat.S_ISREG(status.st_mode):
        reason = Text("ist keine gewöhnliche Datei", "is no regular file")
        remedy = Text(
            "Die Aufnahme erst in eine Datei speichern", "Save the recording to a file first"
        )
        raise AudioError(name, reason, remedy)
    if not os.access(file, os.R_OK):
        reason = Text("darf nicht gelesen werden", "may not be read")
        remedy = Text("Um das Leserecht bitten", "Ask its owner for the right to read it")
        raise StorageError(name, reason, remedy)
    if status.st_size == 0:
        raise AudioError(name, Text("ist leer (0 Bytes)", "is empty (0 bytes)"), EXPORT)
