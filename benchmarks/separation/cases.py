"""The cases: a recording of one channel, its speech, and who speaks in each frame."""

from __future__ import annotations

import csv
import re
import zlib
from dataclasses import astuple, dataclass
from itertools import combinations, pairwise, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import voicecheck
from benchmarks._speech import manifest
from benchmarks.separation.dialogue import STEP_S, dialogue, monologue, own_lines, same_line
from benchmarks.separation.speakers import CALM, HALVES, RATE, speakers
from voicecheck.analysis.version import VERSIONS
from voicecheck.audio.band import canonical
from voicecheck.speech.activity import detect_speech
from voicecheck.types.audio import Channel
from voicecheck.types.speech import SpeechActivity
from voicecheck.types.time import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from benchmarks.separation.speakers import Speaker

VERSION = 1
CALIBRATION, HELD_OUT = HALVES
SAMPLES = Path("sample_audio")
DUAL_SAMPLES = (("call_stereo.wav", CALIBRATION), ("call_alaw.wav", HELD_OUT))
DUAL_CALL = "aws_auto_repairs_40_stereo.flac"
MIXED_CALLS = ("deepgram_callcenter_mono", "watson_auto_loan_call_mono8k")
ALONE_S, READING_S = 90.0, 240.0
TRUTH = Path(__file__).parent / "truth"

Built = tuple[Channel, np.ndarray]


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One channel and what is true of it.

    Parameters
    ----------
    name, group : str
        What it is.
    half : str
        ``calibration`` or ``held-out``; nobody speaks in both.
    channel : Channel
        As decoded.
    activity : SpeechActivity
        As the product detects it.
    truth : np.ndarray [shape=(n_frames,), dtype=np.uint8]
        Per 10 ms: bit 1 the first party, bit 2 the second; 0 nobody, or not known.
    """

    name: str
    group: str
    half: str
    channel: Channel
    activity: SpeechActivity
    truth: np.ndarray

    @property
    def n_voices(self) -> int:
        """Voices that speak."""
        return int(any(self.truth & 1)) + int(any(self.truth & 2))


@dataclass(frozen=True, slots=True)
class Plan:
    """A case before it is built."""

    name: str
    group: str
    half: str
    build: Callable[[np.random.Generator], Built]


def cases(
    speech: Path,
    *,
    samples: Path = SAMPLES,
    work: Path | None = None,
    groups: Collection[str] = (),
    half: str | None = None,
) -> Iterator[Case]:
    """Yield the cases, always the same.

    Parameters
    ----------
    speech : Path
        Folder with emodb, kerstin_de, thorsten, listeners, speechocean762, asterisk_en, german_misc
        and calls_en.
    samples : Path
        The project's sample calls.
    work : Path, optional
        Folder that keeps what was built.
    groups : collection of str
        Only groups that begin so; all where empty.
    half : str, optional
        Only this half.
    """
    for plan in plans(speech, samples):
        if half not in {None, plan.half}:
            continue
        if groups and not plan.group.startswith(tuple(groups)):
            continue
        yield _case(plan, work)


def plans(speech: Path, samples: Path) -> Iterator[Plan]:
    """List every case without building it."""
    people = speakers(speech)
    yield from _call_plans(speech / "calls_en", samples)
    yield from _pair_plans(people)
    yield from _alone_plans(people, speech / "german_misc")


def _case(plan: Plan, work: Path | None) -> Case:
    slug = re.sub(r"\W+", "_", f"{plan.group} {plan.name}")
    kept = work / f"{slug}-{VERSION}.{VERSIONS['analysis']}.npz" if work else None
    if kept and kept.exists():
        with np.load(kept) as stored:
            channel = Channel(0, stored["samples"], int(stored["rate"]))
            snr = float(stored["snr_db"])
            spans = (_spans(stored[key]) for key in ("segments", "ipus", "voiced", "unsure"))
            segments, ipus, voiced, unsure = spans
            activity = SpeechActivity(
                0, segments, ipus, None if np.isnan(snr) else snr, voiced, unsure
            )
            return Case(plan.name, plan.group, plan.half, channel, activity, stored["truth"])
    seed = zlib.crc32(slug.encode())
    channel, truth = plan.build(np.random.default_rng(seed))
    activity = detect_speech(canonical(channel))
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(
            kept,
            samples=channel.samples,
            rate=channel.sample_rate,
            truth=truth,
            snr_db=np.nan if activity.snr_db is None else activity.snr_db,
            segments=_array(activity.segments),
            ipus=_array(activity.ipus),
            voiced=_array(activity.voiced),
            unsure=_array(activity.unsure),
        )
    return Case(plan.name, plan.group, plan.half, channel, activity, truth)


def _pair_plans(people: dict[str, list[Speaker]]) -> Iterator[Plan]:
    for half in HALVES:
        own = {kind: [p for p in who if p.half == half] for kind, who in people.items()}
        for kind, one, two, sentences in _pairs(own):
            for lines in (same_line, own_lines):
                where = lines.__name__.replace("_", " ")
                name = f"{one.name} {two.name} {one.sex}{two.sex} {sentences} sentences"
                yield Plan(
                    name, f"pair {kind}, {where}", half, _two_voices(one, two, sentences, lines)
                )


def _pairs(people: dict[str, list[Speaker]]) -> Iterator[tuple[str, Speaker, Speaker, str]]:
    """Choose pairs of one half: most of one sex, most from one set (one room, one microphone)."""
    acted, german, readers, learners = (
        people[kind] for kind in ("acted", "german", "readers", "learners")
    )
    for one, two in combinations([*acted, *german], 2):
        of_one_set = one.kind == two.kind
        for sentences in ("other", "same", "any") if of_one_set else ("any",):
            yield "acted", one, two, sentences
    for one, two in pairwise(readers):
        yield "readers", one, two, "any"
    for one, two in zip_longest(*[iter(learners)] * 2):
        if two is not None:
            yield "learners", one, two, "any"
    for one in german:
        for other in (*readers, *learners[::3]):
            if other.sex == one.sex:
                yield "across sets", one, other, "any"


def _two_voices(
    one: Speaker, two: Speaker, sentences: str, lines: Callable[..., tuple[np.ndarray, np.ndarray]]
) -> Callable[[np.random.Generator], Built]:
    def build(rng: np.random.Generator) -> Built:
        voices, where = dialogue(one.utterances, two.utterances, sentences, rng)
        parties, mix = lines(voices, rng)
        channel = Channel(0, mix.astype(np.float32), RATE)
        return channel, _heard(parties, RATE) & _bits(where)

    return build


def _alone_plans(people: dict[str, list[Speaker]], misc: Path) -> Iterator[Plan]:
    for kind, who in people.items():
        reads = kind in {"german", "readers", "prompts"}
        for person in who:
            group = "alone reading" if reads else f"alone {kind}"
            yield Plan(
                person.name,
                group,
                person.half,
                _one_voice(person, READING_S if reads else ALONE_S, in_blocks=False),
            )
            if kind == "acted":
                yield Plan(
                    person.name,
                    "alone moods in turn",
                    person.half,
                    _one_voice(person, READING_S, in_blocks=True),
                )
    for row in manifest(misc):
        if "telephone" in row["labels"]:
            path = misc / row["path"]
            yield Plan(path.stem, "alone reading", HELD_OUT, _file(_one_line, path))


def _one_voice(
    person: Speaker, seconds: float, *, in_blocks: bool
) -> Callable[[np.random.Generator], Built]:
    def build(rng: np.random.Generator) -> Built:
        said = [person.utterances[i] for i in rng.permutation(len(person.utterances))]
        if in_blocks:
            said.sort(key=lambda utterance: utterance.mood not in CALM)
        voices, where = monologue(said, seconds, rng)
        parties, mix = own_lines(voices, rng)
        return Channel(0, mix.astype(np.float32), RATE), _heard(parties, RATE) & _bits(where)

    return build


def _call_plans(calls: Path, samples: Path) -> Iterator[Plan]:
    dual = [(calls / DUAL_CALL, HELD_OUT)]
    dual += [(samples / name, half) for name, half in DUAL_SAMPLES]
    dual += [(path, CALIBRATION) for path in sorted((samples / "pairs").glob("*.mp3"))]
    for path, half in dual:
        yield Plan(path.name, "call mixed down", half, _file(_mixed_down, path))
    for path, half in dual[:4]:
        for index in (0, 1):
            yield Plan(
                f"{path.name} {index}",
                "call channel",
                half,
                _file(_one_line, path, index),
            )
    for name in MIXED_CALLS:
        yield Plan(name, "mixed call", HELD_OUT, _file(_by_hand, calls / f"{name}.flac"))


def _file(
    read: Callable[..., Built], path: Path, *index: int
) -> Callable[[np.random.Generator], Built]:
    return lambda _: read(path, *index)


def _mixed_down(path: Path) -> Built:
    recording = voicecheck.load(path)
    mix = recording.samples.mean(axis=0, dtype=np.float32)
    channel = Channel(0, mix, recording.sample_rate)
    return channel, _heard(recording.samples, recording.sample_rate)


def _one_line(path: Path, index: int = 0) -> Built:
    recording = voicecheck.load(path)
    channel = recording.channel(index)
    return Channel(0, channel.samples, channel.sample_rate), _heard(
        channel.samples[None], channel.sample_rate
    )


def _by_hand(path: Path) -> Built:
    channel = voicecheck.load(path).channel(0)
    truth = np.zeros(_n_frames(channel), dtype=np.uint8)
    with (TRUTH / f"{path.stem}.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader((r for r in file if not r.startswith("#")), delimiter="\t"):
            span = Span(float(row["start_s"]), float(row["end_s"]))
            truth |= np.uint8(int(row["speaker"])) * on([span], len(truth)).astype(np.uint8)
    return channel, truth


def _heard(parties: np.ndarray, rate: int) -> np.ndarray:
    """Return who speaks in each frame by each party's own line."""
    channels = [Channel(i, party.astype(np.float32), rate) for i, party in enumerate(parties)]
    n = _n_frames(channels[0])
    return _bits(np.array([on(detect_speech(canonical(c)).segments, n) for c in channels]))


def _bits(active: np.ndarray) -> np.ndarray:
    weights = np.array([[1], [2]], dtype=np.uint8)[: len(active)]
    bits: np.ndarray = (weights * active).sum(axis=0, dtype=np.uint8)
    return bits


def _n_frames(channel: Channel) -> int:
    return round(channel.duration_s / STEP_S) + 1


def on(spans: Iterable[Span], n: int) -> np.ndarray:
    """Return which of n frames of 10 ms lie within the spans."""
    found = np.zeros(n, dtype=bool)
    for span in spans:
        found[round(span.start_s / STEP_S) : round(span.end_s / STEP_S)] = True
    return found


def _array(spans: tuple[Span, ...]) -> np.ndarray:
    return np.array([astuple(span) for span in spans]).reshape(-1, 2)


def _spans(values: np.ndarray) -> tuple[Span, ...]:
    return tuple(Span(float(start), float(end)) for start, end in values)
