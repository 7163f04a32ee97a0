"""``voicecheck explain``: the page of a check."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from voicecheck.cli.options import ConfigFile, LangOption, Language, settings


def explain(
    code: Annotated[str, typer.Argument(help="Code or name of a check: M4, too-fast.")],
    language: Language = None,
    lang: LangOption = None,
    config: ConfigFile = None,
) -> None:
    """Say what a check hears, why it matters, how it measures, and what it cannot do."""
    from voicecheck.checks import registry
    from voicecheck.norms import load_norms
    from voicecheck.report.page import page

    options = settings(config, language=language, lang=lang)
    check = registry.find(registry.all_checks(), code)
    norms = load_norms(options.language or "de", options.norms)
    sys.stdout.write(page(check, norms, options.lang))
