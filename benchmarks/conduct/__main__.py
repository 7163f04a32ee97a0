"""How well conduct is read on writers that the readers have not seen; and training.

python -m benchmarks.conduct [--everyday FOLDER] [--add FILE ...] [--train] [-o PAGE]

Every writer's dialogues are read by a reader trained on all the others. FOLDER holds
switchboard.csv.gz: every other conversation of ordinary talkers joins the training as speech that
accuses nobody, the rest is read. --add takes dialogues of your own in the format of
benchmarks/conduct/dialogues; --train writes the readers, trained on everybody, into the package.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from benchmarks.conduct.bank import of_role, read_bank, single_sentences
from benchmarks.conduct.everyday import everyday
from benchmarks.conduct.fit import Kept, read_apart, save
from benchmarks.conduct.report import page, read_with
from voicecheck.types.audio import Role

PAGE = Path("docs/validity/conduct.md")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--everyday", type=Path, help="speech of ordinary talkers")
    parser.add_argument("--add", type=Path, nargs="*", default=[], help="more dialogues")
    parser.add_argument("--train", action="store_true", help="write the packaged readers")
    parser.add_argument("-o", "--output", type=Path, default=PAGE)
    args = parser.parse_args()
    bank, encode = read_bank(*args.add), Kept()
    ordinary, apart = (
        everyday(args.everyday, half=half) if args.everyday else [] for half in (0, 1)
    )
    beside = [*ordinary, *single_sentences()]
    reads = {
        role: read_apart(bank, beside, role, lexicon=True, encode=encode)
        for role in (Role.AGENT, Role.CUSTOMER)
    }
    by_meaning = read_apart(bank, beside, Role.AGENT, lexicon=False, encode=encode)
    if args.train:
        save(reads)
    talk = of_role(apart, Role.AGENT)
    talkers = read_with(talk, reads[Role.AGENT].reader, encode) if talk else []
    n_words = sum(len(one.sentence.words) for one in talk)
    text = page(reads, by_meaning, talkers, n_words, date.today(), encode)
    args.output.write_text(text, "utf-8")
    print(args.output)


if __name__ == "__main__":
    main()
