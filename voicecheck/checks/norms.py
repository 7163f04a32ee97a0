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
            raise NormError(f"there is no norm '{name}': {suggest(name, self.norms).en}")
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
            raise NormError(
                f"the norm '{norm.name}' is for {norm.unit} by {norm.method}, but the measure is "
                f"in {measure.unit} by {measure.method}; give the norm in the measure's terms"
            )
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
        raise NormError(f"the pack for '{language}', norms.toml: lacks {', '.join(lacks)}")
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
        raise NormError(f"norm '{name}' lacks {', '.join(missing)}")
    if not str(fields["source"]).strip():
        raise NormError(f"norm '{name}' has no source: say where its figures come from")
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
        raise NormError(f"norm '{name}': {error}") from error


def _percentiles(name: str, fields: Mapping[str, Any], n: int) -> Percentiles:
    if set(fields) != set(BELOW):
        raise NormError(f"norm '{name}': percentiles are {', '.join(BELOW)}, all of them")
    p2_5, p10, p50, p90, p97_5 = (float(fields[key]) for key in BELOW)
    return Percentiles(p2_5, p10, p50, p90, p97_5, n)


def _overridden(norm: Norm, fields: Mapping[str, Any]) -> Norm:
    """Lay the user's figures over a norm: percentiles of own calls, or points."""
    known = (*_POINTS, *_WORDS, *_OF_POPULATION)
    for key in fields:
        if key not in known:
            raise NormError(f"norm '{norm.name}': unknown field '{key}', {suggest(key, known).en}")
    if "source" not in fields:
        raise NormError(
            f"norm '{norm.name}': an override needs a source, for example "
            'source = "own calls, n = 240"'
        )
    if "percentiles" in fields and set(_POINTS) & fields.keys():
        raise NormError(f"norm '{norm.name}': give points or percentiles, not both")
    if ("percentiles" in fields) != ("n" in fields):
        raise NormError(f"norm '{norm.name}': give percentiles together with n, their number")
    merged: dict[str, Any] = {key: getattr(norm, key) for key in (*_POINTS, *_WORDS)}
    merged |= {"worse": "high" if norm.high_is_worse else "low", "strength": Backing.PRACTICE}
    if norm.percentiles is not None and not set(_POINTS) & fields.keys():
        kept = dict(zip(BELOW, norm.percentiles.values, strict=True))
        merged |= {"percentiles": kept, "n": norm.percentiles.n}
    if set((*_POINTS, "percentiles")) & fields.keys():
        merged["population"] = fields["source"]  # own figures describe nobody of the shipped people
    merged |= fields
    if {"good", "bad"} & fields.keys() and not {"watch", "fail"} & fields.keys():
        good, bad = float(merged["good"]), float(merged["bad"])
        for point, share in zip(("watch", "fail"), SEVERITY_POINTS[1:3], strict=True):
            merged[point] = good + share * (bad - good)
    return _norm(norm.name, merged)
