"""A morning page with everything on it, and the calls of its index."""

from __future__ import annotations

from datetime import datetime, timedelta

from voicecheck.types.alarm import Alarm
from voicecheck.types.judgement import Verdict
from voicecheck.types.morning import (
    Call,
    Distribution,
    Failed,
    Highlight,
    Morning,
    RunFacts,
    Spread,
    Withheld,
)
from voicecheck.types.text import Text

BEGIN = datetime(2026, 11, 2, 8, 0)
CODES = tuple(f"M{i}" for i in range(1, 9))
VERDICTS = (
    (Verdict.PASS, 0.12),
    (Verdict.WARN, 0.44),
    (Verdict.FAIL, 0.81),
    (Verdict.NOT_ASSESSED, None),
)


def a_call(i: int, *, new: bool = True) -> Call:
    return Call(
        name=f"external-{i % 12}-0171555{i:04d}-20261102-0800.wav",
        page=f"external-{i:05d}-0171 5550-{i:08x}.html",
        at=BEGIN + timedelta(hours=i),
        week=f"2026-W{45 + i % 3}",
        queue=("service", "sales", "")[i % 3],
        duration_s=60.0 + 7 * i % 300,
        score=None if i % 7 == 0 else 40.0 + i % 60,
        results={code: VERDICTS[(i + k) % 4] for k, code in enumerate(CODES)},
        new=new,
    )


def a_morning(n: int = 12) -> Morning:
    now = Spread(
        {"pass": 3, "warn": 2, "fail": 1, "not_assessed": 1}, (2, 1, 0, 0, 2, 0, 0, 0, 1, 0)
    )
    before = Spread({"pass": 30}, (20, 6, 4, 0, 0, 0, 0, 0, 0, 0))
    return Morning(
        run=RunFacts("/exports", BEGIN, 754.0, 5400.0, 30, 9, 1, 2, 12, 3, 3, 12),
        failed=(Failed("decode", "is empty (0 bytes). Export it again", 3, ("/exports/a.wav",)),),
        failed_before=4,
        withheld=(Withheld("M6", "nur 50–61 Inhaltswörter, 80 sind nötig", 5),),
        distributions=tuple(Distribution(code, now, before) for code in CODES),
        grave=(
            Highlight(
                a_call(2), "M4", "Die Meldung dauert 8,5 s.", 0.9, 9.4, "Herzlich willkommen"
            ),
        ),
        good=(Highlight(a_call(3), "P1", None, None, None, None),),
        alarms=(Alarm("tempo.articulation_rate", Text("Verschoben.", "Moved."), 8, 90, 4, 5, "1"),),
        calls=tuple(a_call(i, new=i < 6) for i in range(n)),
        n_calls=n + 5,
        outdated=17,
    )
