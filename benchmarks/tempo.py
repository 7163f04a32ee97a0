"""Articulation rate against the truth: labelled syllables (EMO-DB), exact transcripts (Kerstin).

python -m benchmarks.tempo --emodb DIR --kerstin DIR [--lines clean alaw snr20 snr15]

EMO-DB: true rate = labelled syllables over labelled speech without pauses. Kerstin: syllables of
the exact transcript over the inter-pausal time of the clean recording. Percent error per pool of at
least a minute.
"""

from __future__ import annotations

import argparse
from itertools import pairwise
from pathlib import Path

from benchmarks._speech import Pool, line, pools, summary
from voicecheck.audio.band import canonical
from voicecheck.features.tempo import measure_tempo
from voicecheck.languages.syllables import load_counter
from voicecheck.signal.pitch import track_pitch
from voicecheck.signal.syllables import find_nuclei
from voicecheck.speech.activity import detect_speech
from voicecheck.speech.transcribe import WhisperTranscriber
from voicecheck.types.audio import Channel
from voicecheck.types.time import Span, total_s

MIN_PAUSE_S = 0.2


def labelled(folder: Path, pool: Pool) -> tuple[int, float, list[Span]]:
    """Return true syllables, true speech time and true pauses of an EMO-DB pool."""
    syllables, seconds, pauses = 0, 0.0, []
    for row, start in zip(pool.rows, pool.starts_s, strict=True):
        syllables += int(row["n_syllables"])
        seconds += float(row["speech_end_s"]) - float(row["speech_start_s"])
        seconds -= float(row["pause_s"])
        lines = (folder / "silb" / row["path"]).with_suffix(".silb").read_text("latin-1")
        labels = [line.split() for line in lines.splitlines() if line.strip()]
        for (begin, label, *_), (end, *_) in pairwise(labels):
            if label.startswith("(") and float(end) - float(begin) >= MIN_PAUSE_S:
                pauses.append(Span(start + float(begin), start + float(end)))
    return syllables, seconds, pauses


def found_pauses(true: list[Span], ipus: tuple[Span, ...]) -> int:
    """Count the true pauses that lie over a gap between inter-pausal units."""
    gaps = [Span(a.end_s, b.start_s) for a, b in pairwise(ipus)]
    return sum(any(pause.middle_s in gap for gap in gaps) for pause in true)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--emodb", type=Path)
    parser.add_argument("--kerstin", type=Path)
    parser.add_argument("--lines", nargs="+", default=["clean", "alaw", "snr20", "snr15"])
    parser.add_argument("--model", default="base")
    args = parser.parse_args()
    counter = load_counter("de")
    transcriber = WhisperTranscriber(args.model)
    sets: list[tuple[str, list[Pool]]] = []
    if args.emodb:
        sets.append(("emodb", pools(args.emodb, ("speaker",), min_s=60)))
    if args.kerstin:
        sets.append(("kerstin", pools(args.kerstin, ("speaker",), min_s=60)))
    for name, made in sets:
        truths: dict[str, tuple[int, float]] = {}
        for kind in args.lines:
            errors: dict[str, list[float]] = {"exact/vad": [], "words/vad": [], "nuclei": []}
            n_pauses = n_found = 0
            for pool in made:
                samples, rate = line(pool.samples, pool.sample_rate, kind)
                channel = Channel(0, samples, rate)
                narrow = canonical(channel)
                activity = detect_speech(narrow)
                seconds = total_s(activity.ipus)
                if name == "emodb":
                    syllables, true_s, pauses = labelled(args.emodb, pool)
                    n_pauses += len(pauses)
                    n_found += found_pauses(pauses, activity.ipus)
                else:
                    exact = [w for row in pool.rows for w in row["transcript"].split()]
                    true_s = truths.setdefault(pool.name, (0, seconds))[1]
                    syllables = counter.count_text(exact)
                truth = syllables / true_s
                pitch, _ = track_pitch(narrow, activity.ipus)
                transcript = transcriber.transcribe([(channel, activity)], language="de")[0]
                tempo = measure_tempo(
                    transcript,
                    activity,
                    counter,
                    nuclei=find_nuclei(narrow, activity.ipus, pitch),
                    usable=activity.ipus,
                )
                found = {
                    "exact/vad": syllables / seconds,
                    "words/vad": float(tempo.articulation_rate),
                    "nuclei": float(tempo.nuclei_rate),
                }
                for key, value in found.items():
                    errors[key].append(100 * (value / truth - 1))
                print(
                    f"  {name} {pool.name:12} {kind:6} true {truth:.2f}  "
                    + "  ".join(f"{key} {value:.2f}" for key, value in found.items())
                    + f"  trusted {float(tempo.decoded_share):.2f}",
                    flush=True,
                )
            print(f"{name}, {kind}, {len(made)} pools, error of the rate in percent:")
            for key, values in errors.items():
                print(f"  {key:10} {summary(values)}", flush=True)
            if n_pauses:
                print(f"  pauses     {n_found} of {n_pauses} found", flush=True)


if __name__ == "__main__":
    main()
