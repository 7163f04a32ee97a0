"""Prints precision and recall per kind: ``python -m benchmarks.masking``."""

from __future__ import annotations

import argparse
import hashlib
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from scipy.stats import binomtest

from voicecheck.privacy.redact import find
from voicecheck.types.speech import Word
from voicecheck.types.time import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

SENTENCES = Path(__file__).parent / "sentences"
MARK = re.compile(r"\{(\w+):([^}]*)\}")


def read(name: str) -> list[tuple[str, list[str], dict[int, str]]]:
    """Read sentences: as written, their words, and the kind of each personal word."""
    found = []
    for line in (SENTENCES / f"{name}.txt").read_text("utf-8").splitlines():
        words: list[str] = []
        kinds: dict[int, str] = {}
        at = 0
        for mark in [*MARK.finditer(line), None]:
            words += line[at : mark.start() if mark else None].split()
            if mark is None:
                break
            inside = mark[2].split()
            kinds |= {len(words) + i: mark[1] for i in range(len(inside))}
            words += inside
            at = mark.end()
            tail = re.match(r"\S*", line[at:])
            if tail and tail[0]:  # punctuation behind the mark belongs to its last word
                words[-1] += tail[0]
                at += len(tail[0])
        found.append((line, words, kinds))
    return found


def support(language: str) -> Iterator[str]:
    """Go through the lexicon's test sentences: support calls, with hardly any personal data."""
    for path in sorted((Path("tests") / "lexicon").glob("*.toml")):
        table = tomllib.loads(path.read_text("utf-8"))[language]
        yield from (*table["positive"], *table["negative"])


def count_needless(language: str) -> None:
    """Print how much is masked in sentences that nobody marked; read whether it is needless."""
    n_words = n_masked = 0
    for line in support(language):
        words = [Word(w, Span(i, i + 1.0), 1.0) for i, w in enumerate(line.split())]
        n_words += len(words)
        for found in find(words, language=language):
            n_masked += found.last - found.first + 1
            hidden = " ".join(word.text for word in words[found.first : found.last + 1])
            print(f"  {found.kind:<11}{hidden:<40}{line}")
    print(f"support {language}: {n_masked} of {n_words} words masked")


def held_out(line: str) -> bool:
    return hashlib.sha256(line.encode()).digest()[0] % 2 == 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--set", choices=["own", "second", "third", "support"], default="third", dest="kind"
    )
    parser.add_argument("--half", choices=["held-out", "tuned", "all"], default="held-out")
    parser.add_argument("--show", action="store_true", help="print what was missed or overdone")
    args = parser.parse_args()
    for language in ("de", "en"):
        if args.kind == "support":
            count_needless(language)
            continue
        counts: Counter[str] = Counter()
        n = 0
        for line, words, kinds in read(f"{args.kind}_{language}"):
            if args.half != "all" and held_out(line) != (args.half == "held-out"):
                continue
            n += 1
            said = [Word(w, Span(i, i + 1.0), 1.0) for i, w in enumerate(words)]
            hidden = {i for f in find(said, language=language) for i in range(f.first, f.last + 1)}
            for i, kind in kinds.items():
                counts[f"{kind} {'hit' if i in hidden else 'missed'}"] += 1
                counts["hit" if i in hidden else "missed"] += 1
            counts["needless"] += len(hidden - kinds.keys())
            counts["clean kept"] += not kinds and not hidden
            counts["clean"] += not kinds
            counts["leaking"] += bool(kinds.keys() - hidden)
            if args.show and (hidden ^ kinds.keys()):
                print(
                    f"  {line}\n     missed {[words[i] for i in kinds if i not in hidden]}"
                    f" needless {[words[i] for i in hidden - kinds.keys()]}"
                )
        print(f"{args.kind} {language}, {args.half}: {n} sentences")
        print(f"  recall of words    {_share(counts['hit'], counts['missed'])}")
        print(f"  precision of words {_share(counts['hit'], counts['needless'])}")
        print(
            f"  sentences with nothing personal left alone: "
            f"{counts['clean kept']} of {counts['clean']}; "
            f"sentences that leak a word: {counts['leaking']} of {n - counts['clean']}"
        )
        for kind in sorted({key.split()[0] for key in counts if key.endswith((" hit", " missed"))}):
            print(f"    {kind:<12}{_share(counts[f'{kind} hit'], counts[f'{kind} missed'])}")


def _share(right: int, wrong: int) -> str:
    if not right + wrong:
        return "-"
    low, high = binomtest(right, right + wrong).proportion_ci(method="wilson")
    return f"{right / (right + wrong):.2f} [{low:.2f}, {high:.2f}] of {right + wrong}"


if __name__ == "__main__":
    main()
