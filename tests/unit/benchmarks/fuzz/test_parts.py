from __future__ import annotations

import struct
from itertools import pairwise

import pytest

from benchmarks.fuzz.parts import MOST, find_parts
from benchmarks.fuzz.seeds import build, wav

SEEDS = {seed.name: seed.data for seed in build()}
NAMES = {
    "sndfile WAV PCM_16": {b"RIFF", b"fmt ", b"data"},
    "sndfile AIFF PCM_16": {b"FORM", b"COMM", b"SSND"},
    "sndfile CAF PCM_16": {b"desc", b"data"},
    "ffmpeg avi pcm_s16le": {b"RIFF", b"LIST", b"avih", b"strf", b"idx1"},
    "ffmpeg ogg libopus": {b"OggS"},
}
INNERMOST = {"ffmpeg mp4 aac": b"mp4a", "ffmpeg 3gp libopencore_amrnb": b"samr"}


@pytest.mark.parametrize("name", SEEDS)
def test_parts_lie_within_the_file(name: str) -> None:
    parts = find_parts(SEEDS[name])
    assert len(parts) <= MOST
    for part in parts:
        assert 0 <= part.start <= part.body <= part.end <= len(SEEDS[name])
        assert part.start < part.end


@pytest.mark.parametrize("name", NAMES)
def test_chunks_are_found_by_name(name: str) -> None:
    data = SEEDS[name]
    assert NAMES[name] <= {data[part.start : part.start + 4] for part in find_parts(data)}


@pytest.mark.parametrize("name", INNERMOST)
def test_atoms_are_found_in_atoms(name: str) -> None:
    data = SEEDS[name]
    kinds = [data[part.start + 4 : part.start + 8] for part in find_parts(data)]
    assert INNERMOST[name] in kinds and kinds.index(b"moov") < kinds.index(INNERMOST[name])


def test_a_length_is_where_it_is_said_to_be() -> None:
    data = wav(b"12345678")
    last = find_parts(data)[-1]
    assert struct.unpack_from(last.length_format, data, last.length_at) == (8,)
    assert data[last.body : last.end] == b"12345678"


def test_elements_of_matroska_are_found_in_elements() -> None:
    data = SEEDS["ffmpeg matroska pcm_s16le"]
    starts = {data[part.start : part.start + 4].hex() for part in find_parts(data)}
    assert {"1a45dfa3", "18538067", "1f43b675", "1654ae6b"} <= starts
    assert any(one.startswith("a3") for one in starts), "no SimpleBlock"


@pytest.mark.parametrize("name", ["ffmpeg amr libopencore_amrnb", "AMR wideband"])
def test_frames_of_amr_are_a_chain(name: str) -> None:
    parts = find_parts(SEEDS[name])
    assert len(parts) >= 25
    assert all(one.end == other.start for one, other in pairwise(parts))
    assert parts[-1].end == len(SEEDS[name])
