"""docs/side_files.md: every recorder with its keys and its source."""

from __future__ import annotations

from benchmarks.pages import DOCS
from benchmarks.side_files_page import side_files_page
from voicecheck.recorders.presets import presets


def test_every_key_stands_there_with_its_source() -> None:
    page = side_files_page()
    for preset in presets().values():
        side = preset.side_files
        assert side.source in page or side.fields == presets()["any"].side_files.fields
        assert all(f"`{one}`" in page for keys in side.fields.values() for one in keys)


def test_the_page_in_docs_is_this_one() -> None:
    assert (DOCS / "side_files.md").read_text("utf-8") == side_files_page()
