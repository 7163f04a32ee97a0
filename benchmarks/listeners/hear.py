"""Takes readers through a telephone line and measures them; what was heard is kept."""

from __future__ import annotations

import functools
import hashlib
import pickle
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import voicecheck
from benchmarks._speech import RATE, line, read
from voicecheck.analysis.measuring import measure, track
from voicecheck.audio.band import canonical
from voicecheck.features import Features
from voicecheck.languages import load_pack
from voicecheck.languages.judgement import GATES
from voicecheck.speech.activity import detect_speech
from voicecheck.speech.dialogue import build_dialogue
from voicecheck.speech.transcribe import WhisperTranscriber
from voicecheck.speech.voices import Voice
from voicecheck.types.audio import AudioFile, Channel, Role
from voicecheck.types.catalogue import FAMILIES
from voicecheck.types.judgement import Agent, Provenance
from voicecheck.types.speech import Party
from voicecheck.types.time import total_s

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Job = tuple[Path, str, Path]

# What the speech model hears rests on these alone; measuring and judging are done anew each time.
HEARING = ("audio", "speech", "types/audio.py", "types/speech.py", "types/time.py")
FAMILIES_TAKEN = frozenset(FAMILIES) - {"delivery"}  # that one only where a policy asks for it
PROVENANCE = Provenance(voicecheck.__version__, {}, {}, None, "", "", "")


def hear_all(
    rows: Sequence[dict[str, str]], folder: Path, work: Path, n_workers: int
) -> Iterator[Features]:
    """Measure every recording in several processes; no sound is transcribed twice.

    Parameters
    ----------
    rows : sequence of dict
        Of the manifest: ``path`` and ``language``.
    folder : Path
        Holds the recordings.
    work : Path
        Keeps what was heard.
    n_workers : int
        Processes.

    Yields
    ------
    Features
        In the order of the rows.
    """
    work.mkdir(parents=True, exist_ok=True)
    jobs = [(folder / row["path"], row["language"], work) for row in rows]
    with ProcessPoolExecutor(n_workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_hear, jobs)


def _hear(job: Job) -> Features:
    path, language, work = job
    samples, rate = line(read(path), RATE, "alaw")
    key = hashlib.sha256(samples.tobytes() + f"{language} {source_key()}".encode()).hexdigest()
    kept = work / f"{key[:24]}.pickle"
    channel = Channel(0, samples, rate)
    if kept.exists():
        voice: Voice = pickle.loads(kept.read_bytes())
    else:
        activity = detect_speech(canonical(channel))
        (transcript,) = _transcriber().transcribe([(channel, activity)], language=language)
        voice = Voice(0, activity, transcript)
        kept.write_bytes(pickle.dumps(voice))
    source = AudioFile(path.name, key, "pcm_alaw", rate, 1, channel.duration_s)
    return measured(channel, voice, source, language)


def measured(channel: Channel, voice: Voice, source: AudioFile, language: str) -> Features:
    """Measure every family of one voice that is known to be alone.

    The road begins with asking how many voices there are. In a quarter of a minute it takes one
    reader in four for two, and would measure only a part of the speech.
    """
    ipus = voice.activity.ipus
    features = Features(source, Agent(0, 1.0), language, (), PROVENANCE)
    if total_s(ipus) < GATES.speech_s:
        return features
    pack = load_pack(language)
    party = Party(Role.AGENT, voice.activity, voice.transcript)
    measures, phrases = measure(
        channel,
        voice,
        track(canonical(channel), ipus, FAMILIES_TAKEN),
        build_dialogue([party], pack=pack),
        usable=ipus,
        pack=pack,
        families=FAMILIES_TAKEN,
    )
    return replace(features, measures=measures, greeting_phrases=phrases)


@functools.cache
def source_key() -> str:
    """Return a key of the files that decide what is heard."""
    root = Path(voicecheck.__file__).parent
    files = [
        path
        for name in HEARING
        for path in ([root / name] if name.endswith(".py") else sorted((root / name).rglob("*")))
        if path.suffix in {".py", ".toml"}
    ]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


@functools.cache
def _transcriber() -> WhisperTranscriber:
    return WhisperTranscriber(threads=1)
