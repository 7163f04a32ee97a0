"""Text of others, made to be shown and nothing else: in terminals, logs, pages, spreadsheets."""

from __future__ import annotations

import re
import unicodedata

# Shown as nothing though they are no control characters: fillers, and selectors that carry bytes.
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\U000e0100-\U000e01ef]")
_LONE = re.compile("[\ud800-\udfff]")
# Signs that begin a formula, in the widths that spreadsheets read, behind what they skip.
_SIGNS = "=+\\-@＝＋－＠﹢﹣﹦﹫−"
_FORMULA = re.compile(rf"[\s\"'`´‘’“”„]*[{_SIGNS}]")
# Where lists are parted by semicolons, a cell ends inside ours.
_NEXT_CELL = re.compile(rf"(;[\s\"]*)(?=[{_SIGNS}])")


def visible(text: str) -> str:
    r"""Write as ``\x1b`` what terminals obey and nobody sees; line breaks too: one line stays one.

    Said twice it stays the same; a backslash is left alone.
    """
    if text.isprintable() and not _UNSEEN.search(text):
        return text
    return "".join(c if _is_seen(c) else _escaped(c) for c in text)


def well_formed(text: str, escape: str = "") -> str:
    r"""Write as ``\udcff`` what no UTF-8 can hold: bytes of file names that are none."""
    return _LONE.sub(lambda found: escape + _escaped(found[0]), text)


def storable(text: str) -> str:
    """Return a text that every database takes: well formed, and without NUL."""
    return well_formed(text).replace("\0", "\\x00")


def cell(value: object) -> object:
    """Return what goes into a cell of a spreadsheet: a text that it cannot take for a formula."""
    if not isinstance(value, str):
        return value
    text = visible(value)
    if text[:1].isalnum() and ";" not in text:  # nearly all
        return text
    text = _NEXT_CELL.sub(r"\1'", text)
    return f"'{text}" if _FORMULA.match(text) and not text.startswith("'") else text


def raw_cell(value: object) -> object:
    """Return what goes into a cell that a program reads."""
    return well_formed(value) if isinstance(value, str) else value


def _is_seen(char: str) -> bool:
    printed = char.isprintable() or unicodedata.category(char) == "Zs"
    return printed and not _UNSEEN.match(char)


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode()
