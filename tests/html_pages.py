"""What tests of HTML pages share: tags, handlers and links of a page, and a text that would break out."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&"


class Tags(HTMLParser):
    """Counts tags and collects what could reach outside."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.handlers: list[str] = []
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.handlers += [name for name, _ in attrs if name.startswith("on") or name == "style"]
        self.links += [v or "" for name, v in attrs if name in {"src", "href", "action", "srcset"}]
