"""docs/side_files.md: what beside recordings is read, whose keys are known, and who says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.recorders.presets import ANY, presets
from voicecheck.recorders.tables import MAX_BYTES, MAX_DEPTH, MAX_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from voicecheck.recorders.presets import SideFiles

HEAD = f"""# Files beside recordings

Made from voicecheck/recorders/presets by `python -m benchmarks.pages`. `voicecheck batch` reads
what lies in the folder of a recording and says who spoke, when, in which queue and which way the
call went:

* a file of the recording's own: `call.json`, `call.wav.json` or `call_metadata.json`, and likewise
  `.xml`, `.csv`, `.tsv`, `.jsonl`;
* a table for the whole folder, of any name (`.txt` too, where it names recordings): a row belongs
  to the recording that it names, with or without folder and suffix, or whose call it numbers.

CSV may be UTF-8, UTF-16 or Windows-1252, with `;` `,` tab or `|`, with a line `sep=;`, lines of
titles above the names of the columns, and cells like `="0821"`. Asterisk's `Master.csv` needs no
names of columns. JSON may be one record, a list, or records one after another. Capital letters,
spaces, `_` and `-` make no difference: `Start Time` is `start_time`. Excel's own files are not
read: save them as CSV.

**Dates.** ISO 8601, RFC 2822, `02.03.2026`, `2. März 2026, 14.05 Uhr`, 12-hour clocks, seconds,
milliseconds or microseconds since 1970, date and time in two columns, offsets, MEZ and MESZ; other
names of zones are not known. Whether day or month comes first in `05/03/2026` is settled by the
other dates of the same file, or by `[metadata] date_format` (`"%d/%m/%Y %H:%M"` or
`"%m/%d/%Y %H:%M"`), and never guessed: what nothing settles is left out.

**What is not understood is said** by `batch --dry-run` and in a run's summary: columns that nobody
knows, dates left out, words of direction, rows without recordings, recordings without rows, files
that cannot be read. Settings put it right:

```toml
[metadata]
date_format = "%d/%m/%Y %H:%M"
[metadata.fields]  # yours = file, time or one of the fields below
Sprachaufnahme = "file"
[metadata.directions]
raus = "outbound"
```

**Limits**, as anybody may have written these files: {MAX_BYTES >> 20} MiB, {MAX_ROWS} rows,
{MAX_DEPTH} levels; a file beyond is said and not read.

Verint, Avaya, AudioCodes, Genesys PureConnect and Placetel have no entry: what they write beside
recordings could not be looked up. Their exports are read where they use the names in common, and
otherwise by `[metadata.fields]`.
"""


def side_files_page() -> str:
    """Describe what all have in common, then each recorder."""
    named = {name: preset.side_files for name, preset in presets().items()}
    parts = [HEAD.rstrip(), "", "## Names in common", "", *_table(named.pop(ANY))]
    for name, side in named.items():
        if side.fields:
            parts += ["", f"## {name}", "", f"Source: {side.source}.", "", *_table(side)]
    return "\n".join(parts) + "\n"


def _table(side: SideFiles) -> list[str]:
    rows = ["| field | keys or columns |", "|---|---|"]
    rows += [f"| {ours} | {_cells(keys)} |" for ours, keys in side.fields.items()]
    for ours, meanings in side.words.items():
        rows += [f"| {ours}: {meant} | {_cells(words)} |" for meant, words in meanings.items()]
    return rows


def _cells(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)
