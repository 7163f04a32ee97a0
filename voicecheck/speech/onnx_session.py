"""Opens the small networks: only the file that was measured, and on one thread."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from voicecheck.types.hashing import another_file
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")

WEIGHTS = Path(__file__).parent / "weights"


def open_network(path: Path, sha256: str, name: Text, package: str) -> Any:
    """Return a session of ONNX Runtime for a file, after a look at its hash."""
    data = path.read_bytes() if path.is_file() else b""
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise another_file(path, found if data else "", sha256, name, package)
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])


def side_by_side(function: Callable[..., T], *arguments: Iterable[Any]) -> list[T]:
    """Call a function for each set of arguments, in order, on as many cores as there are.

    A network of a few milliseconds a run hardly shares one run among threads.
    """
    from joblib import cpu_count

    with ThreadPoolExecutor(cpu_count()) as pool:
        return list(pool.map(function, *arguments))


def open_packaged(name: str, sha256: str) -> Any:
    """Return a session for a network that is part of voicecheck."""
    return open_network(WEIGHTS / name, sha256, _NETWORK, "voicecheck")


_NETWORK = Text("Netz", "network")
