"""Finds transcribers: the house's own, guests by entry point ``voicecheck.transcribers``."""

from __future__ import annotations

import functools
import importlib
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Protocol, cast

from voicecheck.errors import ConfigError, suggest
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from voicecheck.speech.transcribe import Transcriber

GROUP = "voicecheck.transcribers"
WHISPER, SIDECAR = "whisper", "sidecar"
HOUSE = {
    WHISPER: "voicecheck.speech.transcribe:WhisperTranscriber",
    SIDECAR: "voicecheck.speech.sidecar_transcript:SidecarTranscriber",
}


class Builder(Protocol):
    """What an entry point names: a class, or a function, that makes a transcriber."""

    def __call__(self, *, model: str, threads: int) -> Transcriber:
        """Make one; ``threads`` 0 means as many as there are cores."""
        ...


@functools.cache
def targets() -> dict[str, str]:
    """Return what there is: name to ``module:object``, the house's own first."""
    found = dict(HOUSE)
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        if found.setdefault(point.name, point.value) != point.value:
            both = {"one": found[point.name], "other": point.value}
            raise ConfigError(_CLAIMED_TWICE.format(name=point.name, **both))
    return found


def build(
    name: str,
    *,
    model: str,
    threads: int = 0,
    vocabulary: tuple[str, ...] = (),
    device: str = "cpu",
) -> Transcriber:
    """Make the transcriber of a name; words to listen for and the device are Whisper's alone."""
    if name == WHISPER:
        from voicecheck.speech.transcribe import WhisperTranscriber

        return WhisperTranscriber(model, threads=threads, vocabulary=vocabulary, device=device)
    return find(name)(model=model, threads=threads)


def find(name: str) -> Builder:
    """Return what makes the transcriber of a name."""
    if name not in targets():
        raise ConfigError(_NO_TRANSCRIBER.format(name=name, hint=suggest(name, targets())))
    target = targets()[name]
    module, _, attribute = target.partition(":")
    try:
        return cast("Builder", getattr(importlib.import_module(module), attribute))
    except (ImportError, AttributeError) as error:
        raise ConfigError(_NOT_LOADED.format(name=name, target=target, why=error)) from error


_CLAIMED_TWICE = Text(
    "Transkribierer '{name}': {one} und {other} heißen beide so; eines der Pakete entfernen",
    "the transcriber '{name}' is claimed by {one} and by {other}: remove one of the packages",
)
_NO_TRANSCRIBER = Text(
    "es gibt keinen Transkribierer '{name}': {hint}", "there is no transcriber '{name}': {hint}"
)
_NOT_LOADED = Text(
    "der Transkribierer '{name}' lässt sich nicht aus {target} laden ({why})",
    "the transcriber '{name}' cannot be loaded from {target} ({why})",
)
