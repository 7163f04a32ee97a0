"""A value against its norm, as SVG: among the people of a population, or on three bands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import svg

from voicecheck.report.density import spread
from voicecheck.report.formatting import shown
from voicecheck.report.html.drawing import picture
from voicecheck.report.places import place_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from voicecheck.report.density import Spread
    from voicecheck.types.norm import Norm
    from voicecheck.types.text import Lang

WIDTH, HEIGHT, MARGIN = 220.0, 57.0, 4.0
TOP, BASE, LABELS_Y = 6.0, 38.0, 53.0
BAND, STRIP = 10.0, 4.0  # height of the bands: alone, and below a density
KINDS = ("band-good", "band-watch", "band-bad")
STEP = 2.0  # of the outline
PILE_W = 4.0
HIGHEST = 4.0  # times the mean density: what rises above is cut off, or nothing else would be seen
FIGURE_W = 6.0  # of a character of the figures, at most


def gauge(value: float, norm: Norm, name: str, lang: Lang) -> str:
    """Draw a value against its norm, the better side on the left."""
    shape = None if norm.percentiles is None else spread(norm.percentiles)
    if shape is None:
        beyond = (norm.bad - norm.good) * 0.15
        low, high = norm.good - beyond, norm.bad + beyond
    else:
        low, high = (shape.low, shape.high) if norm.high_is_worse else (shape.high, shape.low)

    def x(at: float) -> float:
        share = min(1.0, max(0.0, (at - low) / (high - low)))
        return round(MARGIN + (WIDTH - 2 * MARGIN) * share, 1)

    ends = (low, norm.watch, norm.fail, high)
    elements = [] if shape is None else _people(shape, ends, x)
    top = BASE - BAND if shape is None else BASE
    elements += [
        svg.Rect(
            x=x(a), y=top, width=round(x(b) - x(a), 1), height=BASE + STRIP - top, class_=[kind]
        )
        for a, b, kind in zip(ends, ends[1:], KINDS, strict=False)
    ]
    needle = [
        svg.M(x(value), top - 3 if shape is None else TOP - 3),
        svg.L(x(value), BASE + STRIP + 2),
    ]
    elements.append(svg.Path(d=needle, class_=["needle"]))
    elements += _figures(norm, x, lang)
    return picture(elements, WIDTH, HEIGHT, "gauge", f"{name}: {place_line(norm, value, lang)}")


def _people(
    shape: Spread, ends: tuple[float, ...], x: Callable[[float], float]
) -> list[svg.Element]:
    """Draw the density in three colours, and a bar where many have the same value."""
    wide = shape.high - shape.low
    per_pixel = wide / (WIDTH - 2 * MARGIN)
    n_steps = round((WIDTH - 2 * MARGIN) / STEP)
    peak = max(shape.density(shape.low + wide * i / n_steps) for i in range(n_steps + 1))
    unit = (BASE - TOP) / min(HIGHEST / wide, peak)

    def y(density: float) -> float:
        return round(BASE - min(BASE - TOP, unit * density), 1)

    elements: list[svg.Element] = []
    for a, b, kind in zip(ends, ends[1:], KINDS, strict=False):
        n = max(2, round(abs(b - a) / per_pixel / STEP))
        outline = [a + (b - a) * i / n for i in range(n + 1)]
        path: list[svg.PathData] = [svg.M(x(a), BASE)]
        path += [svg.L(x(at), y(shape.density(at))) for at in outline]
        elements.append(svg.Path(d=[*path, svg.L(x(b), BASE), svg.Z()], class_=[kind]))
    for pile in shape.piles:
        top = y(pile.share / (PILE_W * per_pixel))
        elements.append(
            svg.Rect(x=x(pile.value) - PILE_W / 2, y=top, width=PILE_W, height=round(BASE - top, 1),
                     class_=["pile"])
        )  # fmt: skip
    return elements


def _figures(norm: Norm, x: Callable[[float], float], lang: Lang) -> list[svg.Element]:
    """Write watch and fail below their marks, as one text where they lie close together."""
    marks = [x(norm.watch), x(norm.fail)]
    texts = [shown(norm.name, limit, "", lang).strip() for limit in (norm.watch, norm.fail)]
    elements: list[svg.Element] = []
    if abs(marks[1] - marks[0]) < FIGURE_W * (len("".join(texts)) / 2 + 1):
        texts, marks = [" | ".join(texts)], [sum(marks) / 2]
    for text, at in zip(texts, marks, strict=True):
        half = FIGURE_W * len(text) / 2
        middle = round(min(WIDTH - half, max(half, at)), 1)
        elements.append(svg.Text(text=text, x=middle, y=LABELS_Y, text_anchor="middle"))
    return elements
