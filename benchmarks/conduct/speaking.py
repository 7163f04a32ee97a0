"""Dialogues of the bank as telephone calls: spoken by two synthetic voices, then heard.

Every sentence is spoken by itself, so that its place in the call is known; each party's channel
goes down a telephone line of its own, and voicecheck's own road turns the call into words. Each
recognised word is then given to the written sentence that it came from.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
import time
import zlib
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from num2words import num2words

from voicecheck.languages import normalised
from voicecheck.types.audio import Role
from voicecheck.types.speech import Insertion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.types.speech import Dialogue, Turn, Word

RATE, LINE_RATE = 16_000, 8000
VOICES = {"de": ("pico-woman", "pico-man"), "en": ("hibari-en", "joe-en")}
PICO = '<pitch level="112"><speed level="88">{text}</speed></pitch>'
MAN = (75.0, 500.0, 0.9, 130.0, 1.0, 1.0)  # Praat's Change gender: formants lower, about 130 Hz
SIDES = {"A": Role.AGENT, "C": Role.CUSTOMER}
GAP_S, PAUSE_S = (0.3, 0.8), (0.2, 0.45)  # between turns, between sentences of a turn
LEAD_S = 0.5
SNR_DB, PEAK, SPEECH_LEVEL = 30.0, 0.5, 0.02
NEAR_S = 1.0  # a word further from all that its party said came from nowhere
ALIKE = 0.5  # of the letters: below, a word is no evidence for the sentence
AND = {"de": " und ", "en": " and "}


@dataclass(frozen=True, slots=True)
class Placed:
    """A written sentence and when it was spoken."""

    index: int
    turn: int
    who: str
    text: str
    start_s: float
    end_s: float


def spelled(text: str, language: str) -> str:
    """Return a text with its figures as words, group by group."""
    text = re.sub(r"(?<=\d)[:.,-](?=\d)", " ", text)
    return re.sub(r"\d+", lambda found: f" {num2words(int(found[0]), lang=language)} ", text)


def speakable(text: str, language: str) -> str:
    """Return a sentence as a voice can read it: figures as words, only plain punctuation."""
    text = text.replace("&", AND[language])
    text = re.sub(r"[\"„“”»«()]", "", text)
    text = re.sub(r"\s*(…|\.\.\.|–|—)\s*", ", ", text)
    text = spelled(text, language)
    text = re.sub(r"\s+", " ", re.sub(r"\s+([.,?!])", r"\1", text)).strip(" ,")
    return text if text[-1] in ".?!" else text + "."


def letters(text: str, language: str) -> list[str]:
    """Return the words of a text as they are compared: lower case, figures spelled out."""
    parts = re.split(r"[\s…–—-]+", spelled(text, language))
    words = (normalised(word).replace("'", "") for word in parts)
    return [word for word in words if word]


def spoken(dialogue: dict[str, Any], *, swapped: bool) -> tuple[np.ndarray, list[Placed]]:
    """Speak a dialogue.

    Returns
    -------
    samples : np.ndarray [shape=(n_samples, 2)]
        8 kHz, agent left, as it left the line.
    placed : list of Placed
        Every sentence in order.
    """
    from benchmarks.calls.call import trimmed

    language = dialogue["lang"]
    voices = VOICES[language][::-1] if swapped else VOICES[language]
    seed = zlib.crc32(dialogue["id"].encode())
    draw = np.random.default_rng(seed)
    at = LEAD_S
    placed: list[Placed] = []
    sounds: list[np.ndarray] = []
    for number, turn in enumerate(dialogue["turns"]):
        for i, sentence in enumerate(turn["s"]):
            at += draw.uniform(*(PAUSE_S if i else GAP_S))
            voice = voices["AC".index(turn["who"])]
            sound = trimmed(voiced(voice, speakable(sentence["t"], language)), RATE)
            end = at + len(sound) / RATE
            placed.append(Placed(len(placed), number, turn["who"], sentence["t"], at, end))
            sounds.append(sound)
            at = end
    channels = np.zeros((int((at + LEAD_S) * RATE), 2), np.float32)
    for place, sound in zip(placed, sounds, strict=True):
        first = int(place.start_s * RATE)
        channels[first : first + len(sound), "AC".index(place.who)] = sound
    lines = [telephone(channels[:, i], seed + i) for i in range(2)]
    return np.stack(lines, axis=1), placed


def voiced(voice: str, text: str) -> np.ndarray:
    """Speak a text, 16 kHz; English with the voices of the sample calls."""
    from benchmarks.calls.voices import present, speak

    if voice not in VOICES["de"]:
        return speak(voice, text)
    import soundfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "speech.wav"
        said = ["pico2wave", "-l", "de-DE", "-w", str(path), PICO.format(text=text)]
        subprocess.run(said, check=True)
        samples, rate = soundfile.read(path)
    if voice == "pico-man":
        import parselmouth
        from parselmouth.praat import call, run

        # Praat draws the places of its overlaps in unvoiced sound.
        run("random_initializeWithSeedUnsafelyButPredictably (1)")
        sound = parselmouth.Sound(samples, rate)
        samples = call(sound, "Change gender", *MAN).values[0]
    # Pico is dull: down the line without this lift every second word is misheard.
    return present(present(samples)).astype(np.float32)


def telephone(samples: np.ndarray, seed: int) -> np.ndarray:
    """Send one channel down a line: its band, its noise, A-law."""
    import soxr

    from benchmarks._speech import coded
    from benchmarks.calls.telephone import band_limited

    narrow = band_limited(soxr.resample(samples, RATE, LINE_RATE))
    narrow *= PEAK / np.abs(narrow).max()
    power = np.mean(narrow[np.abs(narrow) > SPEECH_LEVEL] ** 2) / 10 ** (SNR_DB / 10)
    noise = band_limited(np.random.default_rng(seed).standard_normal(len(narrow)))
    return coded(narrow + noise * np.sqrt(power / np.mean(noise**2)), LINE_RATE, "ALAW")


def listened(path: Path, language: str) -> Dialogue:
    """Hear a call as the product does."""
    import voicecheck
    from voicecheck.config import ChecksConfig, Config

    # One check on words keeps the measures that nobody asks for here out of the bill.
    config = Config(agent="left", language=language, checks=ChecksConfig(select=["M8"]))
    found = voicecheck.analyze(voicecheck.load(path), config=config).dialogue
    if found is None:
        raise RuntimeError(f"no dialogue was found in {path}")
    return found


def sources(words: Sequence[Word], placed: Sequence[Placed], language: str) -> list[int | None]:
    """Tell for each word of one party which of its sentences it came from.

    The time gives the turn. Within it the words that are alike decide, and the time decides for
    the others, never against the order of the sentences.
    """
    found: list[int | None] = [None] * len(words)
    by_turn: dict[int, list[Placed]] = {}
    for place in placed:
        by_turn.setdefault(place.turn, []).append(place)
    own: dict[int, list[int]] = {turn: [] for turn in by_turn}
    for i, word in enumerate(words):
        nearest = min(placed, key=lambda p: away(p, word))
        if away(nearest, word) <= NEAR_S:
            own[nearest.turn].append(i)
    for turn, indices in own.items():
        said = [(p.index, text) for p in by_turn[turn] for text in letters(p.text, language)]
        heard = ["".join(letters(words[i].text, language)) for i in indices]
        partners = alignment(heard, [text for _, text in said])
        sure = [None if p is None else said[p][0] for p in partners]
        for k, i in enumerate(indices):
            first = next((s for s in sure[k::-1] if s is not None), by_turn[turn][0].index)
            last = next((s for s in sure[k:] if s is not None), by_turn[turn][-1].index)
            allowed = [p for p in by_turn[turn] if first <= p.index <= last]
            found[i] = min(allowed, key=lambda p: away(p, words[i])).index
    return found


def away(place: Placed, word: Word) -> float:
    """Return how far the middle of a word lies from a sentence, seconds."""
    middle = word.span.middle_s
    return max(0.0, place.start_s - middle, middle - place.end_s)


def alignment(heard: Sequence[str], said: Sequence[str]) -> list[int | None]:
    """Align two rows of words so that most letters agree; None where no word is alike."""
    n, m = len(heard), len(said)
    alike = np.zeros((n, m))
    for i, one in enumerate(heard):
        for j, other in enumerate(said):
            ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
            alike[i, j] = ratio if ratio >= ALIKE else 0.0
    best = np.zeros((n + 1, m + 1))
    for i in range(n):
        for j in range(m):
            best[i + 1, j + 1] = max(best[i, j] + alike[i, j], best[i, j + 1], best[i + 1, j])
    partners: list[int | None] = [None] * n
    i, j = n, m
    while i and j:
        if best[i, j] == best[i - 1, j]:
            i -= 1
        elif best[i, j] == best[i, j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            partners[i] = j
    return partners


def edits(heard: Sequence[str], said: Sequence[str]) -> int:
    """Return the least number of words replaced, put in and left out (Levenshtein)."""
    row = list(range(len(said) + 1))
    for i, one in enumerate(heard, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(said, 1):
            kept = before + (one != other)
            before, row[j] = row[j], min(kept, row[j] + 1, row[j - 1] + 1)
    return row[-1]


def line_of(
    dialogue: dict[str, Any], placed: Sequence[Placed], heard: Dialogue, voices: Sequence[str]
) -> dict[str, Any]:
    """Return what is kept of a heard call."""
    language = dialogue["lang"]
    origin: dict[tuple[Role, Word], int | None] = {}
    wrong, n_said = 0, 0
    for who, role in SIDES.items():
        words = [word for item in heard.spoken if item.role is role for word in item.words]
        own = [place for place in placed if place.who == who]
        for word, index in zip(words, sources(words, own, language), strict=True):
            origin[role, word] = index
        said = [text for place in own for text in letters(place.text, language)]
        wrong += edits(letters(" ".join(word.text for word in words), language), said)
        n_said += len(said)

    def kept(item: Turn | Insertion) -> dict[str, Any]:
        units, wordless = (
            ((item.span,), ()) if isinstance(item, Insertion) else (item.ipus, item.wordless)
        )
        return {
            "who": "A" if item.role is Role.AGENT else "C",
            "span": [item.span.start_s, item.span.end_s],
            "units": [[unit.start_s, unit.end_s] for unit in units],
            "wordless": [[s.start_s, s.end_s] for s in wordless],
            "words": [
                [w.text, w.span.start_s, w.span.end_s, w.probability, origin[item.role, w]]
                for w in item.words
            ],
        }

    line = {
        "id": dialogue["id"],
        "lang": language,
        "voices": list(voices),
        "word_error_rate": wrong / n_said,
        "spoken": [[place.start_s, place.end_s] for place in placed],
        "turns": [kept(turn) for turn in heard.turns],
        "insertions": [kept(insertion) for insertion in heard.insertions],
    }
    rounded: dict[str, Any] = _rounded(line)
    return rounded


def _rounded(value: Any) -> Any:
    """Round to milliseconds and thousandths."""
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return round(value, 3) if isinstance(value, float) else value


def make(dialogue: dict[str, Any], work: Path, *, swapped: bool) -> tuple[dict[str, Any], float]:
    """Speak and hear one dialogue; return its line and the seconds of processor time."""
    import soundfile

    began_s = time.process_time()
    samples, placed = spoken(dialogue, swapped=swapped)
    path = work / f"{dialogue['id']}.wav"
    soundfile.write(path, samples, LINE_RATE, subtype="ALAW")
    voices = VOICES[dialogue["lang"]][:: -1 if swapped else 1]
    line = line_of(dialogue, placed, listened(path, dialogue["lang"]), voices)
    return line, time.process_time() - began_s
