"""Prints and writes the report: ``python -m benchmarks.recordings``."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import voicecheck
from benchmarks.recordings import __doc__ as what
from benchmarks.recordings.calls import calls
from benchmarks.recordings.count import compare, row
from benchmarks.recordings.hear import KeptWords, NotKept, heard, mixed
from benchmarks.recordings.report import goals, text
from benchmarks.validity.__main__ import commit

if TYPE_CHECKING:
    from benchmarks.recordings.calls import Call
    from benchmarks.recordings.count import Row


def measured(call: Call, words: KeptWords, work: Path, *, only_kept: bool) -> Row:
    recording = voicecheck.load(call.path)
    stereo, seconds = heard(recording, call.agent, words, work, only_kept=only_kept)
    alone = row(call.name, call.group, stereo, seconds)
    if call.gain_db is None:
        return alone
    mix = mixed(call, recording)
    try:
        mono, mono_s = heard(mix, "auto", words, work, only_kept=only_kept)
    except NotKept:
        return alone
    against = compare(stereo, mono, mix, gain_db=call.gain_db, seconds=mono_s)
    return replace(alone, mixed=against)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=what, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--speech", type=Path, default=Path("../shared/data"), help="real speech")
    parser.add_argument("--work", type=Path, default=Path(".recordings"), help="what was heard")
    parser.add_argument("--built", type=int, default=60, help="how many calls to build")
    parser.add_argument("--mono", type=int, default=30, help="how many of them to mix down too")
    parser.add_argument("--quick", action="store_true", help="three calls there and two built")
    parser.add_argument("--kept", action="store_true", help="only what is in the work folder")
    parser.add_argument("--json", type=Path, help="write every figure here")
    parser.add_argument("-o", "--output", type=Path, help="write the report here")
    args = parser.parse_args()
    n_built, n_mono = (2, 2) if args.quick else (args.built, args.mono)
    words = KeptWords(args.work)
    rows = []
    for call in calls(args.speech, args.work, n_built=n_built, n_mono=n_mono, quick=args.quick):
        try:
            rows.append(measured(call, words, args.work, only_kept=args.kept))
        except NotKept:
            continue
        print(_progress(rows[-1]), file=sys.stderr, flush=True)
    command = shlex.join(["python", "-m", "benchmarks.recordings", *sys.argv[1:]])
    report = text(rows, command, date.today().isoformat(), commit())
    if args.output:
        args.output.write_text(report, encoding="utf-8")
    else:
        print(report)
    if args.json:
        args.json.write_text(json.dumps([asdict(r) for r in rows], indent=1), encoding="utf-8")
    for goal in goals(rows):
        print(f"{'met' if goal.met else 'MISSED'}: {goal.aim}: {goal.found}")


def _progress(done: Row) -> str:
    line = f"{done.name}: {done.seconds:.0f} s, {done.notices or 'no fault'}, {done.verdicts}"
    return (
        line
        if done.mixed is None
        else f"{line}; mono {done.mixed.seconds:.0f} s, "
        + (f"{done.mixed.notices or 'no fault'}, {done.mixed.verdicts}")
    )


if __name__ == "__main__":
    main()
