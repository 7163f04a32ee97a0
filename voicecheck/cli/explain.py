"""``voicecheck explain``: the page of a check, with the place of calls among people."""

from __future__ import annotations

import sys
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated

import typer

from voicecheck.cli.options import ConfigFile, LangOption, Language, OwnChecks, settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.checks.check import Check
    from voicecheck.types.judgement import Scorecard

Card = Annotated[
    Path | None,
    typer.Option(
        "--card", help="JSON of `voicecheck check FILE --format json`: place its calls too."
    ),
]
Call = Annotated[
    str | None, typer.Option("--call", help="Only the call of this file name, of several cards.")
]


def explain(
    code: Annotated[str, typer.Argument(help="Code or name: M4, too-fast, P1.")],
    card: Card = None,
    call: Call = None,
    language: Language = None,
    lang: LangOption = None,
    own_checks: OwnChecks = None,
    config: ConfigFile = None,
) -> None:
    """Say what a check hears, why it matters, how it measures, and what it cannot do.

    Norms that were measured show their people on a line, and with --card where a call lies.
    """
    from voicecheck.checks import registry
    from voicecheck.checks.norms import load_norms
    from voicecheck.errors import ConfigError
    from voicecheck.report.explain import page, strength_page

    options = settings(config, own_checks=own_checks, language=language, lang=lang)
    if call is not None and card is None:
        raise ConfigError("--call picks one of several cards: name their file by --card")
    for strength in registry.all_strengths():
        if code.upper() == strength.code or code.lower() == strength.name:
            if card is not None:
                raise ConfigError(f"{strength.code} is a strength and has no norms to place by")
            norms = load_norms(options.language or "de", options.norms)
            sys.stdout.write(strength_page(strength, norms, options.lang))
            return
    check = registry.find(registry.all_checks(options.checks.files), code)
    cards = _cards(card, check, call) if card is not None else []
    spoken = options.language or _spoken(cards, card)
    strange = [one for one in cards if one.language not in (spoken, None)]
    if strange:
        raise ConfigError(
            f"{card}: {strange[0].source.path} is in '{strange[0].language}' and has other norms "
            f"than '{spoken}': leave --language out, or name one call by --call"
        )
    norms = load_norms(spoken, options.norms)
    sys.stdout.write(page(check, norms, options.lang, cards))


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
            raise ConfigError(
                f"{file}: is no card of this voicecheck ({error}); write one with: "
                "voicecheck check CALL --format json"
            ) from error
    names = [PurePath(one.source.path).name for one in found]
    if call is not None:
        wanted = PurePath(call).name
        if wanted not in names:
            raise ConfigError(f"{path}: there is no call '{wanted}': {suggest(wanted, names).en}")
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
            f"{path}: the card of {card.source.path} does not hold {check.code}, only {codes}"
        )
    if line.version != check.version:
        raise ConfigError(
            f"{path}: the card of {card.source.path} holds version {line.version} of "
            f"{check.code}, this is version {check.version}: check the call again"
        )


def _spoken(cards: Sequence[Scorecard], path: Path | None) -> str:
    """Return the one language of the calls; German where there are none."""
    from voicecheck.errors import ConfigError

    languages = sorted({one.language for one in cards if one.language is not None})
    if len(languages) > 1:
        raise ConfigError(
            f"{path}: calls in {' and '.join(languages)} have other norms: name one by --call"
        )
    return languages[0] if languages else "de"
