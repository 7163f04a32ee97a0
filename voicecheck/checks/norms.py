"""What measures are held against: data with a source, overlaid any < language < user.

A norm never stands in code. `Norms` finds it by name, refuses a measure in another unit or taken
in another way, and knows the weights and points that join several measures into one severity.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from voicecheck.errors import NormError, suggest
from voicecheck.languages import COMPLETE, available, load_pack, read_data
from voicecheck.languages.data import overlaid
from voicecheck.types.norm import BELOW, SEVERITY_POINTS, Backing, Norm, Percentiles, points_of
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voicecheck.types.measure import Measure

_POINTS = ("good", "watch", "fail", "bad")
_WORDS = ("unit", "method", "population", "source", "strength")
_OF_POPULATION = ("percentiles", "worse", "n")
_REASONS = ("source", "reason")


@dataclass(frozen=True, slots=True)
class Norms:
    """The norms of one language, with the user's overrides.

    Parameters
    ----------
    language : str
        ISO 639-1 code.
    norms : Mapping of str to Norm
        By name of the measure, without its family.
    weights, points : Mapping of str to Mapping of str to float
        By check code, then by measure or kind of phrase.
    edition : str
        Which edition of the norms this is; ends in ``+own`` where the user changed something.
    """

    language: str
    norms: Mapping[str, Norm]
    weights: Mapping[str, Mapping[str, float]]
    points: Mapping[str, Mapping[str, float]]
    edition: str

    def __getitem__(self, name: str) -> Norm:
        """Return a norm by the name of its measure."""
        if name not in self.norms:
            raise NormError(_NO_NORM.format(name=name, hint=suggest(name, self.norms)))
        return self.norms[name]

    def of(self, measure: Measure) -> Norm:
        """Return the norm of a measure.

        Parameters
        ----------
        measure : Measure
            Its name without the family finds the norm.

        Returns
        -------
        Norm

        Raises
        ------
        NormError
            If there is none, or it belongs to another unit or another way of measuring.
        """
        norm = self[measure.name.rpartition(".")[2]]
        if norm.unit != measure.unit or not measure.method.startswith(norm.method):
            of = {"unit": measure.unit, "method": measure.method}
            wanted = {"name": norm.name, "wanted": norm.unit, "by": norm.method}
            raise NormError(_ANOTHER_WAY.format(**wanted, **of))
        return norm


def load_norms(language: str, overrides: Mapping[str, Mapping[str, Any]] | None = None) -> Norms:
    """Load the norms of a language and lay the user's own over them.

    Parameters
    ----------
    language : str
        ISO 639-1 code.
    overrides : mapping, optional
        Norm name to the fields to change, as in ``[norms.NAME]`` of voicecheck.toml. An override
        needs a ``source``. It gives points (where only `good` and `bad` are given, `watch` and
        `fail` are put at 35 and 70 % of the way), or ``percentiles`` of own calls with their
        number ``n``, from which the points follow.

    Returns
    -------
    Norms

    Raises
    ------
    NormError
        If an override names an unknown norm or field, has no source, or does not rise or fall
        all the way.
    LanguageError
        If there is no pack for the language.
    """
    load_pack(language)
    base = _shipped(language)
    if not overrides:
        return base
    norms = dict(base.norms)
    for name, fields in overrides.items():
        norms[name] = _overridden(base[name], fields)
    return Norms(
        language, MappingProxyType(norms), base.weights, base.points, f"{base.edition}+own"
    )


def reference(source: str) -> str:
    """Return the full text of a source key, or the key itself where it is the user's own words."""
    entry = _references().get(source)
    return str(entry["text"]) if entry else source


def population(norm: Norm) -> Text:
    """Say whom a norm describes, or what it rests on where nobody was measured."""
    entry = _populations().get(norm.population)
    if entry is None:
        return Text(norm.population, norm.population)
    return Text(entry.get("de", entry["en"]), entry["en"])


def is_own(norm: Norm) -> bool:
    """Whether a norm describes whom the user measured, not a population of voicecheck's."""
    return norm.population not in _populations()


def people(norm: Norm) -> Text:
    """Name those whom a norm describes, as in "9 of 10 people on the telephone"."""
    return _REFERENCE_GROUP if is_own(norm) else _PEOPLE


_PEOPLE = Text("Menschen am Telefon", "people on the telephone")
_REFERENCE_GROUP = Text("aus der Vergleichsgruppe", "of the reference group")


@functools.cache
def _populations() -> dict[str, Any]:
    return overlaid("populations.toml", "", *available())


@functools.cache
def _references() -> dict[str, Any]:
    return overlaid("references.toml", "", *available())


@functools.cache
def _shipped(language: str) -> Norms:
    layers = [read_data("any", "norms.toml"), read_data(language, "norms.toml")]
    tables: dict[str, dict[str, Any]] = {"norms": {}, "weights": {}, "points": {}}
    for layer in layers:
        for kind, table in tables.items():
            table.update(layer.get(kind, {}))
    weights, points = (
        {code: {name: own[name] for name in own if name not in _REASONS} for code, own in t.items()}
        for t in (tables["weights"], tables["points"])
    )
    norms = {name: _norm(name, fields) for name, fields in tables["norms"].items()}
    if language != COMPLETE and (lacks := sorted(_shipped(COMPLETE).norms.keys() - norms)):
        raise NormError(_PACK_LACKS.format(language=language, all=", ".join(lacks)))
    return Norms(
        language,
        MappingProxyType(norms),
        MappingProxyType(weights),
        MappingProxyType(points),
        str(layers[0]["edition"]),
    )


def _norm(name: str, fields: Mapping[str, Any]) -> Norm:
    asked = ("worse", "n") if "percentiles" in fields else _POINTS
    missing = [key for key in (*asked, *_WORDS) if key not in fields]
    if missing:
        raise NormError(_LACKS.format(name=name, all=", ".join(missing)))
    if not str(fields["source"]).strip():
        raise NormError(_NO_SOURCE.format(name=name))
    try:
        percentiles = None
        points = [float(fields.get(key, 0.0)) for key in _POINTS]
        if "percentiles" in fields:
            percentiles = _percentiles(name, fields["percentiles"], int(fields["n"]))
            points = [*points_of(percentiles, high_is_worse=fields["worse"] == "high")]
        good, watch, fail, bad = points
        return Norm(
            name=name,
            unit=str(fields["unit"]),
            method=str(fields["method"]),
            good=good,
            watch=watch,
            fail=fail,
            bad=bad,
            population=str(fields["population"]),
            source=str(fields["source"]),
            strength=Backing(fields["strength"]),
            percentiles=percentiles,
        )
    except (TypeError, ValueError) as error:
        raise NormError(_NO_FIGURE.format(name=name, why=error)) from error


def _percentiles(name: str, fields: Mapping[str, Any], n: int) -> Percentiles:
    if set(fields) != set(BELOW):
        raise NormError(_ALL_PERCENTILES.format(name=name, all=", ".join(BELOW)))
    p2_5, p10, p50, p90, p97_5 = (float(fields[key]) for key in BELOW)
    try:
        return Percentiles(p2_5, p10, p50, p90, p97_5, n)
    except NormError as error:
        raise NormError(_OF_NORM.format(name=name, said=error.text)) from error


def _overridden(norm: Norm, fields: Mapping[str, Any]) -> Norm:
    """Lay the user's figures over a norm: percentiles of own calls, or points."""
    known = (*_POINTS, *_WORDS, *_OF_POPULATION)
    for key in fields:
        if key not in known:
            hint = suggest(key, known)
            raise NormError(_NO_FIELD.format(name=norm.name, field=key, hint=hint))
    if "source" not in fields:
        raise NormError(_NEEDS_SOURCE.format(name=norm.name))
    if "percentiles" in fields and set(_POINTS) & fields.keys():
        raise NormError(_NOT_BOTH.format(name=norm.name))
    if ("percentiles" in fields) != ("n" in fields):
        raise NormError(_WITH_N.format(name=norm.name))
    merged: dict[str, Any] = {key: getattr(norm, key) for key in (*_POINTS, *_WORDS)}
    merged |= {"worse": "high" if norm.high_is_worse else "low", "strength": Backing.PRACTICE}
    if norm.percentiles is not None and not set(_POINTS) & fields.keys():
        kept = dict(zip(BELOW, norm.percentiles.values, strict=True))
        merged |= {"percentiles": kept, "n": norm.percentiles.n}
    if set((*_POINTS, "percentiles")) & fields.keys():
        merged["population"] = fields["source"]  # own figures describe nobody of the shipped people
    merged |= fields
    if {"good", "bad"} & fields.keys() and not {"watch", "fail"} & fields.keys():
        try:
            good, bad = float(merged["good"]), float(merged["bad"])
        except (TypeError, ValueError) as error:
            raise NormError(_NO_FIGURE.format(name=norm.name, why=error)) from error
        for point, share in zip(("watch", "fail"), SEVERITY_POINTS[1:3], strict=True):
            merged[point] = good + share * (bad - good)
    return _norm(norm.name, merged)


_NO_NORM = Text("es gibt keinen Richtwert '{name}': {hint}", "there is no norm '{name}': {hint}")
_ANOTHER_WAY = Text(
    "der Richtwert '{name}' gilt für {wanted} nach {by}, das Maß steht aber in {unit} nach "
    "{method}; den Richtwert so angeben wie das Maß",
    "the norm '{name}' is for {wanted} by {by}, but the measure is in {unit} by {method}; "
    "give the norm in the measure's terms",
)
_PACK_LACKS = Text(
    "Sprachpaket für '{language}', norms.toml: es fehlt {all}",
    "the pack for '{language}', norms.toml: lacks {all}",
)
_LACKS = Text("Richtwert '{name}': es fehlt {all}", "norm '{name}' lacks {all}")
_NO_SOURCE = Text(
    "Richtwert '{name}' hat keine Quelle: angeben, woher seine Zahlen kommen",
    "norm '{name}' has no source: say where its figures come from",
)
_NO_FIGURE = Text(
    "Richtwert '{name}': eine Angabe lässt sich nicht lesen ({why})",
    "norm '{name}': something given cannot be read ({why})",
)
_ALL_PERCENTILES = Text(
    "Richtwert '{name}': Perzentile sind {all}, und zwar alle",
    "norm '{name}': percentiles are {all}, all of them",
)
_OF_NORM = Text("Richtwert '{name}': {said}", "norm '{name}': {said}")
_NO_FIELD = Text(
    "Richtwert '{name}': unbekanntes Feld '{field}', {hint}",
    "norm '{name}': unknown field '{field}', {hint}",
)
_NEEDS_SOURCE = Text(
    "Richtwert '{name}': ein eigener braucht eine Quelle, zum Beispiel "
    'source = "eigene Gespräche, n = 240"',
    "norm '{name}': an override needs a source, for example source = \"own calls, n = 240\"",
)
_NOT_BOTH = Text(
    "Richtwert '{name}': Punkte oder Perzentile angeben, nicht beides",
    "norm '{name}': give points or percentiles, not both",
)
_WITH_N = Text(
    "Richtwert '{name}': Perzentile zusammen mit n angeben, ihrer Anzahl",
    "norm '{name}': give percentiles together with n, their number",
)
