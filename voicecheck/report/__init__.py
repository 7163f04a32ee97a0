"""Scorecards for people and machines: one format, one file."""

from __future__ import annotations

import functools
import importlib
from typing import TYPE_CHECKING, Protocol

from voicecheck.errors import ConfigError, suggest
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from voicecheck.errors import VoicecheckError
    from voicecheck.types.judgement import Scorecard

FORMATS: dict[str, str] = {
    "terminal": "voicecheck.report.terminal:write",
    "json": "voicecheck.report.json:write",
    "csv": "voicecheck.report.table:write",
}
FULL = "voicecheck.report.terminal_full:write"


_NO_FORMAT = Text("es gibt kein Format '{name}': {hint}", "there is no format '{name}': {hint}")
RAW_IS_FOR_CSV = Text(
    "--raw gilt für --format csv: andere Formate sind es schon",
    "--raw is for --format csv: other formats are raw",
)


class Reporter(Protocol):
    """Writes scorecards, and what could not be read, in one format."""

    def __call__(
        self, cards: Sequence[Scorecard], failures: Sequence[VoicecheckError], out: TextIO, /
    ) -> None:
        """Write."""
        ...


def reporter(name: str, *, raw: bool = False, full: bool = False) -> Reporter:
    """Return the reporter of a format; ``raw`` is CSV for programs, ``full`` the whole card."""
    if name not in FORMATS:
        raise ConfigError(_NO_FORMAT.format(name=name, hint=suggest(name, FORMATS)))
    if raw and name != "csv":
        raise ConfigError(RAW_IS_FOR_CSV)
    where = FULL if full and name == "terminal" else FORMATS[name]
    module, _, function = where.partition(":")
    found = getattr(importlib.import_module(module), function)
    made: Reporter = functools.partial(found, raw=True) if raw else found
    return made
