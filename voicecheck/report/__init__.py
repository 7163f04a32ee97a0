"""Scorecards for people and machines: one format, one file."""

from __future__ import annotations

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


class Reporter(Protocol):
    """Writes scorecards, and what could not be read, in one format."""

    def __call__(
        self, cards: Sequence[Scorecard], failures: Sequence[VoicecheckError], out: TextIO, /
    ) -> None:
        """Write."""
        ...


def reporter(name: str) -> Reporter:
    """Return the reporter of a format."""
    if name not in FORMATS:
        raise ConfigError(f"there is no format '{name}': {suggest(name, FORMATS)}")
    module, _, function = FORMATS[name].partition(":")
    found: Reporter = getattr(importlib.import_module(module), function)
    return found
