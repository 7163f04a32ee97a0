"""One recorder, one file: what the shipped ones say, and that adding one takes no more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from voicecheck.errors import ConfigError
from voicecheck.recorders import presets as package
from voicecheck.recorders.channels import RoleSettings, expected_channel
from voicecheck.recorders.metadata import FIELDS, MetadataSettings, call_info
from voicecheck.recorders.names import compiled
from voicecheck.recorders.presets import ANY, check_recorder, presets, side_files
from voicecheck.recorders.sidecars import Sidecars
from voicecheck.recorders.times import zone
from voicecheck.types.call import CallInfo, Direction

ACME = r"""
agent_channel = 0
source = "the manual of Acme, page 12: agents left"

[[names]]
pattern = '^acme-(?P<agent>[a-z]+)-(?P<started_at>\d\d\.\d\d\.\d{4}\.\d\d\.\d\d)'
date_format = "%d.%m.%Y.%H.%M"
timezone = "America/New_York"
direction = "outbound"
source = "the manual, page 13"

[side_files]
source = "the manual, page 14"

[side_files.fields]
file = ["AcmeTape"]
queue = ["Acme.Team"]

[side_files.words.direction]
internal = ["ACME-LOOP"]
"""


def _forget() -> None:
    presets.cache_clear()
    side_files.cache_clear()


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The shipped presets and one more file, as a contributor would add it."""
    for file in package.FOLDER.iterdir():
        if file.name.endswith(".toml"):
            (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "acme.toml").write_text(ACME)
    monkeypatch.setattr(package, "FOLDER", tmp_path)
    _forget()
    yield
    _forget()


def known(name: str, recorder: str = "", **files: str) -> CallInfo:
    sidecars = Sidecars(
        read=lambda path: files[path.removeprefix("/x/")].encode(),
        listing=lambda folder: [f"{folder}/{file}" for file in files],
    )
    return call_info(f"/x/{name}", settings=MetadataSettings(recorder=recorder), sidecars=sidecars)


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize("recorder", ["acme", ""])
def test_adding_a_recorder_is_adding_a_file(recorder: str) -> None:
    info = known("acme-kern-12.03.2026.09.15.wav", recorder)
    assert (info.agent, info.direction) == ("kern", Direction.OUTBOUND)
    assert info.started_at is not None
    assert info.started_at.isoformat() == "2026-03-12T09:15:00-04:00"
    table = "AcmeTape,direction\na.wav,acme-loop\nb.wav,in\n"
    assert known("a.wav", recorder, **{"t.csv": table}).direction is Direction.INTERNAL
    assert known("a.wav", recorder, **{"a.json": '{"acme": {"team": "Nord"}}'}).queue == "Nord"
    channel = expected_channel(RoleSettings(recorder=recorder), "a.wav", n_channels=2)
    assert channel == (0 if recorder else None)


@pytest.mark.usefixtures("acme")
def test_a_recorder_of_ones_own_is_suggested() -> None:
    with pytest.raises(ConfigError, match="did you mean 'acme'"):
        check_recorder("acmee")


def test_without_its_file_nobody_knows_it() -> None:
    assert known("acme-kern-12.03.2026.09.15.wav") == CallInfo()
    with pytest.raises(ConfigError, match="unknown"):
        check_recorder("acme")


@pytest.mark.parametrize(
    ("name", "channel"),
    [
        ("3cx", None),
        ("amazon-connect", 1),
        ("freepbx", None),
        ("freeswitch-inbound", 1),
        ("freeswitch-outbound", 0),
        ("genesys-cloud", None),
        ("issabel", None),
        ("ringcentral", None),
        ("twilio-flex", 1),
    ],
)
def test_names_in_users_settings_keep_their_meaning(name: str, channel: int | None) -> None:
    settings = RoleSettings(recorder=name)
    assert expected_channel(settings, "call.wav", n_channels=2) == channel


def test_what_all_have_in_common_is_no_recorder() -> None:
    with pytest.raises(ConfigError, match="unknown"):
        check_recorder(ANY)


def test_a_named_recorder_is_read_in_its_own_words_alone() -> None:
    body = '{"ContactId": "c1", "agent": "Kern"}'
    assert known("a.wav", "amazon-connect", **{"a.json": body}).call_id == "c1"
    assert known("a.wav", "freepbx", **{"a.json": body}) == CallInfo(agent="Kern")


def test_a_recorder_without_side_files_of_its_own_is_read_in_everyones_words() -> None:
    body = '{"ContactId": "c1", "agent": "Kern"}'
    assert known("a.wav", "freeswitch-inbound", **{"a.json": body}).call_id == "c1"


@pytest.mark.parametrize("name", presets())
def test_a_preset_can_be_read_to_the_last_word(name: str) -> None:
    preset = presets()[name]
    for entry in preset.names:
        compiled(entry.pattern)
        zone(entry.timezone)
        assert entry.direction in {"", *Direction}
        assert entry.agent_channel in {None, preset.agent_channel}
    side = preset.side_files
    assert side.fields.keys() <= {*FIELDS, "file", "time"}
    assert side.words.get("direction", {}).keys() <= set(Direction)
    assert side.words.get("transferred", {}).keys() <= {"yes", "no"}
    for words in side.words.values():
        said = [word for meaning in words.values() for word in meaning]
        assert len(said) == len(set(said))


def test_no_vendors_key_is_common_to_all() -> None:
    common = {key for keys in presets()[ANY].side_files.fields.values() for key in keys}
    for name, preset in presets().items():
        own = {key.lower() for keys in preset.side_files.fields.values() for key in keys}
        assert name == ANY or not own & common


def test_nobody_outside_the_presets_names_a_vendor() -> None:
    vendors = {name.partition("-")[0] for name in presets()} - {ANY}
    room = Path(package.__file__).parents[1]
    for module in room.glob("*.py"):
        words = set(re.findall(r"[a-z0-9]+", module.read_text().lower()))
        assert not vendors & words, module.name
