"""Numbers that belong to somebody: telephone, account, card, customer, date of birth, e-mail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from voicecheck.privacy.birth_dates import births
from voicecheck.privacy.entities import Finding, asks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from voicecheck.privacy.cues import Cues
    from voicecheck.privacy.entities import Token, Turn

CUE_REACH = 7  # words between "Kundennummer" and the number
LONG = 6  # so many digits are no quantity
ASKED = 3  # so many, where a number was asked for
CARD = range(13, 20)
_DATE = re.compile(r"^\d{1,2}\.\d{1,2}\.(\d{4}|\d{2})$")
_CODE = re.compile(r"^[A-Za-z]{0,4}-?\d[\w-]*$|^[A-Z]{1,4}$")
_IBAN = re.compile(r"^[A-Z]{2}(\d{2}[\dA-Z]{0,30})?$")
_COUNTRIES = frozenset({
    "AT", "BE", "CH", "CZ", "DE", "DK", "ES", "FR", "GB", "IE", "IT", "LI", "LU", "NL", "PL", "SE",
    "TR",
})  # fmt: skip
_MAIL = re.compile(r"^[\w.+-]+@[\w-]+(\.[\w-]+)+$")


def numbers(said: Turn, asked: Sequence[Token]) -> Iterator[Finding]:
    """Find numbers and addresses of e-mail."""
    yield from births(said, asked)
    yield from _mails(said)
    yield from _ibans(said)
    words, wanted = said.cues, asks(said.cues, asked, "number")
    before, found = -1, False
    for first, last, digits in _runs(said):
        cue = _cue(said, first, after=before)
        again = found and all(t.low in words["goes_on"] for t in said[before + 1 : first])
        before, found = last, False
        if digits in words["public_numbers"]:
            continue
        if _is_quantity(said, first, last, digits) and (cue is None or len(digits) < LONG):
            continue
        lead = {token.low for token in said[max(0, first - 3) : first]}
        called = bool(lead & words["number_words"])
        if cue is None and not called and lead & words["number_none"]:
            continue
        if cue is not None or len(digits) >= (ASKED if wanted or called or again else LONG):
            found = True
            yield Finding(_kind(cue, digits), *_widened(said, first, last, cue))
    yield from _codes(said)


def _kind(cue: str | None, digits: str) -> str:
    if cue is not None:
        return cue
    if len(digits) in CARD:
        return "card"
    return "phone" if digits.startswith(("0", "+")) else "number"


def _runs(said: Turn) -> Iterator[tuple[int, int, str]]:
    """Go through stretches of digits, written or spoken, with what is said between them."""
    words = said.cues
    first, last, digits = -1, -1, ""
    for i, token in enumerate(said):
        own = "" if _DATE.match(token.text) else token.digits
        after = said[i + 1] if i + 1 < len(said) else None
        doubled = i > 0 and said[i - 1].low in words.repeats
        joined = first >= 0 and (i - last == 1 or doubled)
        lone = words["digits_before_digits"]
        joined = joined or (
            token.low in lone and after is not None and bool(after.digits or after.low in lone)
        )
        if not own and token.low in words["digits_too"] and joined:
            own = words.digits[token.low]
        if own or (first < 0 and token.low in words.repeats and after and after.digits):
            first, last, digits = (i if first < 0 else first), i, digits + own
        elif first < 0 or not _joins(token, words) or i - last > 2:
            if first >= 0:
                yield first, last, digits
            first, digits = -1, ""
    if first >= 0:
        yield first, last, digits


def _joins(token: Token, words: Cues) -> bool:
    return token.low in words["joints"] or token.text == ""


def _is_quantity(said: Turn, first: int, last: int, digits: str) -> bool:
    """Tell whether a number counts something, or is a date or a time."""
    words, single = said.cues, first == last
    if single and re.match(r"^(19|20)\d\d$", said[first].text):
        return True
    if len(digits) > LONG or (digits.startswith("0") and len(digits) > ASKED):
        return False  # 0171 5551234 bis 18 Uhr
    after = said[last + 1].low if last + 1 < len(said) and not said[last].ends else ""
    hour = after not in words["half_days"] or len(digits) <= 2  # "4711 am besten"
    if (after in words["units"] and hour) or after in words["months"]:
        return True
    # "five business days", "three to four weeks"
    later = [token.low for token in said[last + 2 : last + 5]]
    if after in words["to_another"]:
        return any(low in words["units"] for low in (*later, after))
    return first > 0 and said[first - 1].low in words["quantity_leads"]


def _cue(said: Turn, first: int, *, after: int = -1) -> str | None:
    """Return what kind of number is announced shortly before, in the same sentence.

    A number said before (ending at `after`) has used the cue up, unless this one goes on with it:
    "4 4 1, nein, 4 7 1".
    """
    words = said.cues
    for i in range(first - 1, max(-1, first - 1 - CUE_REACH), -1):
        low = said[i].low.removesuffix("'s")
        if i <= after and any(t.low not in words["goes_on"] for t in said[after + 1 : first]):
            return None
        if said[i].stops and low not in words["is"] and not said[i].text.isupper():
            return None
        kind = next((kind for kind in _KINDS if low in words[f"{kind}_cues"]), None)
        if (
            kind is None
            and low.endswith(tuple(words["number_ends"]))
            and low not in words["number_none"]
        ):
            kind = "number"
        if i > 0 and f"{said[i - 1].low} {low}" in words["card_phrases"]:
            kind = "card"
        if kind == "number" and low in words["number_bare"]:
            is_it = said[i].low.endswith("'s") or said[i + 1].low in words["equals"]
            is_it = is_it and first - i <= 3
            number = any(t.low in words["number_words_needed"] for t in said[i:first])
            return kind if is_it or number else None
        if kind is not None:
            return kind
    return None


_KINDS = ("card", "iban", "phone", "number")


def _widened(said: Turn, first: int, last: int, cue: str | None) -> tuple[int, int]:
    """Take in letters that belong to a number ("V 2041 993", "12 C 344")."""
    while (
        first > 0
        and _CODE.match(said[first - 1].text)
        and said[first - 1].low not in said.cues["no_codes"]
        and not said[first - 1].stops
    ):
        first -= 1
    while cue and last + 1 < len(said) and not said[last].stops:
        token = said[last + 1]
        if not (_CODE.match(token.text) or token.digits or re.match(r"^[A-Z]{2,4}$", token.text)):
            break
        last += 1
    return first, last


def _codes(said: Turn) -> Iterator[Finding]:
    """Find numbers with letters in them, and parted ones, right behind their cue."""
    for i, token in enumerate(said):
        if not re.match(r"^(?=(\D*\d){3})[A-Z]{0,4}[\d/-]+[A-Z\d/-]*$", token.text):
            continue
        cue = _cue(said, i)
        if cue is not None or re.match(r"^[A-Z]{1,4}[-/]?\d[\d/-]{5,}$", token.text):
            yield Finding(cue or "number", *_widened(said, i, i, cue))


def _ibans(said: Turn) -> Iterator[Finding]:
    for i, token in enumerate(said):
        if not _IBAN.match(token.text):
            continue
        last, digits = i, re.sub(r"\D", "", token.text)
        for j in range(i + 1, len(said)):
            own = said[j].digits
            group = re.match(r"^(?=.*\d)[A-Z\d]{2,4}$|^[A-Z]{4}$", said[j].text)
            if own or group:
                digits, last = digits + (own or re.sub(r"\D", "", said[j].text)), j
            elif not _joins(said[j], said.cues) or said[j - 1].stops or j - last > 2:
                break
            if said[j].stops:
                break
        announced = any(t.low in said.cues["iban_cues"] for t in said[max(0, i - CUE_REACH) : i])
        country = token.text[:2] in _COUNTRIES
        if len(digits) >= (6 if announced or country else 12):
            yield Finding("iban", i, last)


def _mails(said: Turn) -> Iterator[Finding]:
    words = said.cues
    for i, token in enumerate(said):
        if _MAIL.match(token.text):
            yield Finding("email", i, i)
            continue
        if token.low not in words["mail_at"] and "@" not in token.text:
            continue
        end = _domain_end(said, i)
        if end is None:
            continue
        first = i
        while first > 0 and i - first < CUE_REACH:
            before = said[first - 1]
            if before.low in words["mail_stops"] or before.ends:
                break
            first -= 1
        if first < i or "@" in token.text:
            yield Finding("email", first, end)


def _domain_end(said: Turn, at: int) -> int | None:
    """Return where the domain behind "at" ends."""
    words = said.cues
    for j in range(at + 1, min(at + 6, len(said))):
        if re.search(r"\w\.(" + "|".join(words["top_levels"]) + ")$", said[j].low):
            return j
        if said[j].low in words["top_levels"] and said[j - 1].low in words["mail_dot"]:
            return j
    return None
