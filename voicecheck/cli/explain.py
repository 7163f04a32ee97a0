"""``voicecheck explain``: the page of a check, with the place of calls among people."""

from __future__ import annotations

import sys
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated

from voicecheck.cli.help import FILES, argument, option
from voicecheck.cli.language import both, said
from voicecheck.cli.options import (
    CallLanguage,
    ConfigFile,
    OwnChecks,
    ReportLanguage,
    settings,
)
from voicecheck.cli.say import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.checks.check import Check
    from voicecheck.config import Config
    from voicecheck.types.judgement import Scorecard

Code = Annotated[str | None, argument(said("explain.code"), metavar="code")]
Card = Annotated[Path | None, option(said("explain.card"), "--card", panel=FILES, metavar="file")]
Call = Annotated[str | None, option(said("explain.call"), "--call", panel=FILES, metavar="call")]


def explain(
    code: Code = None,
    card: Card = None,
    call: Call = None,
    config: ConfigFile = None,
    call_language: CallLanguage = None,
    own_checks: OwnChecks = None,
    report_language: ReportLanguage = None,
) -> None:
    """Say what a check hears, why it matters, how it measures, and what it cannot do."""
    from voicecheck.checks import registry
    from voicecheck.checks.norms import load_norms
    from voicecheck.errors import ConfigError
    from voicecheck.report.explain import page, strength_page
    from voicecheck.report.markdown import render

    options = settings(config, own_checks=own_checks, language=call_language, lang=report_language)
    if call is not None and card is None:
        raise ConfigError(both("explain.needs_card"))
    if code is None:
        _list(options)
        return
    for strength in registry.all_strengths():
        if code.upper() == strength.code or code.lower() == strength.name:
            if card is not None:
                raise ConfigError(both("explain.strength").format(code=strength.code))
            norms = load_norms(options.language or "de", options.norms)
            render(strength_page(strength, norms, options.lang), sys.stdout)
            return
    check = registry.find(registry.all_checks(options.checks.files), code)
    cards = _cards(card, check, call) if card is not None else []
    spoken = options.language or _spoken(cards, card)
    strange = [one for one in cards if one.language not in (spoken, None)]
    if strange:
        raise ConfigError(
            both("explain.strange").format(
                path=card,
                call=strange[0].source.path,
                language=strange[0].language,
                spoken=spoken,
            )
        )
    norms = load_norms(spoken, options.norms)
    render(page(check, norms, options.lang, cards), sys.stdout)


def _list(options: Config) -> None:
    """List all that can be explained."""
    from voicecheck.checks import registry

    lang = options.lang
    say(said("explain.mistakes"))
    for check in registry.all_checks(options.checks.files):
        say(f"  {check.code}  {check.title[lang]}  ({check.name})")
    say(said("explain.strengths"))
    for strength in registry.all_strengths():
        say(f"  {strength.code}  {strength.title[lang]}  ({strength.name})")
    say(said("explain.more"))


def _cards(path: Path, check: Check, call: str | None) -> list[Scorecard]:
    """Read the cards of a file that hold a check, or the one of a call."""
    from voicecheck.errors import ConfigError, suggest
    from voicecheck.store.cards import read_cards
    from voicecheck.types.codec import from_dict
    from voicecheck.types.judgement import Scorecard

    found = []
    for file, document in read_cards(path):
        try:
            found.append(from_dict(Scorecard, document))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ConfigError(both("explain.no_card").format(path=file, why=error)) from error
    names = [PurePath(one.source.path).name for one in found]
    if call is not None:
        wanted = PurePath(call).name
        if wanted not in names:
            hint = suggest(wanted, names)
            raise ConfigError(both("explain.no_call").format(path=path, call=wanted, hint=hint))
        found = [one for one, name in zip(found, names, strict=True) if name == wanted]
    for one in found:
        _hold(one, check, path)
    return found


def _hold(card: Scorecard, check: Check, path: Path) -> None:
    from voicecheck.errors import ConfigError

    line = next((line for line in card.results if line.code == check.code), None)
    if line is None:
        codes = ", ".join(line.code for line in card.results)
        raise ConfigError(
            both("explain.not_held").format(
                path=path, call=card.source.path, code=check.code, codes=codes
            )
        )
    if line.version != check.version:
        raise ConfigError(
            both("explain.other_version").format(
                path=path,
                call=card.source.path,
                code=check.code,
                held=line.version,
                version=check.version,
            )
        )


def _spoken(cards: Sequence[Scorecard], path: Path | None) -> str:
    """Return the one language of the calls; German where there are none."""
    from voicecheck.errors import ConfigError

    languages = sorted({one.language for one in cards if one.language is not None})
    if len(languages) > 1:
        raise ConfigError(
            both("explain.languages").format(path=path, languages=", ".join(languages))
        )
    return languages[0] if languages else "de"
