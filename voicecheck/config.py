"""Settings: found in the project, merged with options, refused where something is unknown.

``voicecheck.toml`` wins over ``[tool.voicecheck]`` in ``pyproject.toml``; both are looked for in
the working folder and above. An unknown key is an error with a suggestion, never ignored.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from voicecheck.errors import ConfigError, suggest
from voicecheck.languages.data import report_languages
from voicecheck.types.formats import headerless
from voicecheck.types.text import Lang, Text

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

FILE_NAME = "voicecheck.toml"

FailOn = Literal["warn", "fail", "never"]
Device = Literal["cpu", "cuda"]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ChecksConfig(_Section):
    """Section ``[checks]``: which checks to run.

    Parameters
    ----------
    select : list of str
        Codes or names; empty means all.
    ignore : list of str
        Codes or names to leave out.
    files : list of str, kept as dict of path to text
        Files of own checks. Their text travels with the settings: workers elsewhere have no such
        file, and what is judged does not change while it is judged.
    """

    select: list[str] = Field(default_factory=list)
    ignore: list[str] = Field(default_factory=list)
    files: dict[str, str] = Field(default_factory=dict, repr=False, exclude=True)

    @field_validator("files", mode="before")
    @classmethod
    def _with_text(cls, files: Any) -> Any:
        if isinstance(files, dict):
            return files
        if not isinstance(files, list) or not all(isinstance(file, str) for file in files):
            raise _refusal(_PATHS)
        return {str(path): _text(path) for path in (Path(file).absolute() for file in files)}


class PolicyConfig(_Section):
    """Section ``[policy]``: what may be done with voices.

    Parameters
    ----------
    voice_in_conduct_checks : bool
        Whether M2 and M3 may also use how the agent's turns sound against the agent's own others.
        For an agent's own training only; see the README on the law.
    """

    voice_in_conduct_checks: bool = False


class MetadataConfig(_Section):
    """Section ``[metadata]``: what file names and files beside the recordings say about a call.

    Parameters
    ----------
    pattern : str
        The old name of ``file_pattern``, still read; a group ``agent`` is the person there.
    date_format : str
        How the group started_at is written, for example ``%d-%m-%Y_%H%M``; its order of day and
        month settles dates of side files that may be read in two ways.
    timezone : str
        Of times without one, for example ``Europe/Berlin``.
    fields : dict
        Names of columns, keys or tags of your own to ours: ``{"Bearbeiter" = "agent"}``;
        ``file`` is the one that names the recording, ``time`` the time of day.
    directions : dict
        Words of your own to ``inbound``, ``outbound`` or ``internal``.
    """

    pattern: str = ""
    date_format: str = ""
    timezone: str = ""
    fields: dict[str, str] = Field(default_factory=dict)
    directions: dict[str, str] = Field(default_factory=dict)


class Config(_Section):
    """All settings of a run.

    Parameters
    ----------
    agent : str
        ``auto``; ``left``, ``right`` or the number of a channel, counted from 0; ``first`` or
        ``second`` to speak; ``says:`` and words that only the agent says.
    recorder : str
        Name of a file in ``voicecheck/recorders/presets``: which channel is the agent's, how files
        are named, what is said beside them; empty: names and side files of all are tried.
    file_pattern : str
        Regular expression over the file name with named groups: ``agent_channel`` (left, right, l,
        r or a digit), ``agent`` (the person), ``call_id``, ``queue``, ``direction``,
        ``transferred``, ``started_at`` or ``year``, ``month``, ``day``, ``hour``, ``minute``,
        ``second`` or ``epoch``; empty: none. Where ``agent`` is the only group and reads a channel,
        it is the channel.
    halves : list of str or None
        Endings of the two files of one call, like ``["-in", "-out"]``: the first becomes channel 0.
        None looks for the recorder's, or all that are known; ``[]`` joins nothing.
    language : str or None
        Of the calls, as ISO 639-1 code; None detects it per call.
    lang : str
        Of the report, as ISO 639-1 code.
    transcriber : str
        Who turns speech into words: ``whisper``; ``sidecar``, a transcript beside the recording; or
        the name of an installed one, see docs/transcribers.md.
    model : str
        Name of a speech model, or a folder with its weights.
    vocabulary : list of str
        Words that calls hold and no dictionary does: products, companies, people. Whisper hears
        them more readily; at most 500 characters in all, as its prompt has no room for more.
    device : str
        Where Whisper runs: ``cpu``, or ``cuda`` for an NVIDIA card (not tried on one so far).
    fail_on : str
        From which verdict on the command line ends with 1: ``warn``, ``fail`` or ``never``.
    checks : ChecksConfig
        Which checks to run.
    policy : PolicyConfig
        What may be done with voices.
    metadata : MetadataConfig
        What is known about a call beside its sound.
    headerless : dict
        ``[headerless]``: what files without a header hold, by suffix: codec, rate and channels, as
        in ``{".raw" = "mulaw 8000"}`` or ``"s16le 8000 2"``.
    norms : dict
        ``[norms.NAME]``: own figures with their source.
    """

    agent: str = "auto"
    recorder: str = ""
    file_pattern: str = ""
    halves: list[str] | None = None
    language: str | None = None
    lang: Lang = "de"
    transcriber: str = "whisper"
    model: str = "base"
    vocabulary: list[str] = Field(default_factory=list)
    device: Device = "cpu"
    fail_on: FailOn = "fail"
    checks: ChecksConfig = Field(default_factory=ChecksConfig)
    policy: PolicyConfig = Field(default_factory=PolicyConfig)
    metadata: MetadataConfig = Field(default_factory=MetadataConfig)
    headerless: dict[str, str] = Field(default_factory=dict)
    norms: dict[str, dict[str, Any]] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _by_either_name(cls, given: Any) -> Any:
        return _renamed(given) if isinstance(given, dict) else given

    @field_validator("lang")
    @classmethod
    def _can_be_written(cls, lang: Lang) -> Lang:
        if lang not in report_languages():
            known = [f"'{code}'" for code in report_languages()]
            raise _refusal(_MUST_BE.format(all=Text(" oder ".join(known), " or ".join(known))))
        return lang

    @field_validator("vocabulary")
    @classmethod
    def _fits_the_prompt(cls, given: list[str]) -> list[str]:
        size = sum(len(word) for word in given)
        if size > VOCABULARY_CHARS or not all(word.strip() for word in given):
            raise _refusal(_NO_VOCABULARY.format(most=VOCABULARY_CHARS, size=size))
        return [word.strip() for word in given]

    @field_validator("headerless")
    @classmethod
    def _holds_something(cls, given: dict[str, str]) -> dict[str, str]:
        for suffix, text in given.items():
            if not suffix.startswith("."):
                raise _refusal(_NO_DOT.format(suffix=suffix))
            try:
                headerless(text)
            except ConfigError as error:
                raise _refusal(error.text) from error
        return {suffix.lower(): text for suffix, text in given.items()}


VOCABULARY_CHARS = 500  # some 200 tokens: what Whisper's prompt holds

# Names that say whose language it is; the old ones are still read.
NEW_NAMES = {"call_language": "language", "report_language": "lang"}

_SECTIONS: dict[str, type[_Section]] = {
    "checks": ChecksConfig,
    "policy": PolicyConfig,
    "metadata": MetadataConfig,
}


def find_config(start: Path) -> Path | None:
    """Return the nearest settings file in a folder or above, if there is one."""
    for folder in (start.resolve(), *start.resolve().parents):
        own = folder / FILE_NAME
        if own.is_file():
            return own
        shared = folder / "pyproject.toml"
        if shared.is_file() and "voicecheck" in _read(shared).get("tool", {}):
            return shared
    return None


def load_config(path: Path | None, overrides: dict[str, Any] | None = None) -> Config:
    """Read settings and lay options over them."""
    data = _read(path) if path is not None else {}
    if path is not None and path.name == "pyproject.toml":
        data = data.get("tool", {}).get("voicecheck", {})
    data = _renamed(data)
    own = data.get("checks", {})
    if path is not None and isinstance(own, dict) and isinstance(own.get("files"), list):
        folder = path.absolute().parent
        data["checks"] = own | {"files": [str(folder / str(file)) for file in own["files"]]}
    for key, value in (overrides or {}).items():
        data[key] = {**data.get(key, {}), **value} if isinstance(value, dict) else value
    try:
        return Config.model_validate(data)
    except ValidationError as error:
        raise ConfigError(_explain(error, Text.of(str(path)) if path else _OPTIONS)) from error


def _renamed(given: dict[str, Any]) -> dict[str, Any]:
    return {NEW_NAMES.get(key, key): value for key, value in given.items()}


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_text(path))
    except (ValueError, RecursionError) as error:  # also numbers and nesting without end
        raise ConfigError(_NO_TOML.format(path=path, why=error)) from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(_UNREADABLE.format(path=path, why=error.strerror)) from error
    except UnicodeDecodeError as error:
        raise ConfigError(_NO_UTF_8.format(path=path, why=error)) from error


def _refusal(said: Text) -> PydanticCustomError:
    """Return what a validator raises, with the sentence in both languages."""
    return PydanticCustomError("voicecheck", "{en}", {"en": said.en, "said": said})


def _explain(error: ValidationError, where: Text) -> Text:
    """Say each problem in one clause, unknown keys with a suggestion."""
    clauses = [_clause(problem) for problem in error.errors()]
    said = Text("; ".join(one.de for one in clauses), "; ".join(one.en for one in clauses))
    return _WHERE.format(where=where, said=said)


def _clause(problem: ErrorDetails) -> Text:
    key = ".".join(str(part) for part in problem["loc"])
    context = problem.get("ctx", {})
    if problem["type"] == "extra_forbidden":
        known = _SECTIONS.get(str(problem["loc"][0]), Config).model_fields
        return _NO_KEY.format(key=key, hint=suggest(str(problem["loc"][-1]), known))
    if problem["type"] == "literal_error":
        expected = str(context["expected"])
        in_german = expected.replace(" or ", " oder ")
        said = _MUST_BE.format(all=Text(in_german, expected))
    else:
        # What a later pydantic calls otherwise is said in its own words.
        said = context.get("said") or _KINDS.get(problem["type"]) or Text.of(problem["msg"])
    return _AT.format(key=key, said=said)


_OPTIONS = Text("Optionen", "options")
_WHERE = Text("{where}: {said}", "{where}: {said}")
_AT = Text("'{key}': {said}", "'{key}': {said}")
_NO_KEY = Text("unbekannter Schlüssel '{key}', {hint}", "unknown key '{key}', {hint}")
_MUST_BE = Text("muss {all} sein", "must be {all}")
_PATHS = Text("muss eine Liste von Pfaden sein", "must be a list of paths")
_NO_DOT = Text(
    "'{suffix}': die Endung mit ihrem Punkt schreiben, wie '.raw'",
    "'{suffix}': write the suffix with its dot, like '.raw'",
)
_NO_VOCABULARY = Text(
    "muss eine Liste von Wörtern sein, zusammen höchstens {most} Zeichen (hier {size})",
    "must be a list of words, {most} characters in all at most (here {size})",
)
_SECTION = Text("muss ein Abschnitt sein, [in Klammern]", "must be a section, [in brackets]")
_KINDS = {
    "string_type": Text("muss Text in Anführungszeichen sein", "must be text in quotation marks"),
    "bool_type": Text("muss true oder false sein", "must be true or false"),
    "list_type": Text("muss eine Liste sein", "must be a list"),
    "dict_type": _SECTION,
    "model_type": _SECTION,
}
_NO_TOML = Text("{path}: ist kein TOML ({why})", "{path}: is no TOML ({why})")
_UNREADABLE = Text("{path}: lässt sich nicht lesen ({why})", "{path}: cannot be read ({why})")
_NO_UTF_8 = Text("{path}: ist kein Text in UTF-8 ({why})", "{path}: is no text in UTF-8 ({why})")
