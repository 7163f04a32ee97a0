"""Names and words that would turn a terminal, a log, a spreadsheet or a page against its reader."""

from __future__ import annotations

import unicodedata

TEXTS = (
    "\x1b[2J\x1b]0;owned\x07",
    "\x9b31mred\x85next",
    "a\r\nvoicecheck: 0 failed\u2028x\u2029y",
    "invoice\u202efdp.wav\u2066\u200f\u061c",
    "\u200bze\u200dro\ufeff\U000e0041\u3164",
    "no-utf8-\udcff\udc80",
    "[red]bold[/red][link=http://x]y[/link]",
    '=HYPERLINK("http://x";"y")',
    "  +cmd|' /C calc'!A0",
    "\ufeff@SUM(1)",
    "＝1+1",
    "\t-2+3",
    "a;=1+1",
    '"=1+1"',
    "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&",
    "00:00:01,000 --> 00:00:02,000\n\n2",
    'say "so" \\ done',
)
FORMULA = tuple("=+-@＝＋－＠\t\r")


def is_seen(char: str) -> bool:
    """Tell whether a character shows, by Unicode's categories alone."""
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def hidden(text: str, *, allowed: str = "\n") -> list[str]:
    return [c for c in text if c not in allowed and not is_seen(c)]
