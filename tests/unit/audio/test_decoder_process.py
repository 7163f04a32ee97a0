from __future__ import annotations

import io
import os
import signal
import struct
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.synth import tone
from voicecheck.audio import decoder_process, reading
from voicecheck.audio.decode import load
from voicecheck.audio.decoder_process import LENGTH, READ, DecoderProcess, Limits
from voicecheck.errors import AudioError, StorageError

# libsndfile 1.2.2 looks for ever for the end of this note in the header.
_FORMAT = struct.pack("<4sIHHIIHHHH", b"fmt ", 20, 0x31, 1, 8000, 1625, 65, 0, 2, 320)
_FACT = struct.pack("<4sII", b"fact", 4, 8000)
_NOTE = struct.pack("<4sI4s4sI", b"LIST", 26, b"INFO", b"ISF\xf5", 0xFFFFFFF4)
HANGS = struct.pack("<4sI4s", b"RIFF", 1712, b"WAVE") + _FORMAT + _FACT + _NOTE


@pytest.fixture
def call(tmp_path: Path) -> Path:
    path = tmp_path / "call.wav"
    soundfile.write(path, np.stack([tone(500, 2.0), tone(900, 2.0)], axis=1), 8000)
    return path


@pytest.fixture
def strict() -> Iterator[DecoderProcess]:
    process = DecoderProcess(Limits(silent_s=0.5))
    yield process
    process.close()


def samples(process: DecoderProcess, path: Path) -> np.ndarray:
    return np.concatenate(list(process.ask(READ, str(path)).blocks))


def test_it_answers_as_reading_here_would(call: Path, strict: DecoderProcess) -> None:
    answer = strict.ask(READ, str(call))
    head, *blocks, tail = reading.read(str(call))
    assert answer.head == head
    np.testing.assert_array_equal(np.concatenate(list(answer.blocks)), np.concatenate(blocks))
    assert answer.tail == tail


def test_it_stays_for_the_next_file(call: Path, strict: DecoderProcess) -> None:
    (call.parent / "no.wav").write_bytes(b"nothing like sound")
    first = samples(strict, call)
    with pytest.raises(AudioError, match="no sound file"):
        strict.ask(READ, str(call.parent / "no.wav"))
    assert strict.alive
    np.testing.assert_array_equal(samples(strict, call), first)
    assert strict.ask(LENGTH, str(call)).head["duration_s"] == pytest.approx(2.0)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_file_that_does_not_come_is_given_up_and_may_come_later(
    call: Path, strict: DecoderProcess
) -> None:
    os.mkfifo(call.parent / "slow.wav")
    with pytest.raises(StorageError, match=r"waiting for 0\.5 s"):
        strict.ask(READ, str(call.parent / "slow.wav"))
    assert not strict.alive


def test_work_without_end_is_stopped(tmp_path: Path) -> None:
    (tmp_path / "hangs.wav").write_bytes(HANGS)
    process = DecoderProcess(Limits(work_s=0.5))
    with pytest.raises(AudioError, match=r"holds up the decoder: stopped after 0\.5 s") as caught:
        process.ask(READ, str(tmp_path / "hangs.wav"))
    process.close()
    assert not isinstance(caught.value, StorageError)


@pytest.mark.parametrize(
    ("number", "said", "is_the_file"),
    [(signal.SIGSEGV, "breaks off at this file", True), (signal.SIGKILL, "want of memory", False)],
)
def test_a_crash_costs_one_file(
    call: Path, tmp_path: Path, number: int, said: str, is_the_file: bool
) -> None:
    process = DecoderProcess()
    os.mkfifo(tmp_path / "waits.wav")
    threading.Timer(0.3, os.kill, [process._process.pid, number]).start()
    with pytest.raises(AudioError, match=said) as caught:
        process.ask(READ, str(tmp_path / "waits.wav"))
    assert isinstance(caught.value, StorageError) is not is_the_file
    process.close()
    assert load(call).duration_s == 2.0


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded on Linux alone")
def test_a_file_that_asks_for_memory_is_refused(tmp_path: Path, call: Path) -> None:
    wide = tmp_path / "wide.wav"
    soundfile.write(wide, np.zeros((384_000, 8)), 384_000)  # 12 MB of samples in one second
    process = DecoderProcess(Limits(headroom_bytes=28 << 20))
    try:
        assert len(samples(process, call)) == 16_000
        with pytest.raises(AudioError, match="asks for more memory"):
            samples(process, wide)
        assert len(samples(process, call)) == 16_000
    finally:
        process.close()
    assert load(wide).n_channels == 8


def test_it_ends_when_nobody_can_ask_it(strict: DecoderProcess) -> None:
    strict._to.close()
    assert strict._process.wait(timeout=20) == 0


def test_the_next_file_finds_a_new_one_where_it_was_killed(call: Path) -> None:
    load(call)
    with decoder_process.decoder() as process:
        process._process.kill()
        process._process.wait()
    assert load(call).duration_s == 2.0
    with decoder_process.decoder() as another:
        assert another is not process


def test_what_stops_half_way_starts_anew(call: Path) -> None:
    with pytest.raises(KeyboardInterrupt), decoder_process.decoder() as process:
        next(process.ask(READ, str(call)).blocks)
        raise KeyboardInterrupt
    assert not process.alive
    assert load(call).duration_s == 2.0


def test_a_child_of_this_process_asks_its_own(strict: DecoderProcess) -> None:
    strict.owner += 1
    assert not strict.alive
    strict.owner -= 1


def test_threads_take_turns(call: Path) -> None:
    want = load(call).samples
    got: list[np.ndarray] = []
    threads = [threading.Thread(target=lambda: got.append(load(call).samples)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 8
    for one in got:
        np.testing.assert_array_equal(one, want)


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux alone")
def test_a_name_that_is_no_text(call: Path) -> None:
    odd = os.fsdecode(os.fsencode(call.parent) + b"/gespr\xe4ch.wav")
    os.rename(call, odd)
    recording = load(odd)
    assert recording.source.path == odd
    assert recording.duration_s == 2.0


def test_it_starts_from_another_working_folder(
    call: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = tmp_path / "trap"
    trap.mkdir()
    (trap / "json.py").write_text("raise SystemExit('run')", encoding="utf-8")
    monkeypatch.chdir(trap)
    process = DecoderProcess()
    try:
        assert len(samples(process, Path("../call.wav"))) == 16_000
    finally:
        process.close()


@pytest.mark.parametrize(
    "sent", [b"", b"H\1", b"B" + struct.pack("<I", 1 << 31), b"B" + struct.pack("<I", 9) + b"short"]
)
def test_nonsense_from_the_process_is_no_answer(sent: bytes) -> None:
    assert decoder_process._read_frame(io.BytesIO(sent)) is None


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_it_writes_no_files(call: Path) -> None:
    load(call)
    with decoder_process.decoder() as process:
        text = Path(f"/proc/{process._process.pid}/limits").read_text()
    line = next(line for line in text.splitlines() if line.startswith("Max file size"))
    assert line.split()[3] == "0"


def test_time_is_counted_while_working_alone(strict: DecoderProcess, call: Path) -> None:
    answer = strict.ask(READ, str(call))
    time.sleep(0.7)  # longer than it may be silent: whoever reads slowly is no reason to stop
    assert sum(map(len, answer.blocks)) == 16_000
