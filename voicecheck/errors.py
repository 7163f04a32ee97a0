"""Every error that voicecheck raises on purpose.

::

    VoicecheckError
    ├── AudioError            a recording could not be read (file, reason, remedy)
    │   ├── StorageError      its bytes could not be read just now: another try may help
    │   └── TranscriptError   the transcript beside it is missing or cannot be used
    ├── ConfigError           a configuration file or option is wrong
    │   ├── ChannelError      the agent's channel does not exist in this recording
    │   └── NormError         a norm is incomplete, unsourced or in another unit
    ├── ModelError            speech-model weights are missing, damaged or unknown
    ├── LanguageError         no language pack for this language
    ├── SourceError           a recording cannot be fetched from where it lies
    ├── RunError              a run of the batch cannot go on
    ├── StoreError            a store cannot be opened, read or written
    │   └── TooFewCallsError  it holds too few calls for what is asked
    ├── CheckError            a check is badly declared, or a guest check broke
    └── NotMeasured           a measure has no value; carries its reason

A message says what happened, to which file, and what to do about it, in German and English
(``error.text``); ``str(error)`` is the English one.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable


class VoicecheckError(Exception):
    """Root of the tree: catch this to catch all that voicecheck raises on purpose.

    Parameters
    ----------
    said : str or Text
        What happened, to which file, and what to do about it; a str stands for both languages.
    """

    def __init__(self, said: str | Text) -> None:
        super().__init__(said)
        self.text = Text.of(said)

    def __str__(self) -> str:
        """Return the English message."""
        return self.text.en


class AudioError(VoicecheckError):
    """A recording that cannot be read.

    Parameters
    ----------
    path : str
        The file as the caller named it.
    reason : Text
        What is wrong with it.
    remedy : Text
        What the user can do.
    """

    def __init__(self, path: str, reason: Text, remedy: Text) -> None:
        super().__init__(_UNREADABLE.format(path=path, reason=reason, remedy=remedy))
        self.args = (path, reason, remedy)  # by which it is made anew in another process
        self.path = path
        self.reason = reason
        self.remedy = remedy


class StorageError(AudioError):
    """A recording whose bytes could not be read just now: another try may help."""


class TranscriptError(AudioError):
    """A transcript beside a recording that is missing, broken or another recording's."""


class ConfigError(VoicecheckError):
    """A configuration that cannot be used."""


class ChannelError(ConfigError):
    """The agent's channel, as settings name it, does not exist in this recording."""


class NormError(ConfigError):
    """A norm that is incomplete, has no source, or measures something else."""


class ModelError(VoicecheckError):
    """Weights that are missing, damaged or unknown."""


class LanguageError(VoicecheckError):
    """No language pack for a language."""


class SourceError(VoicecheckError):
    """A recording that cannot be fetched right now: another try may help."""


class RunError(VoicecheckError):
    """A run of the batch that cannot go on: no room, no memory, no workers."""


class StoreError(VoicecheckError):
    """A store that cannot be opened, read or written."""


class TooFewCallsError(StoreError):
    """Too few calls for what is asked: it comes with time."""


class CheckError(VoicecheckError):
    """A check that is badly declared, or a guest check that broke."""


class NotMeasured(VoicecheckError):
    """A measure without a value.

    Parameters
    ----------
    name : str
        Name of the measure.
    reason : Text
        Why there is none, in both report languages.
    """

    def __init__(self, name: str, reason: Text) -> None:
        super().__init__(_NO_VALUE.format(name=name, reason=reason))
        self.args = (name, reason)
        self.name = name
        self.reason = reason


def suggest(wrong: str, known: Iterable[str]) -> Text:
    """Name the nearest known word, or all of them: the tail of an error message."""
    choices = sorted(known)
    near = difflib.get_close_matches(wrong, choices, n=1)
    return _DID_YOU_MEAN.format(word=near[0]) if near else _ONE_OF.format(all=", ".join(choices))


_UNREADABLE = Text("{path}: {reason}. {remedy}", "{path}: {reason}. {remedy}")
_NO_VALUE = Text("{name} wurde nicht gemessen: {reason}", "{name} was not measured: {reason}")
_DID_YOU_MEAN = Text("meinten Sie '{word}'?", "did you mean '{word}'?")
_ONE_OF = Text("erwartet wird eines von {all}", "expected one of {all}")
