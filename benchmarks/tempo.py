"""Articulation rate against the truth: labelled syllables (EMO-DB) or exact transcripts.

python -m benchmarks.tempo --emodb DIR --exact DIR ... [--lines clean alaw snr15] [--half held]

EMO-DB: true rate = labelled syllables over labelled speech without pauses, per speaker and style.
Exact transcripts: their syllables over the inter-pausal time of the clean recording. Percent error
of the rate per pool, and where it comes from: the time, or the words. Rules were set on the first
half (EMO-DB speakers 03 and 08, every other pool of the other sets); the other is kept apart.
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
POOL_S, STYLE_POOL_S = 60.0, 20.0
SET_ON = {"03", "08"}


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


def halved(made: list[Pool], half: str, *, by_speaker: bool) -> list[Pool]:
    """Return the pools that rules were set on, those kept apart, or all."""
    if half == "all":
        return made
    first = (
        [pool.rows[0]["speaker"] in SET_ON for pool in made]
        if by_speaker
        else [i % 2 == 0 for i in range(len(made))]
    )
    return [pool for pool, ours in zip(made, first, strict=True) if ours == (half == "first")]


def spoken(pool: Pool) -> list[str]:
    return [word for row in pool.rows for word in row["transcript"].split()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--emodb", type=Path)
    parser.add_argument("--exact", type=Path, nargs="+", default=[], help="exact transcripts")
    parser.add_argument("--lines", nargs="+", default=["clean", "alaw", "snr20", "snr15"])
    parser.add_argument("--half", choices=["all", "first", "held"], default="all")
    parser.add_argument("--model", default="base")
    args = parser.parse_args()
    transcriber = WhisperTranscriber(args.model)
    sets: list[tuple[str, list[Pool]]] = []
    if args.emodb:
        made = pools(args.emodb, ("speaker", "labels"), min_s=STYLE_POOL_S)
        sets.append(("emodb", halved(made, args.half, by_speaker=True)))
    for folder in args.exact:
        made = pools(folder, ("speaker",), min_s=POOL_S, usable=exact)
        sets.append((folder.name, halved(made, args.half, by_speaker=False)))
    for name, made in sets:
        truths: dict[str, float] = {}
        for kind in args.lines:
            errors: dict[str, list[float]] = {"time": [], "words": [], "rate": [], "nuclei": []}
            n_pauses = n_found = 0
            for pool in made:
                language = pool.rows[0]["language"]
                counter = load_counter(language)
                samples, rate = line(pool.samples, pool.sample_rate, kind)
                channel = Channel(0, samples, rate)
                narrow = canonical(channel)
                activity = detect_speech(narrow)
                seconds = total_s(activity.ipus)
                canonical_syllables = counter.count_text(spoken(pool))
                if name == "emodb":
                    syllables, true_s, pauses = labelled(args.emodb, pool)
                    n_pauses += len(pauses)
                    n_found += found_pauses(pauses, activity.ipus)
                else:
                    syllables = canonical_syllables
                    if pool.name not in truths:
                        clean = canonical(Channel(0, pool.samples, pool.sample_rate))
                        truths[pool.name] = total_s(detect_speech(clean).ipus)
                    true_s = truths[pool.name]
                truth = syllables / true_s
                pitch, _ = track_pitch(narrow, activity.ipus)
                transcript = transcriber.transcribe([(channel, activity)], language=language)[0]
                tempo = measure_tempo(
                    transcript,
                    activity,
                    counter,
                    nuclei=find_nuclei(narrow, activity.ipus, pitch),
                    usable=activity.ipus,
                )
                recognised = counter.count_text([word.text for word in transcript.words])
                errors["time"].append(100 * (true_s / seconds - 1))
                errors["words"].append(100 * (recognised / canonical_syllables - 1))
                rate, ratio = tempo.articulation_rate.value, tempo.nuclei_ratio.value
                found = (rate, None if rate is None or ratio is None else rate * ratio)
                for key, value in zip(("rate", "nuclei"), found, strict=True):
                    if value is not None:
                        errors[key].append(100 * (value / truth - 1))
                print(
                    f"  {name} {pool.name:14} {kind:6} true {truth:.2f}  "
                    + "  ".join(f"{key} {values[-1]:+.1f}" for key, values in errors.items())
                    + f"  measured in {float(tempo.speech_s) / seconds:.2f}"
                    + ("" if found[0] is not None else "  not measured"),
                    flush=True,
                )
            print(f"{name}, {kind}, {len(made)} pools, error of the rate in percent:")
            for key, values in errors.items():
                print(f"  {key:7} {len(values):2} {summary(values)}", flush=True)
            if n_pauses:
                print(f"  pauses  {n_found} of {n_pauses} found", flush=True)


def exact(row: dict[str, str]) -> bool:
    """Tell whether the row has a transcript of several words."""
    return "(" not in row["transcript"] and len(row["transcript"].split()) > 1


if __name__ == "__main__":
    main()
