"""A call as it should be, and the same call with one fault: a pair for every check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.calls.doses import (
    asked_again,
    blurred,
    breathless,
    earlier,
    faster,
    flatter,
    greeting,
    later,
    wording,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.calls.call import Script


def _good(script: Script) -> Script:
    return script


def _unclear(script: Script) -> Script:
    return blurred(asked_again(script, 5), 4)


def _fast(script: Script) -> Script:
    # 1.4 times the rate. At 1.5 times the words themselves blur: as an MP3, M6 moves by ten points.
    return faster(script, 4)


# Name of the file, language of its script, and what is done to it.
PAIRS: tuple[tuple[str, str, Callable[[Script], Script]], ...] = (
    ("good_de", "de", _good),
    ("m1_flat_de", "de", lambda s: flatter(s, 5)),
    ("m2_late_de", "de", lambda s: later(s, 5)),
    ("m3_early_de", "de", lambda s: earlier(s, 5)),
    ("m4_greeting_de", "de", lambda s: greeting(s, 5)),
    ("m5_breathless_de", "de", lambda s: breathless(s, 5)),
    ("m6_unclear_de", "de", _unclear),
    ("m7_fast_de", "de", _fast),
    ("m8_wording_de", "de", lambda s: wording(s, 5)),
)
