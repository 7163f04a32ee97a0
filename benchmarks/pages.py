"""Generates docs/checks/*.md, docs/norms.md, measures.md, side_files.md and store.md.

python -m benchmarks.pages [--check]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.norms_page import norms_page
from benchmarks.side_files_page import side_files_page
from benchmarks.store_page import store_page
from voicecheck.checks import registry
from voicecheck.checks.norms import load_norms
from voicecheck.report.explain import page
from voicecheck.types.catalogue import CATALOGUE, FAMILIES, MeasureInfo, names_of

DOCS = Path(__file__).parent.parent / "docs"
MEASURES = """# The measures

Made from voicecheck/types/measures.toml by `python -m benchmarks.pages`. `voicecheck measure`
prints all; in Python `analysis.features["tempo.articulation_rate"]` and
`analysis.features.tempo.articulation_rate` are the same. Each has a value or the reason why there
is none, what it rests on (the basis), and where it helps, passages to listen to.
"""
HEAD = "| measure | title | Titel | what it is | unit | basis | method |"


def measures() -> str:
    """Describe every measure, family by family."""
    parts = [MEASURES.rstrip()]
    for name, about in FAMILIES.items():
        parts += ["", f"## {name}\n", f"{about}\n", HEAD]
        parts.append("|---|---|---|---|---|---|---|")
        parts += [_row(CATALOGUE[full]) for full in names_of(name)]
    return "\n".join(parts) + "\n"


def _row(info: MeasureInfo) -> str:
    about = f"{info.about} Read by no check; for {info.for_whom}." if info.for_whom else info.about
    unit = "%" if info.percent else "ratio" if info.unit == "1" else info.unit
    cells = (info.title.en, info.title.de, about, unit, info.n_unit, info.method)
    return f"| `{info.name}` | {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail where a page is stale")
    args = parser.parse_args()
    wanted = {
        DOCS / "store.md": store_page(),
        DOCS / "norms.md": norms_page(),
        DOCS / "measures.md": measures(),
        DOCS / "side_files.md": side_files_page(),
    }
    for check in registry.all_checks():
        parts = [page(check, load_norms(lang), lang) for lang in ("de", "en")]
        wanted[DOCS / "checks" / f"{check.code}.md"] = "\n".join(parts)
    stale = [
        path
        for path, text in wanted.items()
        if not path.is_file() or path.read_text("utf-8") != text
    ]
    for path in [] if args.check else stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path], "utf-8")
    if args.check and stale:
        sys.exit(
            f"stale pages: {', '.join(path.name for path in stale)}; run python -m benchmarks.pages"
        )


if __name__ == "__main__":
    main()
