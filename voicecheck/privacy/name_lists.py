"""Who is named like a person: lists of names, and a tagger that tells names from other words.

The lists come with Faker (first names and surnames of some thirty countries), the tagger with HanTa
(German and English); both are data on this machine and ask nothing from outside.
"""

from __future__ import annotations

import functools
import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicecheck.errors import ModelError
from voicecheck.privacy.entities import lists
from voicecheck.types.hashing import file_sha256

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.privacy.entities import Token

# Where callers of German and English hotlines, or their parents, come from.
LOCALES = (
    "de_AT", "de_CH", "de_DE", "cs_CZ", "en_GB", "en_IE", "en_IN", "en_US", "es_ES", "et_EE",
    "fi_FI", "fr_FR", "hr_HR", "hu_HU", "it_IT", "lt_LT", "lv_LV", "nl_BE", "nl_NL", "no_NO",
    "pl_PL", "pt_PT", "ro_RO", "sk_SK", "sl_SI", "sv_SE", "tr_TR",
)  # fmt: skip
# Unpickling can run code: only the files that came with HanTa are opened.
MODELS = {
    "de": (
        "morphmodel_ger.pgz",
        "d0a23caa212663fe7715e18e937074287f80b9e3bab64ccebc12a81e0094db23",
    ),
    "en": (
        "morphmodel_en.pgz",
        "99ddc9b14b3fe604b245e2d7a3aef59ab1bdd06b1bae4f4ce74738902e2a0265",
    ),
}
PROPER = frozenset({"NE", "NP0", "UNC"})  # tags of proper nouns, and of words that none knows


@functools.cache
def first_names() -> frozenset[str]:
    """Return first names, lower case; everyday words among them are left out."""
    return _faker("first_names") | lists()["first_names"]


@functools.cache
def surnames() -> frozenset[str]:
    """Return surnames, lower case."""
    return _faker("last_names")


@functools.cache
def _faker(kind: str) -> frozenset[str]:
    found: set[str] = set()
    for locale in LOCALES:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for name in dir(provider):
            values = getattr(provider, name)
            if name.startswith(kind) and not callable(values):
                found.update(value.casefold() for value in values if isinstance(value, str))
    return frozenset(found - lists()["no_names"] - lists()["brands"])


def proper(said: Sequence[Token], language: str | None) -> list[bool]:
    """Tell which words are used as proper nouns, sentence by sentence."""
    found = [False] * len(said)
    words = lists()
    others = words["brands"] | words["months"] | words["weekdays"] | words["no_names"]
    known = language if language in MODELS else "de"
    sentence: list[int] = []
    for i, token in enumerate(said):
        if token.text:
            sentence.append(i)
        if sentence and (token.stops or i == len(said) - 1):
            tags = _tags(tuple(said[k].text for k in sentence), known)
            for k, tag in zip(sentence, tags, strict=True):
                token = said[k]
                found[k] = (
                    tag in PROPER
                    and token.low not in others
                    and token.text.isalpha() | ("-" in token.text)
                    and not (len(token.text) > 1 and token.text.isupper())
                )
            sentence = []
    return found


@functools.lru_cache(maxsize=4096)  # a call's sentences are looked at several times
def _tags(sentence: tuple[str, ...], language: str) -> tuple[str, ...]:
    return tuple(tag for _, _, tag in _tagger(language).tag_sent(sentence))


@functools.cache
def _tagger(language: str) -> Any:
    from HanTa import HanoverTagger

    name, sha256 = MODELS[language]
    # In full: given a bare name, HanTa takes a file of the working folder first.
    file = Path(HanoverTagger.__file__).parent / name
    found = file_sha256(file) if file.is_file() else "nothing"
    if found != sha256:
        raise ModelError(
            f"{file} is not the tagger that was measured (sha256 {found[:12]}…, not "
            f"{sha256[:12]}…): reinstall HanTa"
        )
    return HanoverTagger.HanoverTagger(str(file))
