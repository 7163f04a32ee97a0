"""Finds checks: the house's from the checklist, guests by entry point or in files of their own."""

from __future__ import annotations

import functools
import importlib
import re
import sys
import traceback
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType
from typing import TYPE_CHECKING

from voicecheck.checks import CHECKLIST, STRENGTHS
from voicecheck.checks.check import Check
from voicecheck.errors import CheckError, ConfigError, VoicecheckError, suggest
from voicecheck.types.catalogue import CATALOGUE, NO_MEASURE
from voicecheck.types.hashing import value_sha256
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from voicecheck.checks.strengths import StrengthCheck

_GUEST_CODE = re.compile(r"^(?![MPN]\d)[A-Z]{1,4}[0-9]{1,3}$")
_HOUSE = "voicecheck"
LONGEST_NAME = 40  # what the store takes


def all_checks(files: Mapping[str, str] | None = None) -> tuple[Check, ...]:
    """Return every check: the checklist, guests in order of their codes, then those of files.

    Files come as path to text, as the settings carry them.
    """
    checks = {code: house_check(code) for code in CHECKLIST}
    owners = dict.fromkeys(checks, _HOUSE)
    for point in _guests():
        _claim(owners, point.name, point.dist.name if point.dist else point.value)
        checks[point.name] = _load(point.value, point.name)
    for path, text in (files or {}).items():
        for check in _checks_in(path, text):
            _claim(owners, check.code, path)
            checks[check.code] = check
    return tuple(checks.values())


def house_check(code: str) -> Check:
    """Return a check of the checklist."""
    return _load(CHECKLIST[code], code)


def _claim(owners: dict[str, str], code: str, owner: str) -> None:
    """Give a guest its code, unless it is taken or the house's."""
    if code in owners:
        raise CheckError(_CLAIMED_TWICE.format(code=code, one=owners[code], other=owner))
    if not _GUEST_CODE.match(code):
        raise CheckError(_NO_GUEST_CODE.format(owner=owner, code=code))
    owners[code] = owner


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
    raise ConfigError(_NO_CHECK.format(word=word, hint=suggest(word.upper(), known)))


def _load(target: str, code: str) -> Check:
    module, _, name = target.partition(":")
    try:
        check = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise CheckError(_NOT_LOADED.format(code=code, target=target, why=error)) from error
    if not isinstance(check, Check) or check.code != code:
        raise CheckError(_ANOTHER_CODE.format(code=code, target=target))
    return check


@functools.lru_cache(maxsize=32)
def _checks_in(path: str, text: str) -> tuple[Check, ...]:
    """Run a file of checks and return them, each once and in their order.

    It runs as a module that is not looked for anywhere: what lies beside it is not imported.
    """
    module = ModuleType(f"voicecheck_own_{value_sha256({path: text})}")
    module.__file__ = path
    sys.modules[module.__name__] = module  # dataclasses look up their module
    try:
        exec(compile(text, path, "exec"), vars(module))
        found = {id(value): value for value in vars(module).values() if isinstance(value, Check)}
        for check in found.values():
            _validate(check)
    except VoicecheckError as error:
        raise CheckError(_IN_FILE.format(path=path, said=error.text)) from error
    except Exception as error:
        where, said = _where(error, path), _first_line(error)
        raise CheckError(_BROKEN.format(path=path, where=where, said=said)) from error
    if not found:
        raise CheckError(_NO_CHECK_IN.format(path=path))
    return tuple(found.values())


def _validate(check: Check) -> None:
    if len(check.name) > LONGEST_NAME:
        raise CheckError(_LONG_NAME.format(code=check.code, name=check.name, n=LONGEST_NAME))
    needs = (need.measure for need in check.evidence.needs)
    for name in (*check.requires, *check.reads, *needs):
        if name not in CATALOGUE:
            said = NO_MEASURE.format(name=name, hint=suggest(name, CATALOGUE))
            raise CheckError(OF_CHECK.format(code=check.code, said=said))


def _where(error: Exception, path: str) -> Text:
    lines = [at.lineno for at in traceback.extract_tb(error.__traceback__) if at.filename == path]
    if isinstance(error, SyntaxError):
        lines.append(error.lineno)
    return _LINE.format(n=lines[-1]) if lines else _WHOLE


def _first_line(error: Exception) -> str:
    said = str(error.msg if isinstance(error, SyntaxError) else error)
    return f"{type(error).__name__}: {said.partition(chr(10))[0]}"


OF_CHECK = Text("{code}: {said}", "{code}: {said}")
_IN_FILE = Text("{path}: {said}", "{path}: {said}")
_BROKEN = Text("{path}, {where}: {said}", "{path}, {where}: {said}")
_LINE = Text("Zeile {n}", "line {n}")
_WHOLE = Text("als Ganzes", "as a whole")
_CLAIMED_TWICE = Text(
    "den Code {code} beanspruchen {one} und {other}",
    "the code {code} is claimed by {one} and by {other}",
)
_NO_GUEST_CODE = Text(
    "{owner}: '{code}' ist kein Code für eine Prüfung von außen: ein bis vier Großbuchstaben und "
    "eine Zahl; M, P und N gehören zum Haus",
    "{owner}: '{code}' is no code for a guest check; use one to four capitals and a number, "
    "M, P and N are the house's",
)
_NO_CHECK = Text("es gibt keine Prüfung '{word}': {hint}", "there is no check '{word}': {hint}")
_NOT_LOADED = Text(
    "Prüfung {code} lässt sich nicht aus {target} laden ({why})",
    "check {code} cannot be loaded from {target} ({why})",
)
_ANOTHER_CODE = Text(
    "{target} ist keine Prüfung mit dem Code {code}", "{target} is no check with the code {code}"
)
_NO_CHECK_IN = Text(
    "{path}: enthält keine Prüfung; @voicecheck.mistake macht eine",
    "{path}: holds no check; make one with @voicecheck.mistake",
)
_LONG_NAME = Text(
    "{code}: der Name {name} ist länger als {n} Buchstaben",
    "{code}: the name {name} is longer than {n} letters",
)
