"""``voicecheck explain``: the page of a check."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from voicecheck.cli.options import ConfigFile, LangOption, Language, settings


def explain(
    code: Annotated[str, typer.Argument(help="Code or name: M4, too-fast, P1.")],
    language: Language = None,
    lang: LangOption = None,
    config: ConfigFile = None,
) -> None:
    """Say what a check hears, why it matters, how it measures, and what it cannot do."""
    from voicecheck.checks import registry
    from voicecheck.norms import load_norms
    from voicecheck.report.page import page, strength_page

    options = settings(config, language=language, lang=lang)
    norms = load_norms(options.language or "de", options.norms)
    for strength in registry.all_strengths():
        if code.upper() == strength.code or code.lower() == strength.name:
            sys.stdout.write(strength_page(strength, norms, options.lang))
            return
    check = registry.find(registry.all_checks(), code)
    sys.stdout.write(page(check, norms, options.lang))
