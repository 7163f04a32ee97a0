"""Who is named like a person: lists of names, and a tagger that tells names from other words.

The lists come with Faker (first names and surnames of some thirty countries), the taggers with
HanTa; both are data on this machine and ask nothing from outside.
"""

from __future__ import annotations

import functools
import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicecheck.types.hashing import check_file
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from voicecheck.privacy.cues import Cues, Tagger
    from voicecheck.privacy.entities import Turn


@functools.cache
def first_names(cues: Cues) -> frozenset[str]:
    """Return first names, lower case; everyday words among them are left out."""
    return _faker("first_names", cues) | cues["first_names"]


@functools.cache
def surnames(cues: Cues) -> frozenset[str]:
    """Return surnames, lower case."""
    return _faker("last_names", cues)


def _faker(kind: str, cues: Cues) -> frozenset[str]:
    found: set[str] = set()
    for locale in cues.name_lists:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for name in dir(provider):
            values = getattr(provider, name)
            if name.startswith(kind) and not callable(values):
                found.update(value.casefold() for value in values if isinstance(value, str))
    return frozenset(found - cues["no_names"] - cues["brands"])


def proper(said: Turn) -> list[bool]:
    """Tell which words are used as proper nouns, sentence by sentence."""
    found = [False] * len(said)
    words = said.cues
    others = words["brands"] | words["months"] | words["weekdays"] | words["no_names"]
    sentence: list[int] = []
    for i, token in enumerate(said):
        if token.text:
            sentence.append(i)
        if sentence and (token.stops or i == len(said) - 1):
            tags = _tags(tuple(said[k].text for k in sentence), words.tagger)
            for k, tag in zip(sentence, tags, strict=True):
                token = said[k]
                found[k] = (
                    tag in words.tagger.tags
                    and token.low not in others
                    and token.text.isalpha() | ("-" in token.text)
                    and not (len(token.text) > 1 and token.text.isupper())
                )
            sentence = []
    return found


@functools.lru_cache(maxsize=4096)  # a call's sentences are looked at several times
def _tags(sentence: tuple[str, ...], tagger: Tagger) -> tuple[str, ...]:
    return tuple(tag for _, _, tag in _model(tagger).tag_sent(sentence))


_NAME = Text("Wortarten-Erkennung", "tagger")


@functools.cache
def _model(tagger: Tagger) -> Any:
    from HanTa import HanoverTagger

    # Unpickling can run code: only the files that came with HanTa are opened.
    # In full: given a bare name, HanTa takes a file of the working folder first.
    file = Path(HanoverTagger.__file__).parent / Path(tagger.file).name
    check_file(file, tagger.sha256, _NAME, "HanTa")
    return HanoverTagger.HanoverTagger(str(file))
