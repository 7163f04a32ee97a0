"""What a worker is given to do with checks of one's own: importable, so that it finds it."""

from __future__ import annotations

from voicecheck.checks.registry import all_checks
from voicecheck.config import Config


def codes_of(payload: object, *, config: Config) -> list[str]:
    return [check.code for check in all_checks(config.checks.files)]
