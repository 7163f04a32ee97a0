from __future__ import annotations

from email.message import Message

import pytest

from benchmarks.licences import EXPLAINED, OF_DATA, Row, goes_with_ours, licence_of, page
from voicecheck.speech import models


def metadata(**fields: str) -> Message:
    said = Message()
    for name, value in fields.items():
        said[name.replace("_", "-")] = value
    return said


@pytest.mark.parametrize(
    ("expression", "goes"),
    [
        ("MIT", True),
        ("BSD-3-Clause AND 0BSD AND CC0-1.0", True),
        ("BSD-2-Clause AND Apache-2.0 WITH LLVM-exception", True),
        ("GPL-2.0-only OR MIT", True),
        ("(GPL-2.0-only OR LGPL-3.0-only)", True),
        ("GPL-2.0-only", False),
        ("MIT AND GPL-2.0-only", False),
        ("Apache-2.0 WITH some-exception", False),
        ("BSD-4-Clause", False),
        ("Proprietary", False),
        ("", False),
    ],
)
def test_which_licences_go_with_ours(expression: str, goes: bool) -> None:
    assert goes_with_ours(expression) == goes
    assert (Row("some", "1", expression, "x").problem is None) == goes


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        ({"License_Expression": "ISC", "License": "GPL-2.0-only"}, "ISC"),
        ({"Classifier": "License :: OSI Approved :: MIT License"}, "MIT"),
        ({"License": "3-Clause BSD License"}, "BSD-3-Clause"),
        ({"License": "All rights reserved"}, "All rights reserved"),
        ({}, ""),
    ],
)
def test_what_a_package_says_is_read(fields: dict[str, str], licence: str) -> None:
    assert licence_of("some", metadata(**fields))[0] == licence


def test_what_is_explained_has_a_licence_and_a_reason() -> None:
    for name, (licence, reason) in EXPLAINED.items():
        assert goes_with_ours(licence) and len(reason) > 10, name
        assert licence_of(name, None) == (licence, reason)


def test_the_page_names_packages_and_models() -> None:
    text = page([Row("some", "1.2", "MIT", "License")])
    assert "| some | 1.2 | MIT | License |" in text
    of_data = OF_DATA.read_text(encoding="utf-8")
    for name in models._registry():
        assert f"`{name}`" in of_data
