"""How long the stages of a call take on this machine: as measured here before, else as usual."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from voicecheck.types.files import whole

if TYPE_CHECKING:
    from collections.abc import Mapping

# Seconds of work per second of a call on two cores, where nothing was measured yet
# (docs/benchmarks.md). Voices are told apart on one channel alone.
USUAL = {
    "speech": 0.0075,
    "words": 0.026,
    "voices": 0.0145,
    "faults": 0.0002,
    "pitch": 0.0035,
    "features": 0.0015,
}
STAGES = tuple(USUAL)
NEWEST = 0.5  # what the last call counts, against all before


class Pace:
    """Seconds of work per second of sound, by stage; kept from run to run."""

    def __init__(self, model: str, *, kept: Path | None = None) -> None:
        self._model = model
        self._file = kept or _file()
        self._all = _read(self._file)
        found = self._all.get(model, {})
        self.measured = bool(found)
        self.per_second = {name: float(found.get(name, usual)) for name, usual in USUAL.items()}

    def expected_s(self, sound_s: float, *, mixed: bool) -> dict[str, float]:
        """Return how long each stage of a call of this length should take."""
        return {
            name: pace * sound_s
            for name, pace in self.per_second.items()
            if mixed or name != "voices"
        }

    def learn(self, seconds: Mapping[str, float], sound_s: float) -> None:
        """Take over how long the stages of a call took."""
        if sound_s <= 0:
            return
        for name, took_s in seconds.items():
            before = self.per_second[name] if self.measured else took_s / sound_s
            self.per_second[name] = NEWEST * took_s / sound_s + (1 - NEWEST) * before
        self.measured = True

    def keep(self) -> None:
        """Write it down for the next run; where nothing can be written, it is measured again."""
        paces = {name: round(value, 5) for name, value in self.per_second.items()}
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with whole(self._file) as draft:
                draft.write_text(json.dumps({**self._all, self._model: paces}), encoding="utf-8")


def _file() -> Path:
    import platformdirs

    return Path(platformdirs.user_cache_dir("voicecheck")) / "pace.json"


def _read(path: Path) -> dict[str, dict[str, float]]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {
            str(model): {name: float(paces[name]) for name in STAGES if 0 < paces[name] < 100}
            for model, paces in found.items()
        }
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return {}
