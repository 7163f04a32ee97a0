"""``voicecheck doctor``: what is installed here, what is missing, and how to get it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import typer

from voicecheck.cli.say import say

if TYPE_CHECKING:
    from pathlib import Path

MODEL_REMEDY = 'pip install "voicecheck[offline]", or: voicecheck models get base'
ENCODER_REMEDY = 'pip install "voicecheck[offline]"'
DECODERS = {
    "mp3": "MP3",
    "opus": "Opus",
    "vorbis": "Ogg Vorbis",
    "aac": "M4A",
    "amrnb": "AMR",
    "gsm": "GSM",
    "gsm_ms": "GSM in WAV",
    "pcm_alaw": "A-law",
    "pcm_mulaw": "µ-law",
    "g722": "G.722",
    "wmav2": "WMA",
}


def doctor() -> None:
    """Say what this machine has: versions, cores, speech models, decoders.

    Exit code 0: everything that a check needs is here; 2: something is missing.
    """
    import platform
    from importlib import metadata

    from joblib import cpu_count

    from voicecheck import __version__
    from voicecheck._telemetry import switched_off
    from voicecheck.conduct.encoder import PACKAGE, VERSION, found_version, installed
    from voicecheck.speech.models import available, cache_dir
    from voicecheck.speech.transcribers import targets

    missing: list[str] = []
    advised: list[str] = []
    _say("voicecheck", __version__)
    _say("Python", f"{platform.python_version()}, {platform.platform()}")
    _say("cores", str(cpu_count()))
    _say("weights kept in", f"{cache_dir()}, {_free(cache_dir())} free")
    for requirement in _requirements():
        try:
            _say(requirement, metadata.version(requirement))
        except metadata.PackageNotFoundError:
            missing.append(f"pip install {requirement}")
            _say(requirement, "missing")
    _say("transcribers", ", ".join(targets()))
    models = available()
    for model in models:
        _say(f"speech model {model.name}", model.source or "not here")
    if not any(model.source for model in models):
        missing.append(f"a speech model: {MODEL_REMEDY}")
    _say("sentence encoder", f"{PACKAGE} {found_version() or 'not here'}")
    if not installed():
        advised.append(f"{PACKAGE} {VERSION}, without which words count less: {ENCODER_REMEDY}")
    _say("reads", _readable())
    for line in switched_off():
        _say("switched off", line)
    for line in missing:
        say(f"missing: {line}", err=True)
    for line in advised:
        say(f"worth having: {line}", err=True)
    if missing:
        raise typer.Exit(2)


def _say(what: str, found: str) -> None:
    say(f"{what:<24} {found}")


def _requirements() -> list[str]:
    """Return the packages that voicecheck cannot do without."""
    from importlib import metadata

    always = [r for r in metadata.requires("voicecheck") or [] if "extra ==" not in r]
    return sorted(m[0] for r in always if (m := re.match(r"[\w.-]+", r)))


def _free(folder: Path) -> str:
    """Say how much room there is where the folder lies, or will lie."""
    import shutil

    there = folder
    while not there.exists():
        there = there.parent
    return f"{shutil.disk_usage(there).free / 1e9:.0f} GB"


def _readable() -> str:
    """Name the codecs that the installed libraries decode, and those they do not."""
    import av

    here = [name for codec, name in DECODERS.items() if codec in av.codecs_available]
    gone = [name for codec, name in DECODERS.items() if codec not in av.codecs_available]
    return ", ".join(here) + (f"; not: {', '.join(gone)}" if gone else "")
