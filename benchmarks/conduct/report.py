"""The page: what each reader finds, writer by writer unseen."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from benchmarks.conduct.bank import APART, Labelled, of_role, read_files
from benchmarks.conduct.score import of_classes, of_dialogues, of_sentences
from benchmarks.conduct.spoken import heard
from voicecheck.conduct.kinds import ACCUSING, CALLER, PRAISED
from voicecheck.conduct.read import (
    AGREED,
    ALONE,
    SURE,
    Reading,
    corroborated,
    decide,
    hits_of,
)
from voicecheck.conduct.reader import vectors_of
from voicecheck.conduct.sentences import sentences_of
from voicecheck.languages import load_pack
from voicecheck.types.audio import Role

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from benchmarks.conduct.fit import Kept, Read
    from benchmarks.conduct.spoken import Heard
    from voicecheck.conduct.reader import Reader

T = TypeVar("T")
LANGUAGES = {"de": "German", "en": "English"}


def found_by(
    rows: Sequence[Labelled], likely: Sequence[Mapping[str, float] | None]
) -> list[Reading | None]:
    """Decide on every sentence as the product does, dialogue by dialogue."""
    found: list[Reading | None] = []
    for one, row in zip(rows, likely, strict=True):
        pack = load_pack(one.language)
        hits = hits_of(one.sentence, pack)
        found.append(decide(one.sentence, hits, dict(row) if row else None, pack))
    for _, group in groupby(range(len(rows)), key=lambda at: rows[at].dialogue):
        own = list(group)
        read = [one for at in own if (one := found[at]) is not None]
        kept = {id(one) for one in corroborated(read, n_sentences=len(own))}
        for at in own:
            found[at] = found[at] if id(found[at]) in kept else None
    return found


def likely_of(read: Read) -> list[dict[str, float]]:
    """Return what the readers that had not seen a sentence's writer find likely."""
    return [dict(zip(read.reader.kinds, map(float, row), strict=True)) for row in read.likely]


def sure_alone(read: Read) -> list[Collection[str]]:
    """Return what a reader alone would count, by its probability and nothing else."""
    found: list[Collection[str]] = []
    for row in likely_of(read):
        enough = [kind for kind, probability in row.items() if probability >= ALONE[kind]]
        found.append(
            {max(enough, key=lambda kind: (kind in ACCUSING, row[kind]))} if enough else ()
        )
    return found


def read_with(rows: Sequence[Labelled], reader: Reader, encode: Kept) -> list[Reading | None]:
    """Read sentences of one party with a given reader."""
    hits = [frozenset(hits_of(one.sentence, load_pack(one.language))) for one in rows]
    vectors = vectors_of([one.sentence for one in rows], hits, encode=encode)
    likely = reader.probabilities(vectors)
    return found_by(rows, [dict(zip(reader.kinds, map(float, row), strict=True)) for row in likely])


def kinds_found(found: Sequence[Reading | None]) -> list[Collection[str]]:
    """Return the class of each sentence as a collection of none or one."""
    return [(one.kind,) if one else () for one in found]


def page(
    reads: Mapping[Role, Read],
    by_meaning: Read,
    everyday: Sequence[Reading | None],
    n_words: int,
    day: date,
    encode: Kept,
) -> str:
    """Write the page."""
    agent, caller = reads[Role.AGENT].rows, reads[Role.CUSTOMER].rows
    writers = {one.writer for one in agent}
    dialogues = {one.dialogue: one.language for one in agent}
    read = {
        "lexicon alone": kinds_found(found_by(agent, [None] * len(agent))),
        "encoder alone": sure_alone(by_meaning),
        "both": kinds_found(found_by(agent, likely_of(reads[Role.AGENT]))),
    }
    by_caller = kinds_found(found_by(caller, likely_of(reads[Role.CUSTOMER])))
    caller_lexicon = kinds_found(found_by(caller, [None] * len(caller)))
    lines = [
        "# How well conduct is read",
        "",
        f"`python -m benchmarks.conduct`, {day:%-d %B %Y}. {len(dialogues)} dialogues of "
        f"{len(writers)} writers ({_n(dialogues, 'de')} German, {_n(dialogues, 'en')} English), "
        f"{len(agent)} sentences of agents and {len(caller)} of callers, labelled in context. "
        "Every writer's dialogues were read by a reader trained on all other writers. The "
        "lexicon's exceptions are not blind: they were written after a look at what was held "
        "against ordinary dialogues. Precision / recall. A sentence counts as one class at most, "
        "so that the second label of a sentence with two is missed.",
        "",
        "| | " + " | ".join(read) + " |",
        "|---|" + "---|" * len(read),
    ]
    for language, spoken in LANGUAGES.items():
        mine = np.array([one.language == language for one in agent])
        rows = _of(agent, mine)
        for what, kinds in (("accusing", ACCUSING), ("praised", PRAISED)):
            cells = [str(of_classes(rows, _of(found, mine), kinds)) for found in read.values()]
            lines.append(_row(f"{spoken}: {what}, the class itself", cells))
            cells = [str(of_sentences(rows, _of(found, mine), kinds)) for found in read.values()]
            lines.append(_row(f"{spoken}: {what}, any such class", cells))
        shares = [of_dialogues(rows, _of(found, mine)) for found in read.values()]
        lines.append(_row(f"{spoken}: ordinary dialogues accused", [f"{s[0]:.1%}" for s in shares]))
        lines.append(_row(f"{spoken}: faulty dialogues found", [f"{s[1]:.1%}" for s in shares]))
    lines += ["", "By class, both readers (lexicon alone):", ""]
    lines += ["| class | German | n | English | n |", "|---|---|---|---|---|"]
    for kind in (*ACCUSING, *PRAISED, *CALLER):
        rows, new, old = (
            (caller, by_caller, caller_lexicon)
            if kind in CALLER
            else (agent, read["both"], read["lexicon alone"])
        )
        cells = []
        for language in LANGUAGES:
            mine = np.array([one.language == language for one in rows])
            here = _of(rows, mine)
            score = of_classes(here, _of(new, mine), (kind,))
            cells += [
                f"{score} ({of_classes(here, _of(old, mine), (kind,))})",
                str(score.right + score.missed),
            ]
        lines.append(_row(kind, cells))
    lines += ["", *_by_writer(agent, read["both"]), "", *_thresholds(), ""]
    lines += [*_apart(reads, encode), "", *_spoken(reads, encode), ""]
    if everyday:
        accused = [one for one in everyday if one is not None and one.kind in ACCUSING]
        lines += [
            f"Ordinary talkers (Switchboard, the conversations kept apart, {n_words} words): "
            f"{len(accused)} sentences accused, {300 * len(accused) / n_words:.2f} per 300 words.",
            "",
        ]
    return "\n".join(lines)


def _apart(reads: Mapping[Role, Read], encode: Kept) -> list[str]:
    """Read the dialogues of writers that no training and no rule has seen."""
    rows = of_role(read_files(APART), Role.AGENT)
    found = kinds_found(read_with(rows, reads[Role.AGENT].reader, encode))
    callers = of_role(read_files(APART), Role.CUSTOMER)
    stated = kinds_found(read_with(callers, reads[Role.CUSTOMER].reader, encode))
    writers = sorted({one.writer for one in rows})
    lines = [
        f"Kept apart: {len({one.dialogue for one in rows})} dialogues of {len(writers)} more "
        "writers, in no training; none of their sentences was looked at when rules and thresholds "
        "were set.",
        "",
        "| | accusing, the class itself | any accusing | praised | problem | ordinary accused "
        "| faulty found |",
        "|---|---|---|---|---|---|---|",
    ]
    for language, name in LANGUAGES.items():
        mine = np.array([one.language == language for one in rows])
        here, read = _of(rows, mine), _of(found, mine)
        theirs = np.array([one.language == language for one in callers])
        ordinary, faulty = of_dialogues(here, read)
        cells = [
            str(of_classes(here, read, ACCUSING)),
            str(of_sentences(here, read, ACCUSING)),
            str(of_classes(here, read, PRAISED)),
            str(of_classes(_of(callers, theirs), _of(stated, theirs), ("problem",))),
            f"{ordinary:.0%}",
            f"{faulty:.0%}",
        ]
        lines.append(_row(name, cells))
    return lines


def _spoken(reads: Mapping[Role, Read], encode: Kept) -> list[str]:
    """Compare written sentences with what was recognised of them, by the same readers."""
    rows: list[Labelled] = []
    written: list[Collection[str]] = []
    recognised: list[Collection[str]] = []
    agent = reads[Role.AGENT].rows
    by_id: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(agent):
        by_id[one.dialogue].append(at)
    all_written = kinds_found(found_by(agent, likely_of(reads[Role.AGENT])))
    for call in heard():
        at = by_id[call.id]
        rows += [agent[i] for i in at]
        written += [all_written[i] for i in at]
        recognised += _recognised(call, reads, encode)
    lines = [
        f"The same {len({one.dialogue for one in rows})} dialogues written, and spoken by two "
        "synthetic voices through a telephone line and recognised by Whisper base (`python -m "
        "benchmarks.conduct.spoken`):",
        "",
        "| | written | recognised |",
        "|---|---|---|",
    ]
    for language, name in LANGUAGES.items():
        mine = np.array([one.language == language for one in rows])
        here = _of(rows, mine)
        both = [_of(read, mine) for read in (written, recognised)]
        for what, kinds in (("accusing", ACCUSING), ("praised", PRAISED)):
            cells = [str(of_classes(here, read, kinds)) for read in both]
            lines.append(_row(f"{name}: {what}, the class itself", cells))
        shares = [of_dialogues(here, read) for read in both]
        lines.append(_row(f"{name}: ordinary dialogues accused", [f"{s[0]:.0%}" for s in shares]))
        lines.append(_row(f"{name}: faulty dialogues found", [f"{s[1]:.0%}" for s in shares]))
    return lines


def _recognised(call: Heard, reads: Mapping[Role, Read], encode: Kept) -> list[set[str]]:
    """Return, per written sentence of the agent, the classes of what was recognised of it."""
    said = [s for s in sentences_of(call.dialogue) if s.role is Role.AGENT]
    rows = [Labelled(s, frozenset(), call.writer, call.id, call.language) for s in said]
    reader = reads[Role.AGENT].apart[call.writer]
    own = [one for one in call.sentences if one.role is Role.AGENT]
    where = {word: number for number, one in enumerate(own) for word in one.words}
    found: list[set[str]] = [set() for _ in own]
    for reading in read_with(rows, reader, encode):
        places = (
            Counter(where[w] for w in reading.sentence.words if w in where) if reading else None
        )
        if reading is not None and places:
            found[places.most_common(1)[0][0]].add(reading.kind)
    return found


def _by_writer(rows: Sequence[Labelled], found: Sequence[Collection[str]]) -> list[str]:
    lines = [
        "| writer | accusing | praised | ordinary accused | faulty found |",
        "|---|---|---|---|---|",
    ]
    for writer in sorted({one.writer for one in rows}, key=lambda name: (name[:2], int(name[2:]))):
        mine = np.array([one.writer == writer for one in rows])
        here, read = _of(rows, mine), _of(found, mine)
        ordinary, faulty = of_dialogues(here, read)
        cells = [str(of_classes(here, read, kinds)) for kinds in (ACCUSING, PRAISED)]
        lines.append(_row(writer, [*cells, f"{ordinary:.0%}", f"{faulty:.0%}"]))
    return lines


def _thresholds() -> list[str]:
    return [
        "A class counts from these probabilities on, where the lexicon finds it too and where it "
        f"does not: accusing {AGREED['blame']:g} and {ALONE['blame']:g}, praised "
        f"{AGREED['empathy']:g} and {ALONE['empathy']:g}, the caller's {AGREED['problem']:g} and "
        f"{ALONE['problem']:g}. A single accusing sentence of a short call takes {SURE:g}.",
    ]


def _of(values: Sequence[T], chosen: NDArray[np.bool_]) -> list[T]:
    return [value for value, mine in zip(values, chosen, strict=True) if mine]


def _row(name: str, cells: Sequence[str]) -> str:
    return f"| {name} | " + " | ".join(cells) + " |"


def _n(dialogues: Mapping[str, str], language: str) -> int:
    return sum(own == language for own in dialogues.values())
