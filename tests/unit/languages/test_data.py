from __future__ import annotations

import subprocess
import sys

import pytest

from voicecheck.languages.data import is_report_language, report_languages


@pytest.mark.parametrize(("code", "so"), [("de", True), ("fr", False), ("", False), ("any", False)])
def test_a_report_can_be_in_some_languages(code: str, so: bool) -> None:
    assert is_report_language(code) is so is (code in report_languages())


def test_what_is_shipped_is_read_without_looking_through_all_packages() -> None:
    code = (
        "import sys; from voicecheck.languages.data import overlaid; overlaid('cli.toml', 'de'); "
        "assert not {'importlib.metadata', 'voicecheck.types.speech'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
