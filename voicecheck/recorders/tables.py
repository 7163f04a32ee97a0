"""Side files read into rows: CSV as people save it, JSON, lines of JSON, XML. All of it bounded."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

MAX_BYTES = 20 << 20  # nobody describes calls at such length
MAX_ROWS = 500_000  # ten years of a busy team; more is no list of calls
MAX_COLUMNS = 500
MAX_PARTS = 2_000_000  # elements of XML, objects and lists of JSON: about 200 bytes of memory each
MAX_DEPTH = 20
TITLE_LINES = 20  # how far down the names of the columns may begin
DELIMITERS = ";,\t|"
_SEPARATORS = re.compile(r"[\s_\-]+")
_SEP_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_EXCEL_TEXT = re.compile(r'="(.*)"', re.DOTALL)  # how Excel keeps the zero of 0821
_DATED = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d")
# What tells the members of a list apart, where each is somebody's part in a call.
_PARTS = ("purpose", "role", "participantrole")

Row = dict[str, str]


class NotATable(Exception):
    """A file cannot be read into rows, and why."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


_TOO_LARGE = Text("größer als {most} MiB", "larger than {most} MiB")
_TOO_MANY_PARTS = Text("mehr als {most} Teile", "more than {most} parts")
_TOO_MANY_ROWS = Text("mehr als {most} Zeilen", "more than {most} rows")
_TOO_DEEP = Text("zu tief verschachtelt", "nested too deeply")
_BROKEN = Text("ist kein {kind}, das sich lesen lässt", "is no {kind} that can be read")
_EMPTY = Text("ist leer", "is empty")


@dataclass(frozen=True, slots=True)
class Layout:
    """What the names of columns look like: which are known, and the fixed ones of bare tables."""

    known: frozenset[str]
    bare: Sequence[Sequence[str]] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows by plain key, and the names of columns as the file writes them."""

    rows: tuple[Row, ...]
    columns: tuple[str, ...]


def key(name: str) -> str:
    """Return the one spelling of a column's name: without spaces, lines and namespaces."""
    return _SEPARATORS.sub("", name.rpartition("}")[2].strip(" \t\r\n:\ufeff")).lower()


def read_table(path: str, content: bytes, layout: Layout) -> Table:
    """Read a file into rows, or raise NotATable."""
    if len(content) > MAX_BYTES:
        raise NotATable(_TOO_LARGE.format(most=MAX_BYTES >> 20))
    if max(content.count(b"<"), content.count(b"{") + content.count(b"[")) > MAX_PARTS:
        raise NotATable(_TOO_MANY_PARTS.format(most=MAX_PARTS))
    kind = PurePosixPath(path).suffix.lower()
    columns: dict[str, str] = {}
    try:
        found = tuple(islice(_PARSERS.get(kind, _csv)(content, layout, columns), MAX_ROWS + 1))
    except NotATable:
        raise
    except RecursionError as error:
        raise NotATable(_TOO_DEEP) from error
    except Exception as error:  # a broken file beside a good recording must not cost the recording
        raise NotATable(_BROKEN.format(kind=kind[1:].upper())) from error
    if len(found) > MAX_ROWS:
        raise NotATable(_TOO_MANY_ROWS.format(most=MAX_ROWS))
    return Table(found, tuple(columns.values()))


def _text(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # Excel's "Unicode text"
        return content.decode("utf-16", "replace")
    head = content[:200]
    for first, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(head) > 3 and not any(head[first::2]) and all(head[1 - first :: 2]):
            return content.decode(name, "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _cell(value: str) -> str:
    value = value.strip()
    text = _EXCEL_TEXT.fullmatch(value)
    return text[1].strip() if text else value


def _csv(content: bytes, layout: Layout, columns: dict[str, str]) -> Iterator[Row]:
    text = _text(content)
    first, _, rest = text.partition("\n")
    told = _SEP_LINE.fullmatch(first.strip("\r"))
    text = rest if told else text
    delimiters = told[1] if told else DELIMITERS
    delimiter, n_before, names = max(
        (_head(text, delimiter, layout) for delimiter in delimiters), key=lambda one: one[0]
    )[1:]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for _ in range(n_before):
        next(lines, None)
    names = names[:MAX_COLUMNS]
    for name in filter(None, map(_cell, names)):
        columns.setdefault(key(name), name)
    keys = [key(_cell(name)) for name in names]
    for cells in lines:
        if any(cells):
            yield _filled(zip(keys, map(_cell, cells), strict=False))


def _head(
    text: str, delimiter: str, layout: Layout
) -> tuple[tuple[int, int], str, int, Sequence[str]]:
    """Find the names of the columns for a delimiter, and how well they fit."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines = list(islice(reader, TITLE_LINES))
    for columns in layout.bare:
        if lines and _is_bare(lines, columns):
            return (len(columns), len(lines[0])), delimiter, 0, columns
    fits = [
        (sum(key(_cell(cell)) in layout.known for cell in cells), sum(map(bool, cells)))
        for cells in lines
    ] or [(0, 0)]
    best = max(fits)
    if best[0] == 0:  # titles stand alone: the names are where there are two
        best = next((fit for fit in fits if fit[1] > 1), fits[0])
    at = fits.index(best)
    return best, delimiter, at + 1, lines[at] if lines else ()


def _is_bare(lines: Sequence[Sequence[str]], columns: Sequence[str]) -> bool:
    """Tell whether lines are rows of a table without names, by the times in their places."""
    dated = columns.index("start")
    return all(
        len(columns) - 3 <= len(cells) <= len(columns) and _DATED.match(_cell(cells[dated]))
        for cells in lines
        if any(cells)
    )


def _filled(cells: Iterable[tuple[str, str]]) -> Row:
    """Return a row; of two columns of one name the first that says something counts."""
    row: Row = {}
    for name, value in cells:
        if name and not row.get(name):
            row[name] = value
    return row


def _json(content: bytes, _layout: Layout, columns: dict[str, str]) -> Iterator[Row]:
    documents = _documents(_text(content))
    rows = documents if len(documents) > 1 else documents[0]
    if isinstance(rows, dict):
        lists = [v for v in rows.values() if isinstance(v, list) and v]
        if (
            len(lists) == 1
            and all(isinstance(item, dict) for item in lists[0])
            and len(lists[0]) > 1
            and not any(key(name) in _PARTS for name in lists[0][0])
        ):
            rows = lists[0]
    for row in rows if isinstance(rows, list) else [rows]:
        if isinstance(row, dict):
            flat: Row = {}
            _flatten(row, flat, columns)
            yield flat


def _documents(text: str) -> list[Any]:
    """Read what may be one document, or several one after another, as streams of records are."""
    decoder = json.JSONDecoder(parse_int=str, parse_float=str)  # digits are never calculated with
    text = text.strip()
    at, found = 0, []
    while at < len(text):
        document, at = decoder.raw_decode(text, at)
        found.append(document)
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
    if not found:
        raise NotATable(_EMPTY)
    return found


def _flatten(
    value: Mapping[str, Any],
    into: Row,
    columns: dict[str, str],
    outer: str = "",
    *,
    alone: bool = True,
    depth: int = 0,
) -> None:
    """Put what is nested into one row, each key by itself and as outer.inner."""
    if depth > MAX_DEPTH:
        raise NotATable(_TOO_DEEP)
    for name, item in value.items():
        plain = key(name)
        if isinstance(item, list) and len(item) == 1:
            item = item[0]
        if isinstance(item, dict):
            _flatten(item, into, columns, f"{plain}.", alone=alone, depth=depth + 1)
        elif isinstance(item, list):
            for part in filter(lambda one: isinstance(one, dict), item):
                who = {key(k): v for k, v in part.items()}
                said = next((who[one] for one in _PARTS if who.get(one)), "")
                if said and isinstance(said, str):  # one party of several: never a key by itself
                    inner = f"{plain}.{key(said)}."
                    _flatten(part, into, columns, inner, alone=False, depth=depth + 1)
        elif item is not None and len(into) < 2 * MAX_COLUMNS:
            if alone:
                into.setdefault(plain, str(item))
            into.setdefault(f"{outer}{plain}", str(item))
            if len(columns) < MAX_COLUMNS:
                columns.setdefault(plain, name)


def _xml(content: bytes, layout: Layout, columns: dict[str, str]) -> Iterator[Row]:
    from defusedxml import ElementTree

    root = ElementTree.fromstring(content)
    for part in _records(root):
        row: Row = {}
        for element in part.iter():
            cells = [*element.attrib.items(), (element.tag, element.text or "")]
            for name, value in cells:
                if value.strip() and len(row) < MAX_COLUMNS:
                    row.setdefault(key(name), value.strip())
                    if len(columns) < MAX_COLUMNS:
                        columns.setdefault(key(name), name.rpartition("}")[2])
        yield row


def _records(root: Any) -> list[Any]:
    """Find the elements that are rows: the first several of one name, a wrapper or two down."""
    element = root
    for _ in range(3):
        parts = list(element)
        if len(parts) > 1 and len({part.tag for part in parts}) == 1:
            return parts
        inside = [part for part in parts if len(part) > 1]
        if len(inside) != 1 or len({part.tag for part in inside[0]}) != 1:
            break
        element = inside[0]
    return [root]


_PARSERS: dict[str, Callable[[bytes, Layout, dict[str, str]], Iterator[Row]]] = {
    ".json": _json,
    ".jsonl": _json,
    ".ndjson": _json,
    ".xml": _xml,
}
