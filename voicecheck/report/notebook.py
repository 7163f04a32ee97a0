"""How nouns look in a notebook: plain HTML without script, all text escaped."""

from __future__ import annotations

import base64
import functools
from typing import Any

import jinja2
import numpy as np

from voicecheck.analysis.pipeline import Analysis
from voicecheck.audio.encode import mp3
from voicecheck.report.causes import causes, notice_line
from voicecheck.report.formatting import cites, measure_name, number, shown, words
from voicecheck.report.html.document import shown as inert
from voicecheck.report.html.drawing import clock_of
from voicecheck.report.style import COLOURS, MARKS
from voicecheck.types.audio import Recording
from voicecheck.types.judgement import Scorecard

HEARD_S = 60.0  # of a recording: a notebook keeps what it shows

_ENVIRONMENT = jinja2.Environment(autoescape=True, finalize=inert, undefined=jinja2.StrictUndefined)
_CARD = _ENVIRONMENT.from_string(
    """<div><b><bdi>{{ name }}</bdi></b> – {{ score }}

{%- for text in above %}<br>{{ text }}{% endfor %}
<table><tbody>
{%- for row in rows %}
<tr><td style="text-align:left">{{ row.code }} {{ row.title }}</td>
<td style="text-align:left;color:{{ row.colour }};white-space:nowrap"><b>{{ row.said }}</b></td>
<td>{{ row.severity }}</td><td style="text-align:left">{{ row.text }}</td></tr>
{%- endfor %}
</tbody></table>
{%- if quotes %}<small>{{ quotes }}</small>{% endif %}</div>"""
)
_TABLE = _ENVIRONMENT.from_string(
    """<div><b><bdi>{{ name }}</bdi></b> – {{ facts }}
{%- if sound %}<br><audio controls preload="none" src="{{ sound }}"></audio>{% endif %}
{%- if rows %}<details><summary>{{ summary }}</summary><table><tbody>
{%- for key, value in rows %}
<tr><td style="text-align:left">{{ key }}</td><td style="text-align:left">{{ value }}</td></tr>
{%- endfor %}
</tbody></table></details>{% endif %}</div>"""
)


@functools.singledispatch
def shown_as_html(noun: Any) -> str:
    """Return what a notebook shows of a scorecard, an analysis or a recording."""
    raise TypeError(f"there is no picture of {type(noun).__name__}")


@shown_as_html.register
def _(card: Scorecard) -> str:
    table, said = words(card.lang), causes(card)
    coverage = f"{100 * card.coverage:.0f} %"
    head = table["headings"]
    score = (
        head["no_score"].format(coverage=coverage)
        if card.score is None
        else head["score"].format(score=number(card.score, card.lang, ".0f"), coverage=coverage)
    )
    rows = [
        {
            "code": line.code,
            "title": line.title,
            "colour": COLOURS[line.verdict],
            "said": f"{MARKS[line.verdict]} {table['verdicts'][line.verdict]}",
            "severity": "" if line.severity is None else f"{100 * line.severity:.0f}",
            "text": line.finding or said.below.get(line.code, line.reason) or "",
        }
        for line in card.results
    ]
    above = [notice_line(n, card.lang) for n in card.notices]
    above += [said.above] if said.above else []
    quotes = table["quotes"]["note"] if any(map(cites, card.results)) else ""
    return _CARD.render(name=card.source.path, score=score, rows=rows, above=above, quotes=quotes)


@shown_as_html.register
def _(analysis: Analysis) -> str:
    rows = [
        (
            measure_name(name, "en"),
            shown(name, measure.value, measure.unit, "en")
            if measure.value is not None
            else f"– {measure.reason.en if measure.reason else ''}",
        )
        for name, measure in analysis.features.measures.items()
    ]
    n_turns = len(analysis.dialogue.turns) if analysis.dialogue else 0
    language = analysis.features.language or "?"
    facts = (
        f"{clock_of(analysis.source.duration_s)} min, language {language}, "
        f"agent on channel {analysis.agent.channel} ({analysis.agent.confidence:.2f}), "
        f"{n_turns} turns"
    )
    return _TABLE.render(
        name=analysis.source.path, facts=facts, sound="", rows=rows, summary=f"{len(rows)} measures"
    )


@shown_as_html.register
def _(recording: Recording) -> str:
    facts = (
        f"{clock_of(recording.duration_s)} min, {recording.n_channels} channels, "
        f"{recording.sample_rate} Hz, {recording.source.codec}"
    )
    sound = ""
    if recording.duration_s:
        n = round(HEARD_S * recording.sample_rate)
        mixed = np.asarray(recording.samples[:, :n]).sum(axis=0)
        made = mp3([mixed], recording.sample_rate, peak=float(np.abs(mixed).max()))
        sound = f"data:audio/mpeg;base64,{base64.b64encode(made).decode()}"
        if recording.duration_s > HEARD_S:
            facts += f"; to hear: the first {HEARD_S:.0f} s"
    return _TABLE.render(name=recording.source.path, facts=facts, sound=sound, rows=[], summary="")
