"""Plots: their axes, the findings in them, one language, and a zero that is no gap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

import voicecheck
from tests.made_features import features
from voicecheck.analysis.pipeline import Analysis
from voicecheck.types.audio import Recording
from voicecheck.types.judgement import Scorecard

pytestmark = pytest.mark.needs("pandas")


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    import matplotlib.pyplot as plt

    monkeypatch.setenv("MPLBACKEND", "agg")
    yield
    for number in plt.get_fignums():  # nothing that is drawn may fail to be
        plt.figure(number).canvas.draw()
    plt.close("all")


def texts(ax: Any) -> list[str]:
    return [text.get_text() for text in ax.texts]


def ticks(ax: Any) -> list[str]:
    ax.figure.canvas.draw()
    return [label.get_text() for label in ax.get_xticklabels() if label.get_text()]


def test_a_card_is_drawn_on_the_axes_given(card: Scorecard) -> None:
    import matplotlib.pyplot as plt

    _, own = plt.subplots()
    assert card.plot(ax=own) is own
    assert [bar.get_width() for bar in own.patches] == [
        pytest.approx(100 * (line.severity or 0.0)) for line in card.results
    ]
    assert own.get_xlabel() == "Schwere"


def test_zero_is_a_dot_and_not_assessed_is_words() -> None:
    card = voicecheck.judge(features(tempo__articulation_rate=9.0, pitch__voiced_s=2.0))
    rows = {line.code: row for row, line in enumerate(card.results)}
    assert card.results["M6"].severity == 0 and card.results["M1"].severity is None
    ax = card.plot()
    dots = {float(line.get_ydata()[0]) for line in ax.lines if line.get_marker() == "o"}
    zeros = {
        float(rows[line.code])
        for line in card.results
        if line.severity is not None and line.severity < 0.01
    }
    assert dots == zeros and rows["M6"] in dots
    said = {text.get_position()[1]: text.get_text() for text in ax.texts}
    assert said[rows["M1"]] == "nicht beurteilbar" and rows["M1"] not in dots
    place = next(item.span for item in card.results["M7"].evidence if item.span)
    minutes, seconds = divmod(int(place.start_s), 60)
    assert said[rows["M7"]] == f"{minutes}:{seconds:02d}"


@pytest.mark.parametrize(
    ("lang", "time", "names", "channels"),
    [
        ("de", "Zeit (min:s)", ["Agent/in", "Anrufer/in"], ["linker Kanal", "rechter Kanal"]),
        ("en", "time (min:s)", ["agent", "caller"], ["left channel", "right channel"]),
    ],
)
def test_a_plot_speaks_one_language_that_of_the_card(
    german: Analysis,
    recording: Recording,
    lang: Any,
    time: str,
    names: list[str],
    channels: list[str],
) -> None:
    card = voicecheck.judge(german.features, config=voicecheck.Config(lang=lang))
    for how in ({"card": card}, {"lang": lang}):
        top, bottom = german.plot(**how)
        assert top.get_ylabel() in ("Tonhöhe (Halbtöne)", "pitch (semitones)")
        assert [label.get_text() for label in bottom.get_yticklabels()] == names
        assert bottom.get_xlabel() == time
        rows = recording.plot(**how)
        assert [ax.get_ylabel() for ax in rows] == channels
        assert [ax.get_xlabel() for ax in rows] == ["", time]


def test_times_are_minutes_and_seconds(german: Analysis, recording: Recording) -> None:
    expected = ["0:00", "0:30", "1:00", "1:30", "2:00", "2:30", "3:00"]
    assert ticks(german.plot()[1])[: len(expected)] == expected
    assert ticks(recording.plot()[-1])[: len(expected)] == expected


def test_findings_are_marked_where_they_are(
    german: Analysis, recording: Recording, card: Scorecard
) -> None:
    spans = [item.span for item in card.results["M4"].evidence if item.span]
    for axes in (german.plot(card=card), recording.plot(card=card)):
        assert texts(axes[0]) == ["M4"]
        assert axes[0].texts[0].get_position()[0] == min(span.start_s for span in spans)
        for ax in axes:
            marked = [patch for patch in ax.patches if patch.get_label() == "M4"]
            assert marked
            assert min(one.get_x() for one in marked) == min(span.start_s for span in spans)
    assert texts(german.plot()[0]) == [] == texts(recording.plot()[0])


def test_a_call_in_which_nobody_is_judged_can_be_drawn(german: Analysis) -> None:
    nobody = replace(german, dialogue=None, tracks=None)
    top, bottom = nobody.plot(card=voicecheck.judge(replace(german.features, measures={})))
    assert not top.lines and texts(top) == [] and ticks(bottom)[0] == "0:00"
