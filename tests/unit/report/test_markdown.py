from __future__ import annotations

import io

from voicecheck.report.markdown import render


def test_it_reads_without_its_marks_and_keeps_drawn_lines() -> None:
    out = io.StringIO()
    render(
        "# Kopf\n\n## Teil\n\nEin **fettes** Wort.\n\n- eins\n\n```text\n##--||\n  v\n```\n", out
    )
    text = out.getvalue()
    assert "**" not in text and "```" not in text
    assert not any(line.startswith("#") for line in text.splitlines())
    assert "##--||" in text and "Ein fettes Wort." in text
    assert text.splitlines()[0] == "Kopf" and "\x1b" not in text
