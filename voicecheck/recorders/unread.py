"""What was seen beside recordings and not understood, in a few lines for people."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from voicecheck.types.text import Text, counted

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_KINDS = 1000  # beyond are others' columns in every file; they are counted
MAX_LINES = 12  # more is no summary
MAX_NAMED = 8  # columns or words in one line
LONGEST = 40  # letters of a name
UNDERSTOOD = "file/Datei, start/Zeitpunkt, direction/Richtung, agent, queue"


@dataclass(slots=True)
class _Noted:
    first: str  # name of the first file
    example: str
    n_files: int = 0
    n: int = 0


@dataclass(slots=True)
class Unread:
    """Counts what is not understood; each file counts once, however often it is looked at."""

    _looked: set[int] = field(default_factory=set)  # hashes: there may be a file per recording
    _noted: dict[tuple[Text, Text | None], _Noted] = field(default_factory=dict)
    _n_beyond: int = 0

    def note(
        self, path: str, what: Text, hint: Text | None = None, *, n: int = 0, example: str = ""
    ) -> None:
        """Remember what is not understood; n counts rows or recordings."""
        seen = hash((path, what))
        if seen in self._looked:
            return
        self._looked.add(seen)
        if (what, hint) not in self._noted and len(self._noted) >= MAX_KINDS:
            self._n_beyond += 1
            return
        name = PurePosixPath(path).name
        noted = self._noted.setdefault((what, hint), _Noted(name, example))
        noted.n_files += 1
        noted.n += n

    def lines(self) -> list[Text]:
        """Return one line for each thing that is not understood, those of most files first."""
        order = sorted(self._noted.items(), key=lambda one: -one[1].n_files)
        found = [_line(what, hint, noted) for (what, hint), noted in order[:MAX_LINES]]
        rest = len(order) - len(found) + self._n_beyond
        return found + ([counted(rest, _ONE_LINE, _LINES)] if rest else [])


def _line(what: Text, hint: Text | None, noted: _Noted) -> Text:
    more = noted.n_files - 1
    return _SAID.format(
        file=shown(noted.first),
        others=_MORE.format(n=more) if more else "",
        what=what,
        count=f": {noted.n}" if noted.n else "",
        example=_SUCH_AS.format(one=shown(noted.example)) if noted.example else "",
        hint=_HINT.format(hint=hint) if hint else "",
    )


def shown(text: str) -> str:
    """Return a name for a terminal: short, and what is no letter as its number."""
    text = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text[: LONGEST + 1])
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def listed(names: Iterable[str]) -> Text:
    """Return the first few of some names."""
    names = list(names)
    rest = len(names) - MAX_NAMED
    first = Text.of(", ".join(map(shown, names[:MAX_NAMED])))
    return first + _MORE.format(n=rest) if rest > 0 else first


_MORE = Text(" und {n} weitere", " and {n} more")
_ONE_LINE = Text("Beidateien: noch {n} solche Zeile", "side files: {n} more such line")
_LINES = Text("Beidateien: noch {n} solche Zeilen", "side files: {n} more such lines")
_SAID = Text(
    "{file}{others}: {what}{count}{example}{hint}", "{file}{others}: {what}{count}{example}{hint}"
)
_SUCH_AS = Text(" (etwa {one})", " (such as {one})")
_HINT = Text("; {hint}", "; {hint}")
