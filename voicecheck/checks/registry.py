"""Finds checks: the house's own from the checklist, guests by entry point ``voicecheck.checks``."""

from __future__ import annotations

import functools
import importlib
import re
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING

from voicecheck.checks import CHECKLIST, STRENGTHS
from voicecheck.checks.check import Check
from voicecheck.errors import CheckError, ConfigError, suggest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from voicecheck.checks.strengths import StrengthCheck

_GUEST_CODE = re.compile(r"^(?![MPN]\d)[A-Z]{1,4}[0-9]{1,3}$")
_HOUSE = "voicecheck"


def all_checks() -> tuple[Check, ...]:
    """Return every check: the checklist first, then guests in order of their codes."""
    checks = {code: _load(target, code) for code, target in CHECKLIST.items()}
    owners = dict.fromkeys(checks, _HOUSE)
    for point in _guests():
        package = point.dist.name if point.dist else point.value
        if point.name in owners:
            raise CheckError(
                f"the code {point.name} is claimed by {owners[point.name]} and by {package}"
            )
        if not _GUEST_CODE.match(point.name):
            raise CheckError(
                f"{package}: '{point.name}' is no code for a guest check; use one to four "
                "capitals and a number, M, P and N are the house's"
            )
        owners[point.name] = package
        checks[point.name] = _load(point.value, point.name)
    return tuple(checks.values())


@functools.cache
def _guests() -> tuple[EntryPoint, ...]:
    """Look for guests once: it means reading the metadata of every package installed."""
    return tuple(sorted(entry_points(group="voicecheck.checks"), key=lambda p: p.name))


def all_strengths() -> tuple[StrengthCheck, ...]:
    """Return the three strengths, in order."""
    found = []
    for target in STRENGTHS.values():
        module, _, name = target.partition(":")
        found.append(getattr(importlib.import_module(module), name))
    return tuple(found)


def select(
    checks: Sequence[Check], *, select: Iterable[str] = (), ignore: Iterable[str] = ()
) -> tuple[Check, ...]:
    """Choose checks by code or name."""
    wanted = {find(checks, word).code for word in select} or {check.code for check in checks}
    unwanted = {find(checks, word).code for word in ignore}
    return tuple(check for check in checks if check.code in wanted - unwanted)


def find(checks: Sequence[Check], word: str) -> Check:
    """Return a check by its code or name, in any case."""
    for check in checks:
        if word.upper() == check.code or word.lower() == check.name:
            return check
    known = [check.code for check in checks]
    raise ConfigError(f"there is no check '{word}': {suggest(word.upper(), known)}")


def _load(target: str, code: str) -> Check:
    module, _, name = target.partition(":")
    try:
        check = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise CheckError(f"check {code} cannot be loaded from {target}: {error}") from error
    if not isinstance(check, Check) or check.code != code:
        raise CheckError(f"{target} is no check with the code {code}")
    return check
