from __future__ import annotations

import io
import struct

import av
import pytest

from benchmarks.fuzz.seeds import Seed, build, ogg_page, wav, with_ogg_crc

SEEDS = build()
WHITELISTED = {"asf", "avi", "flv", "matroska,webm", "mpegts", "mpeg", "ogg", "flac", "mp3", "aac"}


def test_they_are_the_same_each_time() -> None:
    assert build() == SEEDS
    assert len({seed.name for seed in SEEDS}) > 80


@pytest.mark.parametrize("form", sorted(WHITELISTED))
def test_every_container_is_among_them(form: str) -> None:
    assert any(_form(seed) == form for seed in SEEDS)


def _form(seed: Seed) -> str | None:
    if not seed.name.startswith(("ffmpeg", "sndfile")):
        return None
    try:
        with av.open(io.BytesIO(seed.data)) as container:
            return container.format.name
    except av.FFmpegError:
        return None


def test_pages_of_ogg_have_the_checksum_that_decoders_ask_for() -> None:
    made = next(seed.data for seed in SEEDS if seed.name == "ffmpeg ogg libopus")
    first = made[: made.find(b"OggS", 4)]
    assert with_ogg_crc(first) == first
    broken = first[:-1] + bytes([first[-1] ^ 1])
    assert with_ogg_crc(broken) != broken
    assert with_ogg_crc(ogg_page(0, 1, 2, [b"abc"])) == ogg_page(0, 1, 2, [b"abc"])


def test_a_wav_may_lie_about_its_length() -> None:
    assert struct.unpack_from("<I", wav(b"1234"), 40) == (4,)
    assert struct.unpack_from("<I", wav(b"1234", length=0xFFFFFFFF), 40) == (0xFFFFFFFF,)
