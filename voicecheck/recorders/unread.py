"""What was seen beside recordings and not understood, in a few lines for people."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_LINES = 12  # more is no summary
MAX_NAMED = 8  # columns or words in one line
LONGEST = 40  # letters of a name
UNDERSTOOD = "file/Datei, start/Zeitpunkt, direction/Richtung, agent, queue"
WHOLE_LIST = "docs/side_files.md has all"


@dataclass(slots=True)
class Unread:
    """Counts what is not understood; each file counts once, however often it is looked at."""

    _looked: set[tuple[str, str]] = field(default_factory=set)
    _what: Counter[tuple[str, str]] = field(default_factory=Counter)
    _first: dict[tuple[str, str], str] = field(default_factory=dict)

    def note(self, path: str, what: str, hint: str, n: int = 0) -> None:
        """Remember what is not understood; `{n}` in `what` stands for the number of rows."""
        if n:
            what = what.replace("{n}", str(n))
        if (path, what) not in self._looked:
            self._looked.add((path, what))
            self._what[what, hint] += 1
            self._first.setdefault((what, hint), PurePosixPath(path).name)

    def lines(self) -> list[str]:
        """Return one line for each thing that is not understood, those of most files first."""
        found = [
            f"{shown(self._first[what, hint])}{f' and {n - 1} more' if n > 1 else ''}: "
            f"{what}{f'; {hint}' if hint else ''}"
            for (what, hint), n in self._what.most_common(MAX_LINES)
        ]
        rest = len(self._what) - len(found)
        return found + ([f"side files: {rest} more of such lines"] if rest > 0 else [])


def shown(text: str) -> str:
    """Return a name for a terminal: short, and what is no letter as its number."""
    text = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text[: LONGEST + 1])
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def listed(names: Iterable[str]) -> str:
    """Return the first few of some names."""
    names = list(names)
    rest = len(names) - MAX_NAMED
    return ", ".join(map(shown, names[:MAX_NAMED])) + (f" and {rest} more" if rest > 0 else "")
