"""Prints how often the agent is found, withheld and mistaken: ``python -m benchmarks.roles``."""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

from voicecheck.languages import load_pack
from voicecheck.languages.judgement import GATES
from voicecheck.speech.roles import find_agent
from voicecheck.speech.voices import Voice
from voicecheck.types.speech import SpeechActivity, Transcript, Word
from voicecheck.types.time import Span

WORDS_PER_SECOND = 2.7
GAP_S = 0.5
PARTIES = ("agent", "customer")


def voices(dialogue: dict[str, Any], *, cut: int = 0) -> list[Voice]:
    """Let the parties speak on a channel each; the first turns can be left out."""
    said: dict[str, list[Word]] = {who: [] for who in PARTIES}
    spoken: dict[str, list[Span]] = {who: [] for who in PARTIES}
    at = 0.5
    for who, text in dialogue["turns"][cut:]:
        words = text.split()
        step = 1 / WORDS_PER_SECOND
        spoken[who].append(Span(at, at + step * len(words)))
        for word in words:
            said[who].append(Word(word, Span(at, at + step), 0.9))
            at += step
        at += GAP_S
    return [
        Voice(
            i,
            SpeechActivity(i, tuple(spoken[who]), tuple(spoken[who]), 30.0),
            Transcript(i, tuple(said[who]), dialogue["lang"], 1.0, "written"),
        )
        for i, who in enumerate(PARTIES)
        if said[who]
    ]


def held_out(dialogue: dict[str, Any]) -> bool:
    return hashlib.sha256(dialogue["id"].encode()).digest()[0] % 2 == 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=["held-out", "tuned", "all"], default="all")
    parser.add_argument("--show", action="store_true", help="name what was withheld or mistaken")
    args = parser.parse_args()
    lines = (Path(__file__).parent / "dialogues.jsonl").read_text("utf-8").splitlines()
    dialogues = [json.loads(line) for line in lines]
    for title, direction, inbound, cut in (
        ("inbound", "inbound", True, 0),
        ("inbound, first two turns cut off", "inbound", True, 2),
        ("outbound, known as such", "outbound", False, 0),
        ("outbound, taken for inbound", "outbound", True, 0),
    ):
        names: dict[str, list[str]] = {"right": [], "withheld": [], "wrong": []}
        for one in dialogues:
            half = args.half == "all" or held_out(one) == (args.half == "held-out")
            if not half or one["direction"] != direction:
                continue
            found, confidence = find_agent(
                voices(one, cut=cut), fixed=None, pack=load_pack(one["lang"]), inbound=inbound
            )
            right = "right" if found.channel == PARTIES.index("agent") else "wrong"
            names["withheld" if confidence < GATES.agent_confidence else right].append(one["id"])
        print(f"{title}: " + ", ".join(f"{word} {len(found)}" for word, found in names.items()))
        if args.show:
            print(f"  withheld {names['withheld']}, wrong {names['wrong']}")


if __name__ == "__main__":
    main()
