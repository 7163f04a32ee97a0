"""Decoding in a process of its own: warm, and within limits of time and memory.

Whoever puts a file among the recordings chooses what C code of several decoders does. There it can
hang, ask for memory or crash: that costs the file, a few seconds, and a process of 50 MB that the
next file starts anew. It writes no files, and what it answers is numbers and sentences, never
objects that would be built here.
"""

from __future__ import annotations

import atexit
import contextlib
import faulthandler
import json
import os
import signal
import struct
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from voicecheck.audio.refusals import EXPORT
from voicecheck.errors import AudioError, StorageError, VoicecheckError
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    Block = npt.NDArray[np.float32]  # [shape=(n_samples, n_channels)]

# A second of sound takes a millisecond of work: what takes so much without giving any hangs.
WORK_S = 5.0
# A share that answers late is waited for; a file takes as long as a slow one needs, and no longer.
SILENT_S = 60.0
SLOWEST_BYTES_PER_S = 1 << 20
# Above what the decoders take when they are loaded: the largest of good files took 60 MB.
HEADROOM_BYTES = 512 << 20
MAX_FRAME_BYTES = 64 << 20
FILES = 500  # then a new one is started: decoders do not give back all that they took
_TIMED_OUT = 1  # how faulthandler ends a process
READ, LENGTH = b"r", b"l"  # what can be asked
_READY, _HEAD, _BLOCK, _TAIL, _REFUSED = b"+", b"H", b"B", b"T", b"R"

_HANGS = Text(
    "hält den Dekoder auf: nach {limit:g} s Rechenzeit ohne weiteren Ton abgebrochen",
    "holds up the decoder: stopped after {limit:g} s of work without further sound",
)
_LATE = Text(
    "ihr Datenträger gibt sie nicht heraus: nach {limit:g} s Warten abgebrochen",
    "its disk does not hand it out: stopped after waiting for {limit:g} s",
)
TRY_AGAIN = Text("Den Datenträger prüfen und noch einmal versuchen", "Check the disk and try again")
_NO_DECODER = Text(
    "der Dekoder lässt sich nicht starten: voicecheck neu installieren, `voicecheck doctor` sagt, "
    "was fehlt",
    "the decoder cannot be started: install voicecheck anew, `voicecheck doctor` tells what is "
    "missing",
)
_DIED = Text(
    "der Dekoder bricht an dieser Datei ab ({what})", "the decoder breaks off at this file ({what})"
)
_KILLED = Text(
    "das System hat den Dekoder beendet, oft aus Mangel an Speicher",
    "the system ended the decoder, often for want of memory",
)
_MEMORY = Text("Noch einmal versuchen, mit weniger --workers", "Try again, with fewer --workers")
_NO_MEMORY = Text(
    "der Dekoder verlangt für diese Datei mehr Speicher, als eine Aufnahme braucht",
    "for this file the decoder asks for more memory than a recording needs",
)
_FAULT = Text("lässt sich nicht dekodieren ({what})", "cannot be decoded ({what})")


@dataclass(slots=True)
class Answer:
    """What the process says of a file: first the head, then blocks, then the tail."""

    head: dict[str, Any]
    blocks: Iterator[Block]
    tail: dict[str, Any]  # filled when the blocks are through


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost."""

    work_s: float = WORK_S
    silent_s: float = SILENT_S
    headroom_bytes: int = HEADROOM_BYTES


class DecoderProcess:
    """The process, and the one who asks it."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        # What is installed is found as it was found here; never in the working folder.
        code = (
            f"import sys; sys.path.append({str(Path(__file__).parents[2])!r}); "
            f"from {__name__} import Limits, serve; serve({self.limits!r})"
        )
        self.owner = os.getpid()
        self._n_asked = 0
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", code],
            cwd=Path(__file__).parent,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin, self._process.stdout
        if _read_frame(self._from) != (_READY, b""):
            self.close()
            raise VoicecheckError(_NO_DECODER)

    @property
    def alive(self) -> bool:
        """Whether it can be asked from this process."""
        used = self.owner != os.getpid() or self._n_asked >= FILES
        return not used and self._process.poll() is None

    def ask(self, work: bytes, path: str, setting: str = "") -> Answer:
        """Let it work on a file; raise AudioError where that ends in a refusal."""
        self._n_asked += 1
        request = os.fsencode(os.path.abspath(path)) + b"\0" + setting.encode()
        try:
            _write_frame(self._to, work, request)
        except BrokenPipeError as error:
            raise self._died(path) from error
        answer = Answer({}, iter(()), {})
        answer.head = json.loads(self._next(path, _HEAD)[1])
        answer.blocks = self._blocks(path, answer)
        return answer

    def close(self) -> None:
        """Let it end; it ends by itself, too, when nobody can ask it any more."""
        with contextlib.suppress(OSError):
            self._to.close()
        if self.owner == os.getpid():
            self._process.kill()
            self._process.wait()
        self._from.close()

    def _blocks(self, path: str, answer: Answer) -> Iterator[Block]:
        n_channels = int(answer.head["n_channels"])
        while True:
            kind, body = self._next(path, _BLOCK + _TAIL)
            if kind == _TAIL:
                answer.tail.update(json.loads(body))
                return
            yield np.frombuffer(body, dtype=np.float32).reshape(-1, n_channels)

    def _next(self, path: str, expected: bytes) -> tuple[bytes, bytes]:
        frame = _read_frame(self._from)
        if frame is None:
            raise self._died(path)
        kind, body = frame
        if kind == _REFUSED:
            said = json.loads(body)
            kind_of_error = StorageError if said["storage"] else AudioError
            raise kind_of_error(path, Text(*said["reason"]), Text(*said["remedy"]))
        if kind not in expected:
            self._process.kill()
            raise self._died(path)
        return kind, body

    def _died(self, path: str) -> AudioError:
        status = self._process.wait()
        if status == _TIMED_OUT:
            return StorageError(path, _LATE.format(limit=self.limits.silent_s), TRY_AGAIN)
        what = signal.Signals(-status).name if status < 0 else str(status)
        if what == "SIGKILL":
            return StorageError(path, _KILLED, _MEMORY)
        hangs = what == "SIGPROF"
        reason = _HANGS.format(limit=self.limits.work_s) if hangs else _DIED.format(what=what)
        return AudioError(path, reason, EXPORT)


def unreadable(path: str, error: OSError) -> StorageError:
    """Return the error for a file whose bytes do not come."""
    reason = Text("konnte nicht gelesen werden ({what})", "could not be read ({what})")
    return StorageError(path, reason.format(what=error.strerror or str(error)), TRY_AGAIN)


_process: DecoderProcess | None = None
_in_use = threading.Lock()


@contextlib.contextmanager
def decoder() -> Iterator[DecoderProcess]:
    """Lend the process of this process to one thread; start it where there is none."""
    global _process
    with _in_use:
        if _process is None or not _process.alive:
            if _process is None:
                atexit.register(_close)
            else:
                _process.close()
            _process = DecoderProcess()
        try:
            yield _process
        except BaseException as error:
            # After a refusal it waits for the next file; else nobody knows what it is at.
            if not isinstance(error, AudioError):
                _process.close()
            raise


def _close() -> None:
    if _process is not None:
        _process.close()


def _write_frame(pipe: IO[bytes], kind: bytes, body: bytes | memoryview) -> None:
    pipe.write(kind + struct.pack("<I", len(body)))
    pipe.write(body)
    pipe.flush()


def _read_frame(pipe: IO[bytes]) -> tuple[bytes, bytes] | None:
    """Return None where the other side is gone or talks nonsense."""
    head = pipe.read(5)
    if len(head) < 5:
        return None
    length = struct.unpack("<I", head[1:])[0]
    if length > MAX_FRAME_BYTES:
        return None
    body = pipe.read(length)
    return (head[:1], body) if len(body) == length else None


def serve(limits: Limits) -> None:
    """Answer until nobody asks any more (in the process itself)."""
    from voicecheck.audio import reading

    # Whoever started this decides when it ends: a terminal signals the whole group.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # Libraries that print must not print between the answers.
    out = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    works = {READ: reading.read, LENGTH: reading.length}
    _limit_memory(limits.headroom_bytes)
    _write_frame(out, _READY, b"")
    with contextlib.suppress(BrokenPipeError):
        while (request := _read_frame(sys.stdin.buffer)) is not None:
            name, _, setting = request[1].partition(b"\0")
            path = os.fsdecode(name)
            answers = works[request[0]](path, setting.decode())
            for kind, body in _within_limits(answers, path, limits, nowhere):
                _write_frame(out, kind, body)


def _within_limits(
    answers: Iterator[dict[str, Any] | Block], path: str, limits: Limits, nowhere: int
) -> Iterator[tuple[bytes, bytes | memoryview]]:
    """Give answers as frames; the clocks run only while something is worked out."""
    ends = time.monotonic() + limits.silent_s
    kind = _HEAD
    try:
        ends += os.path.getsize(path) / SLOWEST_BYTES_PER_S
        while True:
            left_s = min(limits.silent_s, max(0.01, ends - time.monotonic()))
            with _clocks(left_s, limits.work_s, nowhere):
                answer = next(answers, None)
            if answer is None:
                return
            if isinstance(answer, dict):
                yield kind, json.dumps(answer).encode()
                kind = _TAIL
            elif len(answer):
                yield _BLOCK, np.ascontiguousarray(answer, dtype=np.float32).data.cast("B")
    except AudioError as error:
        yield _refusal(error.reason, error.remedy, storage=isinstance(error, StorageError))
    except MemoryError:
        yield _refusal(_NO_MEMORY, EXPORT)
    except Exception as error:  # whatever a library makes of a hostile file
        yield _refusal(_FAULT.format(what=f"{type(error).__name__}: {error}"), EXPORT)


@contextlib.contextmanager
def _clocks(left_s: float, work_s: float, nowhere: int) -> Iterator[None]:
    """End this process, wherever it hangs, after so much waiting or so much work."""
    faulthandler.dump_traceback_later(left_s, exit=True, file=nowhere)
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_PROF, work_s)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        if sys.platform != "win32":
            signal.setitimer(signal.ITIMER_PROF, 0)


def _refusal(reason: Text, remedy: Text, *, storage: bool = False) -> tuple[bytes, bytes]:
    said = {
        "reason": [reason.de, reason.en],
        "remedy": [remedy.de, remedy.en],
        "storage": storage,
    }
    return _REFUSED, json.dumps(said).encode()


def _limit_memory(headroom_bytes: int) -> None:
    """Bound memory and forbid files, where the system can."""
    if sys.platform != "linux":
        return
    import resource

    size_bytes = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    for limit, value in (
        (resource.RLIMIT_AS, size_bytes + headroom_bytes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, most = resource.getrlimit(limit)
        if most != resource.RLIM_INFINITY:
            value = min(value, most)
        resource.setrlimit(limit, (value, most))
