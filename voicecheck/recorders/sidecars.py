"""What lies beside a recording: JSON, XML or CSV of its own, or a table for the whole folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from voicecheck.recorders.presets import layout, side_files
from voicecheck.recorders.tables import Layout, NotATable, Table, key, read_table
from voicecheck.recorders.times import comes_day_first
from voicecheck.recorders.unread import UNDERSTOOD, Unread, listed
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from voicecheck.recorders.tables import Row

KINDS = (".json", ".xml", ".csv", ".tsv", ".jsonl", ".ndjson")
TEXT = ".txt"  # as Excel saves "Unicode text"; mostly something else, and then nobody's table
UNREADABLE = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".numbers")
# Keys of transcripts, which lie beside recordings too and say nothing about the call.
TRANSCRIPTS = {"segments", "words", "utterances", "results", "transcript", "monologues", "text"}


@dataclass(frozen=True, slots=True)
class SideRow:
    """What a file says about one recording, and how the file writes its dates, if it tells."""

    row: Row
    day_first: bool | None = None


@dataclass(slots=True)
class _Folder:
    """The files of a folder, and what its tables say by name of file and by number of call."""

    files: dict[str, str]
    rows: dict[str, SideRow] | None = None
    table: str = ""  # the first table that names recordings
    without: set[str] = field(default_factory=set)  # recordings that no table names


class Sidecars:
    """Reads what lies beside recordings; a folder's tables are read once."""

    def __init__(
        self,
        *,
        read: Callable[[str], bytes],
        listing: Callable[[str], Sequence[str]],
        recorder: str = "",
        fields: Mapping[str, str] | None = None,
        look: Callable[[str, Table, bool | None], None] | None = None,
        unread: Unread | None = None,
    ) -> None:
        self._read, self._listing, self._look = read, listing, look
        self.unread = unread or Unread()
        mine = {key(name): ours for name, ours in (fields or {}).items()}
        known = layout(recorder)
        self._layout = Layout(known.known | mine.keys(), known.bare)
        all_keys = side_files(recorder).fields
        # A table of any recorder's may name recordings in anybody's words.
        self._names = {*side_files("").fields["file"], *_of(mine, "file")}
        self._ids = {*all_keys.get("call_id", ()), *_of(mine, "call_id")}
        self._folders: dict[str, _Folder] = {}

    def rows(self, path: str, call_id: str = "") -> Iterator[SideRow]:
        """Find what is said about a recording, by its name or by the number of its call."""
        parent, _, name = path.rpartition("/")
        folder = self._folder(parent)
        stem = PurePosixPath(name).stem
        n_own = 0
        for own in (name, stem, f"{stem}_metadata"):
            for kind in KINDS:
                beside = folder.files.get(f"{own}{kind}".lower())
                table = self._parse(beside) if beside else None
                if beside is None or table is None:
                    continue
                rows = table.rows
                if len(rows) > 1:  # a table that is called as one of its recordings
                    rows = tuple(
                        row for row in rows if self._named(row) & {name.lower(), stem.lower()}
                    )
                if len(rows) == 1:
                    n_own += 1
                    day_first = _day_first(table)
                    self._judge(beside, table, day_first)
                    yield SideRow(rows[0], day_first)
                elif table.rows and not TRANSCRIPTS & set(map(key, table.columns)):
                    self.unread.note(beside, _SEVERAL_ROWS)
        if folder.rows is None:
            folder.rows = self._tables(folder)
        for known in (name.lower(), stem.lower(), call_id.lower()):
            if known and known in folder.rows:
                yield folder.rows[known]
                return
        if folder.table and not n_own:
            folder.without.add(name)

    def finish(self) -> None:
        """Count what can be told at the end of a folder alone."""
        for folder in self._folders.values():
            if folder.without:
                n = len(folder.without)
                self.unread.note(folder.table, _WITHOUT_ROW, n=n)

    def _folder(self, parent: str) -> _Folder:
        if parent not in self._folders:
            self.finish()
            try:
                paths = list(self._listing(parent))
            except Exception:  # every protocol has errors of its own; no list, no sidecars
                paths = []
            # One at a time: exports are searched folder by folder.
            files = {PurePosixPath(p).name.lower(): p for p in paths}
            self._folders = {parent: _Folder(files)}
        return self._folders[parent]

    def _tables(self, folder: _Folder) -> dict[str, SideRow]:
        """Index the rows of the tables by the recording that they name, and by number of call."""
        found: dict[str, SideRow] = {}
        kinds = (*KINDS, TEXT)
        stems = {PurePosixPath(name).stem for name in folder.files if not name.endswith(kinds)}
        for name, path in sorted(folder.files.items()):
            plain = PurePosixPath(name).stem.removesuffix("_metadata")
            if name.endswith(UNREADABLE):
                self.unread.note(path, _NOT_READ, _AS_CSV)
            if not name.endswith(kinds) or plain in stems or PurePosixPath(plain).stem in stems:
                continue
            table = self._parse(path)
            if table is None:
                continue
            day_first = _day_first(table)
            named, n_missing = False, 0
            for row in table.rows:
                side = SideRow(row, day_first)
                here = missing = False
                for recording in self._named(row):
                    found.setdefault(recording, side)
                    there = recording in folder.files or recording in stems
                    here |= there
                    # "Name" may be anybody's; only with a suffix it surely is a recording's.
                    missing |= not there and bool(PurePosixPath(recording).suffix)
                named |= here or missing
                n_missing += missing and not here
                for one in self._ids & row.keys():
                    if row[one]:
                        found.setdefault(row[one].lower(), side)
            if named:
                folder.table = folder.table or path
                self._judge(path, table, day_first)
                if n_missing:
                    self.unread.note(path, _WITHOUT_RECORDING, n=n_missing)
            elif not name.endswith(TEXT):
                self._judge(path, table, day_first, names_recordings=False)
        return found

    def _named(self, row: Row) -> set[str]:
        """Return the recordings that a row names, without their folders."""
        values = (row[one].replace("\\", "/").lower() for one in self._names & row.keys())
        return {name for value in values if (name := PurePosixPath(value).name)}

    def _judge(
        self, path: str, table: Table, day_first: bool | None, *, names_recordings: bool = True
    ) -> None:
        """Note what of a file is not understood."""
        keys = set().union(*(row.keys() for row in table.rows[:100])) if table.rows else set()
        if not keys or TRANSCRIPTS & set(map(key, table.columns)):
            return
        if not keys & self._layout.known or not (names_recordings or keys & self._ids):
            said = _NAMELESS if keys & self._layout.known else _COLUMNS
            known = _UNDERSTOOD.format(known=UNDERSTOOD)
            self.unread.note(path, said.format(all=listed(table.columns)), known)
        elif self._look is not None:
            self._look(path, table, day_first)

    def _parse(self, path: str) -> Table | None:
        """Read a file into rows; what cannot be read is noted and says nothing."""
        try:
            return read_table(path, self._read(path), self._layout)
        except NotATable as none:
            if not path.lower().endswith(TEXT):
                self.unread.note(path, _NOT_READ_AS.format(why=none.why))
        except Exception as error:  # every protocol has errors of its own
            self.unread.note(path, _NOT_READ_AS.format(why=type(error).__name__))
        return None


_SEVERAL_ROWS = Text(
    "gesehen, nicht verstanden: mehrere Zeilen, und nicht eine, die die Aufnahme nennt",
    "seen, not understood: several rows, and not one that names the recording",
)
_WITHOUT_ROW = Text("Aufnahmen daneben ohne Zeile", "recordings beside it without a row")
_WITHOUT_RECORDING = Text(
    "Zeilen, deren Aufnahme nicht in diesem Ordner liegt",
    "rows that name recordings not in this folder",
)
_NOT_READ = Text("gesehen, nicht gelesen", "seen, not read")
_NOT_READ_AS = Text("gesehen, nicht gelesen: {why}", "seen, not read: {why}")
_AS_CSV = Text("als CSV speichern", "save it as CSV")
_COLUMNS = Text("gesehen, nicht verstanden: Spalten {all}", "seen, not understood: columns {all}")
_NAMELESS = Text(
    "gesehen, nicht verstanden: Spalten {all}, von denen keine eine Aufnahme nennt",
    "seen, not understood: columns {all}, none of which names a recording",
)
_UNDERSTOOD = Text(
    "verständlich wären {known} (alle stehen in docs/side_files.md), oder die eigenen Namen in "
    "[metadata.fields]",
    "understood would be {known} (docs/side_files.md has all), or name yours in [metadata.fields]",
)


def _day_first(table: Table) -> bool | None:
    return comes_day_first(text for row in table.rows for text in row.values())


def _of(mine: Mapping[str, str], ours: str) -> set[str]:
    return {name for name, meant in mine.items() if meant == ours}
