"""Nothing leaves the machine: what libraries would tell their makers is switched off.

Importing voicecheck does this before anything else: onnxruntime (1.32 and later) reads its switch
once, while it is imported itself, and huggingface_hub likewise. The processes that this one starts
inherit the switches. What the user's environment says otherwise is overwritten.
"""

from __future__ import annotations

import contextlib
import os
import sys
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SWITCHES = {
    "ORT_DISABLE_TELEMETRY": "onnxruntime's telemetry",
    "HF_HUB_DISABLE_TELEMETRY": "huggingface_hub's telemetry",
    "HF_HUB_OFFLINE": "huggingface_hub's network, but for: voicecheck models get",
    "DO_NOT_TRACK": "telemetry of whatever keeps to donottrack.sh",
}
TOO_LATE = (
    "onnxruntime was imported before voicecheck and without ORT_DISABLE_TELEMETRY=1: from version "
    "1.32 on it then sends usage data to its maker, and that cannot be stopped in this process any "
    "more. Import voicecheck first, or set ORT_DISABLE_TELEMETRY=1 before Python starts"
)
_OFF = ("1", "true", "yes")  # what onnxruntime takes for a yes

_late = False


def switch_off() -> None:
    """Switch off what would leave the machine; warn where that comes too late."""
    global _late
    said = os.environ.get("ORT_DISABLE_TELEMETRY", "").lower()
    _late = "onnxruntime" in sys.modules and said not in _OFF
    os.environ.update(dict.fromkeys(SWITCHES, "1"))
    if _late:
        warnings.warn(TOO_LATE, RuntimeWarning, stacklevel=3)


def switched_off() -> tuple[str, ...]:
    """Say what is switched off in this process, one line each, and what could not be."""
    lines = [f"{what} ({name}=1)" for name, what in SWITCHES.items() if os.environ.get(name) == "1"]
    return (*lines, *([f"NOT onnxruntime's telemetry: {TOO_LATE}"] if _late else []))


@contextlib.contextmanager
def hub_online() -> Iterator[None]:
    """Let huggingface_hub use the network: for a model that the user asked for by name."""
    from huggingface_hub import constants  # read from the environment when first imported

    try:
        os.environ["HF_HUB_OFFLINE"] = "0"
        constants.HF_HUB_OFFLINE = False
        yield
    finally:
        os.environ["HF_HUB_OFFLINE"] = "1"
        constants.HF_HUB_OFFLINE = True
