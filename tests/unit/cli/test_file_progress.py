from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from voicecheck.cli import file_progress
from voicecheck.cli.file_progress import FileProgress, left


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Clock:
    made = Clock()
    monkeypatch.setattr(file_progress.time, "monotonic", made)
    monkeypatch.setattr("voicecheck.cli.pace._file", lambda: tmp_path / "pace.json")
    return made


def recording(seconds: float) -> Any:
    return SimpleNamespace(duration_s=seconds, n_channels=2)


def heard(
    progress: FileProgress, clock: Clock, *, words_s: float = 10.4
) -> list[tuple[float, float]]:
    """Let a call of 400 s go by; return what was said to be left, and what was."""
    stages = {"speech": 3.0, "words": words_s, "faults": 0.1, "pitch": 1.4, "features": 0.6}
    end, said = clock.now + sum(stages.values()), []
    progress.loaded(recording(400.0))
    for name, took_s in stages.items():
        progress.tell(name, 0.0)
        for _ in range(4):
            clock.now += took_s / 4
            said.append((progress.left_s(), end - clock.now))
        progress.tell(name, 1.0)
    progress.done()
    return said


def test_what_is_left_is_right_within_a_third_and_the_share_never_falls(clock: Clock) -> None:
    progress = FileProgress([Path("a.wav")], model="base", quiet=True)
    progress.begin(0)
    for said_s, real_s in heard(progress, clock):
        assert real_s < 3.0 or abs(said_s / real_s - 1) <= 1 / 3
    assert progress.share() == pytest.approx(1.0)


def test_a_slower_machine_is_learnt_from_its_first_call(clock: Clock) -> None:
    paths = [Path("a.wav"), Path("b.wav"), Path("c.wav")]
    progress = FileProgress(paths, model="base", quiet=True)
    shares = []
    for i in range(3):
        progress.begin(i)
        said = heard(progress, clock, words_s=21.0)
        shares.append(progress.share())
    assert shares == sorted(shares)
    for said_s, real_s in said:  # of the third call
        assert real_s < 3.0 or abs(said_s / real_s - 1) <= 1 / 3


def test_a_line_for_each_of_several_recordings_and_none_when_quiet(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    for quiet, n in ((False, 2), (True, 0)):
        progress = FileProgress([Path("a.wav"), Path("b.wav")], model="base", quiet=quiet)
        for i in range(2):
            progress.begin(i)
            heard(progress, clock)
        lines = capsys.readouterr().err.splitlines()
        assert len(lines) == n
    assert not lines


def test_a_name_that_is_too_long_leaves_room_for_the_stage(clock: Clock) -> None:
    progress = FileProgress([Path("external-17-0171555-20261102.wav")], model="base", quiet=True)
    assert progress._line("misst", 60) == "external-17-0171555-20261102.wav (1 von 1): misst"
    assert progress._line("misst", 35) == "…1555-20261102.wav (1 von 1): misst"
    assert progress._line("erkennt Wörter", 10) == "…1102.wav (1 von 1): erkennt Wörter"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(3.0, "noch etwa 5 s"), (43.0, "noch etwa 45 s"), (130.0, "noch etwa 2 min"),
     (9000.0, "noch etwa 2,5 h")],
)  # fmt: skip
def test_a_rest_is_said_as_people_say_it(seconds: float, said: str) -> None:
    assert left(seconds) == said
