"""How fast voicecheck is, beside what people would use otherwise: docs/benchmarks.md.

python -m benchmarks.speed [-n 5] [--only B2 B3] [--quick] [--compare BASE]

Pairs run in turn within one run, on a machine that does nothing else; ratios are taken pair by pair
and reported as median with their spread. --quick only shows that everything runs. --compare checks
the sample calls by this tree and by another revision in turn, and names every field that differs.
"""

from __future__ import annotations

import argparse
import importlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.speed.compare import compare
from benchmarks.speed.page import PAGE, line, machine, page

if TYPE_CHECKING:
    from benchmarks.speed.figure import Figure

KEPT = Path(__file__).parent / "figures.json"
MODULES = {
    "acoustics": "B1",
    "words": "B2",
    "whole": "B3 B3m B6",
    "workers": "B4",
    "memory": "B5",
    "cold": "B7",
    "forecasts": "B7",
    "store": "B8",
    "dask": "Dask",
}
SELDOM = {"memory": 1, "store": 1, "workers": 3, "forecasts": 2, "dask": 3}  # repetitions at most


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=5, help="pairs")
    parser.add_argument("--only", nargs="+", default=[], help="B1 to B8, or names of modules")
    parser.add_argument("--quick", action="store_true", help="a smoke test: nothing is written")
    parser.add_argument("--compare", metavar="BASE", help="a git revision")
    args = parser.parse_args()
    if args.compare:
        for figure in compare(args.compare, args.n):
            print(line(figure))
        return
    found: dict[str, list[Figure]] = {}
    for name, codes in MODULES.items():
        if args.only and not {name, *codes.split()} & set(args.only):
            continue
        module = importlib.import_module(f"benchmarks.speed.{name}")
        n = 1 if args.quick else min(args.n, SELDOM.get(name, args.n))
        found[name] = module.measure(n, quick=args.quick)
        for figure in found[name]:
            print(line(figure), flush=True)
    if args.quick:
        return
    kept = json.loads(KEPT.read_text("utf-8")) if KEPT.is_file() else {}
    for name, figures in found.items():
        kept[name] = {"machine": machine(), "figures": [vars_of(figure) for figure in figures]}
    KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", "utf-8")
    PAGE.write_text(page({name: kept[name] for name in MODULES if name in kept}), "utf-8")


def vars_of(figure: Figure) -> dict[str, object]:
    values = [float(f"{value:.4g}") for value in figure.values]
    return {
        "code": figure.code,
        "what": figure.what,
        "values": values,
        "unit": figure.unit,
        "below": figure.below,
        "at_least": figure.at_least,
    }


if __name__ == "__main__":
    main()
