"""Generates docs/checks/*.md from the check files: ``python -m benchmarks.pages [--check]``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from voicecheck.checks import registry
from voicecheck.norms import load_norms
from voicecheck.report.page import page

FOLDER = Path(__file__).parent.parent / "docs" / "checks"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail where a page is stale")
    args = parser.parse_args()
    stale = []
    for check in registry.all_checks():
        parts = [page(check, load_norms(lang), lang) for lang in ("de", "en")]
        text = "\n".join(parts)
        path = FOLDER / f"{check.code}.md"
        if path.is_file() and path.read_text("utf-8") == text:
            continue
        stale.append(check.code)
        if not args.check:
            FOLDER.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    if args.check and stale:
        sys.exit(f"stale pages: {', '.join(stale)}; run python -m benchmarks.pages")


if __name__ == "__main__":
    main()
