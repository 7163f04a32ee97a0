"""What lies beside a recording: JSON, XML or CSV of its own, or a table for the whole folder."""

from __future__ import annotations

import codecs
import csv
import io
import json
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from voicecheck.recorders.presets import side_files
from voicecheck.recorders.times import comes_day_first

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

KINDS = (".json", ".xml", ".csv")
MAX_BYTES = 20 << 20  # nobody describes calls at such length
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class SideRow:
    """What a file says about one recording, and how the file writes its dates, if it tells."""

    row: Row
    day_first: bool | None = None


@dataclass(slots=True)
class _Folder:
    """The files of a folder, and what its tables say by file name."""

    files: dict[str, str]
    rows: dict[str, SideRow] | None = None


class Sidecars:
    """Reads what lies beside recordings; a folder's tables are read once."""

    def __init__(
        self, *, read: Callable[[str], bytes], listing: Callable[[str], Sequence[str]]
    ) -> None:
        self._read, self._listing = read, listing
        self._folders: dict[str, _Folder] = {}

    def rows(self, path: str) -> Iterator[SideRow]:
        """Find what is said about a recording."""
        parent, _, name = path.rpartition("/")
        folder = self._folder(parent)
        stem = PurePosixPath(name).stem
        for own in (name, stem, f"{stem}_metadata"):
            for kind in KINDS:
                beside = folder.files.get(f"{own}{kind}".lower())
                found = self._parse(beside) if beside else []
                if beside and len(found) == 1:
                    yield SideRow(found[0])
        if folder.rows is None:
            folder.rows = self._tables(folder)
        for key in (name.lower(), stem.lower()):
            if key in folder.rows:
                yield folder.rows[key]
                return

    def _folder(self, parent: str) -> _Folder:
        if parent not in self._folders:
            try:
                paths = list(self._listing(parent))
            except Exception:  # every protocol has errors of its own; no list, no sidecars
                paths = []
            # One at a time: exports are searched folder by folder.
            files = {PurePosixPath(p).name.lower(): p for p in paths}
            self._folders = {parent: _Folder(files)}
        return self._folders[parent]

    def _tables(self, folder: _Folder) -> dict[str, SideRow]:
        """Index the rows of the tables by the recording that they name.

        A table is known by having several rows; a file with one row lies beside its recording.
        """
        found: dict[str, SideRow] = {}
        keys = side_files("").fields["file"]
        stems = {PurePosixPath(name).stem for name in folder.files if not name.endswith(KINDS)}
        for name, path in sorted(folder.files.items()):
            plain = PurePosixPath(name).stem.removesuffix("_metadata")
            if not name.endswith(KINDS) or plain in stems or PurePosixPath(plain).stem in stems:
                continue
            rows = self._parse(path)
            day_first = comes_day_first(text for row in rows for text in row.values())
            for row in rows:
                for key in keys & row.keys():
                    named = PurePosixPath(row[key].replace("\\", "/")).name.lower()
                    found.setdefault(named, SideRow(row, day_first))
        return found

    def _parse(self, path: str) -> list[Row]:
        """Read a file into rows; what cannot be read says nothing."""
        try:
            content = self._read(path)
            if len(content) > MAX_BYTES:
                return []
            return list(_PARSERS[PurePosixPath(path).suffix.lower()](content))
        except Exception:  # a broken file beside a good recording must not cost the recording
            return []


def _text(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # Excel's "Unicode text"
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _csv(content: bytes) -> Iterator[Row]:
    text = _text(content)
    head = text.partition("\n")[0]
    delimiter = max(";,\t|", key=head.count)
    for row in csv.DictReader(io.StringIO(text), delimiter=delimiter):
        yield {_key(key): (value or "").strip() for key, value in row.items() if key}


def _json(content: bytes) -> Iterator[Row]:
    document = json.loads(_text(content))
    rows = document if isinstance(document, list) else [document]
    if isinstance(document, dict):
        lists = [v for v in document.values() if isinstance(v, list) and v]
        if (
            len(lists) == 1
            and all(isinstance(item, dict) for item in lists[0])
            and len(lists[0]) > 1
        ):
            rows = lists[0]
    for row in rows:
        if isinstance(row, dict):
            flat: Row = {}
            _flatten(row, flat)
            yield flat


def _flatten(value: Mapping[str, Any], into: Row, outer: str = "") -> None:
    """Put what is nested into one row, each key by itself and as outer.inner."""
    for name, item in value.items():
        key = _key(name)
        if isinstance(item, list):
            item = item[0] if len(item) == 1 else None
        if isinstance(item, dict):
            _flatten(item, into, f"{key}.")
        elif item is not None:
            into.setdefault(key, str(item))
            into.setdefault(f"{outer}{key}", str(item))


def _xml(content: bytes) -> Iterator[Row]:
    from defusedxml import ElementTree

    root = ElementTree.fromstring(content)
    parts = list(root)
    table = len(parts) > 1 and len({part.tag for part in parts}) == 1
    for part in parts if table else [root]:
        row: Row = {}
        for element in part.iter():
            for key, item in element.attrib.items():
                row.setdefault(_key(key), str(item))
            if element.text and element.text.strip():
                row.setdefault(_key(element.tag), element.text.strip())
        yield row


def _key(name: str) -> str:
    return name.rpartition("}")[2].strip().lower()


_PARSERS: dict[str, Callable[[bytes], Iterator[Row]]] = {
    ".csv": _csv,
    ".json": _json,
    ".xml": _xml,
}
