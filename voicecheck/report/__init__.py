"""Scorecards for people and machines: one format, one file."""

from __future__ import annotations

import functools
import importlib
from typing import TYPE_CHECKING, Protocol

from voicecheck.errors import ConfigError, suggest

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
        raise ConfigError(f"there is no format '{name}': {suggest(name, FORMATS).en}")
    if raw and name != "csv":
        raise ConfigError("--raw is for --format csv: other formats are raw")
    where = FULL if full and name == "terminal" else FORMATS[name]
    module, _, function = where.partition(":")
    found = getattr(importlib.import_module(module), function)
    made: Reporter = functools.partial(found, raw=True) if raw else found
    return made
