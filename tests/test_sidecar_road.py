"""The whole road with a transcript beside the recording, and no speech model at hand."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import voicecheck
from voicecheck.analysis.pipeline import Analysis, remeasure
from voicecheck.batch import prepare as preparing
from voicecheck.batch.prepare import BatchOptions, prepare
from voicecheck.batch.worker import Done, Task, Unusable, WorkerOptions, work_on
from voicecheck.config import Config
from voicecheck.errors import ConfigError, ModelError
from voicecheck.features.transcript_limits import NO_PROBABILITIES, NO_WORD_TIMES
from voicecheck.speech import models
from voicecheck.types.call import CallInfo
from voicecheck.types.codec import from_dict, to_dict
from voicecheck.types.judgement import Verdict
from voicecheck.types.speech import Conversation

SIDECAR = Config(transcriber="sidecar", lang="en", agent="left")


@pytest.fixture(autouse=True, scope="module")
def no_model() -> Iterator[None]:
    def missing(name: str) -> None:
        raise ModelError("no speech model is to be asked for")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(models, "find_model", missing)
        patch.setattr(preparing, "find_model", missing)
        yield


def said(samples: Path) -> list[dict[str, object]]:
    """The lines of the German sample call, as a vendor would write them."""
    truth = json.loads((samples / "call_stereo.truth.json").read_text("utf-8"))
    return [
        {"start": line["start_s"], "end": line["end_s"], "text": line["text"]}
        for line in truth["segments"]
    ]


def words(lines: list[dict[str, object]]) -> list[dict[str, object]]:
    """The same with a time for each word, in milliseconds, and nobody named."""
    found = []
    for line in lines:
        own = str(line["text"]).split()
        start, step = line["start"], (line["end"] - line["start"]) / len(own)  # type: ignore[operator]
        for at, word in enumerate(own):
            begin = 1000 * (start + at * step)  # type: ignore[operator]
            found.append({"text": word, "start": round(begin), "end": round(begin + 1000 * step)})
    return found


@pytest.fixture(scope="module")
def segments(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    """The sample call with a transcript of segments alone."""
    folder = tmp_path_factory.mktemp("segments")
    shutil.copy(samples / "call_stereo.wav", folder / "call.wav")
    document = {"language": "german", "segments": said(samples)}
    (folder / "call.json").write_text(json.dumps(document), "utf-8")
    return voicecheck.analyze(voicecheck.load(folder / "call.wav"), config=SIDECAR)


def test_what_segments_cannot_carry_is_withheld(segments: Analysis) -> None:
    card = voicecheck.judge(segments.features, config=SIDECAR)
    for code in "M2", "M3", "M4", "M7":
        assert (card.results[code].verdict, card.results[code].reason) == (
            Verdict.NOT_ASSESSED,
            NO_WORD_TIMES.en,
        )
    for code in "M1", "M5", "M8":
        assert card.results[code].severity is not None
    assert NO_PROBABILITIES.en in (card.results["M6"].finding or "")
    assert [n.text.en[:41] for n in card.notices if n.code == "N20"] == [
        "the words come from the file *.json besid"
    ]
    assert card.provenance.model == "sidecar"


def test_measuring_again_from_the_store_takes_nothing_back(segments: Analysis) -> None:
    kept = from_dict(Conversation, json.loads(json.dumps(to_dict(segments.conversation))))
    again = remeasure(segments.features, kept, call=CallInfo())
    for name in "greeting.greeting_syllables", "turn_taking.interruption_rate":
        assert again[name].reason == segments.features[name].reason == NO_WORD_TIMES
    assert again["wording.word_probability"].reason == NO_PROBABILITIES


def test_a_worker_finds_it_by_the_true_name_and_shows_the_other(
    samples: Path, tmp_path: Path
) -> None:
    path = tmp_path / "0171555123.wav"
    shutil.copy(samples / "call_stereo.wav", path)
    lines = said(samples)
    document = {"language_code": "de", "words": words(lines)}
    (tmp_path / "0171555123_transcript.json").write_text(json.dumps(document), "utf-8")
    options = WorkerOptions(SIDECAR, keep_transcripts=True)
    done = work_on(Task("#.wav", CallInfo(), str(path)), options)
    assert isinstance(done, Done), done
    assert done.features.source.path == done.card.source.path == "#.wav"
    assert "0171555123" not in json.dumps(to_dict(done.card)) + (done.conversation or "")
    # Turns of both go to the channels that they are heard on, without a name on them.
    assert done.features["turn_taking.interruption_rate"].value is not None
    assert done.features["tempo.articulation_rate"].value == pytest.approx(4.7, abs=0.3)
    wrong = done.card.results["M8"]
    assert [item.probability for item in wrong.evidence if item.quote] == [None, None]
    assert wrong.severity is not None


def test_what_cannot_be_muted_is_not_in_the_page(samples: Path, tmp_path: Path) -> None:
    shutil.copy(samples / "call_stereo.wav", tmp_path / "call.wav")
    document = {"language": "de", "segments": said(samples)}
    (tmp_path / "call.json").write_text(json.dumps(document), "utf-8")
    task = Task("call.wav", CallInfo(), str(tmp_path / "call.wav"))
    done = work_on(task, WorkerOptions(SIDECAR, audio="clips", redact=True))
    assert isinstance(done, Done), done
    assert done.page is not None
    assert "data:audio" not in done.page


@pytest.mark.parametrize("content", [None, '{"words": ['], ids=["missing", "broken"])
def test_a_call_without_its_transcript_is_tried_again_another_night(
    samples: Path, tmp_path: Path, content: str | None
) -> None:
    shutil.copy(samples / "call_stereo.wav", tmp_path / "call.wav")
    if content is not None:
        (tmp_path / "call.json").write_text(content, "utf-8")
    done = work_on(Task("call.wav", CallInfo(), str(tmp_path / "call.wav")), WorkerOptions(SIDECAR))
    assert isinstance(done, Unusable)
    assert (done.stage, done.transient) == ("analysis", True)
    assert "--transcriber whisper" in done.reason.de


def test_a_batch_takes_local_folders_and_refuses_what_workers_cannot_see(tmp_path: Path) -> None:
    import fsspec

    store = str(tmp_path / "calls.db")
    (tmp_path / "in").mkdir()
    prepared = prepare(str(tmp_path / "in"), store, SIDECAR, BatchOptions())
    assert prepared.options.config.transcriber == "sidecar"
    fsspec.filesystem("memory").mkdir("/calls")
    for where, options in (
        ("memory://calls", BatchOptions()),
        (str(tmp_path / "in"), BatchOptions(send_bytes=True)),
    ):
        with pytest.raises(ConfigError, match="transcripts beside recordings"):
            prepare(where, store, SIDECAR, options)


def test_a_batch_names_an_unknown_transcriber_before_it_begins(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no transcriber 'sidekar': did you mean 'sidecar'"):
        prepare(
            str(tmp_path), str(tmp_path / "calls.db"), Config(transcriber="sidekar"), BatchOptions()
        )
