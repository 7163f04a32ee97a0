"""Precision and recall of the conduct lexicon on labelled sentences of our own.

python -m benchmarks.lexicon [--show CLASS] [--half tuned|held-out]

The sentences (tests/lexicon, German and English) were written from the definition of the class by
writers who had not seen the lexicon. Every other sentence was used for tuning; the rest was held
out.
"""

from __future__ import annotations

import argparse
import tomllib
from dataclasses import dataclass
from pathlib import Path

from benchmarks.conduct.bank import words_of
from voicecheck.conduct.sentences import LEAD_WORDS
from voicecheck.languages import available, load_pack, sentences

FOLDER = Path(__file__).parent.parent / "tests" / "lexicon"
CALLER = ("repair", "problem")
HALVES = ("tuned", "held-out")


@dataclass(frozen=True, slots=True)
class Score:
    """What was found of what was there."""

    true: int
    missed: int
    false: int
    rejected: int

    @property
    def precision(self) -> float:
        """Share of the hits that are right."""
        return self.true / max(1, self.true + self.false)

    @property
    def recall(self) -> float:
        """Share of the positives that are found."""
        return self.true / max(1, self.true + self.missed)


def classes() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def labelled(name: str, language: str) -> list[tuple[str, bool, str]]:
    """Return (sentence, positive, half)."""
    table = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))[language]
    return [
        (text, label == "positive", HALVES[index % 2])
        for label in ("positive", "negative")
        for index, text in enumerate(table[label])
    ]


def hits(name: str, language: str, text: str) -> bool:
    """Tell whether the lexicon finds the class in a sentence."""
    words = words_of(text)
    group = "caller" if name in CALLER else "conduct"
    said = words
    if name == "contradiction":  # the first sentence; the second too where that is a word or two
        said = words[
            : next(end for _, end in sentences(words) if end > LEAD_WORDS or end == len(words))
        ]
    return bool(load_pack(language).match(f"{group}.{name}", said))


def score(name: str, language: str, half: str | None = None) -> Score:
    """Count over one class and language; both halves without `half`."""
    counts = {(a, b): 0 for a in (True, False) for b in (True, False)}
    for text, positive, its_half in labelled(name, language):
        if half in (None, its_half):
            counts[positive, hits(name, language, text)] += 1
    return Score(counts[True, True], counts[True, False], counts[False, True], counts[False, False])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", help="print the errors of this class")
    parser.add_argument("--half", choices=HALVES)
    args = parser.parse_args()
    if args.show:
        for language in available():
            for text, positive, half in labelled(args.show, language):
                if args.half in (None, half) and hits(args.show, language, text) != positive:
                    print(language, half, "missed:" if positive else "false: ", text)
        return
    print("class           lang  precision/recall: tuned half   held-out half   n+ n-")
    for name in classes():
        for language in available():
            tuned, held = (score(name, language, half) for half in HALVES)
            n = score(name, language)
            print(
                f"{name:15} {language}    {tuned.precision:.2f} / {tuned.recall:.2f}"
                f"                     {held.precision:.2f} / {held.recall:.2f}"
                f"     {n.true + n.missed} {n.false + n.rejected}"
            )


if __name__ == "__main__":
    main()
