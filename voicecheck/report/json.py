"""One JSON document for all files of a call."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from voicecheck.errors import AudioError
from voicecheck.report.formatting import without_noise
from voicecheck.types.codec import SCHEMA_VERSION, to_dict
from voicecheck.types.inert import well_formed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from voicecheck.errors import VoicecheckError
    from voicecheck.features import Features
    from voicecheck.types.judgement import Scorecard
    from voicecheck.types.text import Lang


_UNSEEN = re.compile(
    "[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e01ef]"
)


def write(cards: Sequence[Scorecard], failures: Sequence[VoicecheckError], out: TextIO) -> None:
    """Write ``{"schema_version", "scorecards": [...], "failures": [...]}``."""
    _dump({"scorecards": to_dict(list(cards)), "failures": _failures(failures)}, out)


def write_measures(
    measured: Sequence[Features], failures: Sequence[VoicecheckError], lang: Lang, out: TextIO
) -> None:
    """Write ``{"schema_version", "recordings": [{"source", "measures"}], "failures"}``."""
    recordings = []
    for features in measured:
        measures: dict[str, Any] = {}
        for name, measure in features.measures.items():
            measures[name] = to_dict(measure)
            measures[name]["reason"] = measure.reason[lang] if measure.reason else None
        recordings.append(
            {
                "source": to_dict(features.source),
                "agent": to_dict(features.agent),
                "language": features.language,
                "problem": features.problem[lang] if features.problem else None,
                "measures": measures,
                "notices": to_dict(features.notices),
                "provenance": to_dict(features.provenance),
            }
        )
    _dump({"recordings": recordings, "failures": _failures(failures)}, out)


def _failures(failures: Sequence[VoicecheckError]) -> list[dict[str, str]]:
    return [
        {"path": error.path, "reason": error.reason.en, "remedy": error.remedy.en}
        for error in failures
        if isinstance(error, AudioError)
    ]


def written(document: Any, **options: Any) -> str:
    r"""Write a document as JSON in UTF-8; what that cannot hold reads ``\udcff``, as anywhere.

    What terminals obey or nobody sees is escaped: programs read the same.
    """
    said = json.dumps(document, ensure_ascii=False, allow_nan=False, **options)
    return _UNSEEN.sub(lambda found: json.dumps(found[0])[1:-1], well_formed(said, escape="\\"))


def _dump(document: dict[str, Any], out: TextIO) -> None:
    versioned = {"schema_version": SCHEMA_VERSION, **without_noise(document)}
    out.write(written(versioned, indent=1) + "\n")
