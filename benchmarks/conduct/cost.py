"""What reading conduct costs: CPU seconds to open the encoder, and per five minutes of talk.

python -m benchmarks.conduct.cost --everyday FOLDER

Each of the first conversations (Switchboard, words by hand) and of the spoken dialogues of the bank
is read as a call; what is timed is the whole of `read_conduct`, lexicon and encoder.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

from benchmarks.conduct.spoken import heard
from benchmarks.ordinary.sides import conversations
from voicecheck.conduct import read_conduct
from voicecheck.conduct.encoder import encode
from voicecheck.languages import LanguagePack, load_pack
from voicecheck.speech.dialogue import build_dialogue
from voicecheck.types.audio import Role
from voicecheck.types.speech import Dialogue, Party

FIVE_MINUTES_S = 300.0
N_CALLS = 10  # of each kind


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--everyday", type=Path, required=True)
    args = parser.parse_args()
    packs = {language: load_pack(language) for language in ("de", "en")}
    began = time.process_time()
    encode(["Guten Tag."])
    print(f"opening the encoder, once per process: {time.process_time() - began:.2f} CPU s")
    talks = []
    for (me, other), _ in zip(
        conversations(args.everyday / "switchboard.csv.gz"), range(N_CALLS), strict=False
    ):
        sides = (me, Party(Role.CUSTOMER, other.activity, other.transcript))
        talks.append((build_dialogue(sides, pack=packs["en"]), "en"))
    for name, calls in (
        ("talk between strangers", talks),
        ("support calls", [(one.dialogue, one.language) for one in heard()[:N_CALLS]]),
    ):
        costs = [_cost(dialogue, packs[language]) for dialogue, language in calls]
        print(
            f"{name}: median {statistics.median(costs):.2f}, at most {max(costs):.2f} CPU s per "
            f"five minutes (n = {len(costs)})"
        )


def _cost(dialogue: Dialogue, pack: LanguagePack) -> float:
    length_s = dialogue.turns[-1].span.end_s - dialogue.turns[0].span.start_s
    began = time.process_time()
    read_conduct(dialogue, pack)
    return (time.process_time() - began) * FIVE_MINUTES_S / length_s


if __name__ == "__main__":
    main()
