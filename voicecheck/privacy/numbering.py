"""Numbers that belong to somebody: telephone, account, card, customer, date of birth, e-mail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from voicecheck.privacy.entities import Finding, asks, digit_words, lists

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from voicecheck.privacy.entities import Token

CUE_REACH = 7  # words between "Kundennummer" and the number
LONG = 6  # so many digits are no quantity
ASKED = 3  # so many, where a number was asked for
AMBIGUOUS = ("ein", "one", "oh")  # digits behind another digit, everyday words elsewhere
CARD = range(13, 20)
_DIGITS = re.compile(r"^\+?[\d][\d./()+-]*$")
_DATE = re.compile(r"^\d{1,2}\.\d{1,2}\.(\d{2,4})?$|^\d{1,2}\.$")
_AMOUNT = re.compile(r"^\d{1,3}(\.\d{3})+(,\d+)?$|^\d+,\d+$|^\d+[€%$]$|^[€$]\d")
_CODE = re.compile(r"^(?=.*\d)[A-Za-z]{0,3}\d[\w-]*$|^[A-Z]$")
_IBAN = re.compile(r"^[A-Z]{2}(\d{2}[\dA-Z]{0,30})?$")
_MAIL = re.compile(r"^[\w.+-]+@[\w-]+(\.[\w-]+)+$")


def numbers(said: Sequence[Token], asked: Sequence[Token]) -> Iterator[Finding]:
    """Find numbers and addresses of e-mail.

    Parameters
    ----------
    said : sequence of Token
        The words.
    asked : sequence of Token
        The other party's turn before.

    Yields
    ------
    Finding
    """
    yield from _births(said)
    yield from _mails(said)
    yield from _ibans(said)
    wanted = asks(asked, "number")
    for first, last, digits in _runs(said):
        cue = _cue(said, first)
        if cue is None and _is_quantity(said, first, last):
            continue
        if cue is not None or len(digits) >= (ASKED if wanted else LONG):
            yield Finding(_kind(cue, digits), *_widened(said, first, last, cue))
    yield from _codes(said)


def _kind(cue: str | None, digits: str) -> str:
    if cue is not None:
        return cue
    if len(digits) in CARD:
        return "card"
    return "phone" if digits.startswith(("0", "+")) else "number"


def _runs(said: Sequence[Token]) -> Iterator[tuple[int, int, str]]:
    """Go through stretches of digits, written or spoken, with what is said between them."""
    first, last, digits = -1, -1, ""
    for i, token in enumerate(said):
        own = _digits_of(token)
        if not own and token.low in AMBIGUOUS and first >= 0 and i - last == 1:
            own = digit_words()[token.low]
        if own:
            first, last, digits = (i if first < 0 else first), i, digits + own
        elif first < 0 or not _joins(token) or i - last > 2:
            if first >= 0:
                yield first, last, digits
            first, digits = -1, ""
    if first >= 0:
        yield first, last, digits


def _digits_of(token: Token) -> str:
    """Return the digits of a word; nothing for amounts and for words that are no number."""
    if _AMOUNT.match(token.text):
        return ""
    if _DIGITS.match(token.text):
        return re.sub(r"[^\d]", "", token.text)
    spoken = digit_words()
    if token.low in spoken and token.low not in AMBIGUOUS:
        return spoken[token.low]
    parts = [part for part in re.split(r"[-‐–]", token.low) if part]
    if len(parts) > 1 and all(part in spoken for part in parts):
        return "".join(spoken[part] for part in parts)
    doubled = re.match(r"^(doppel|double|triple)-?(\w+)$", token.low)
    if doubled and doubled[2] in spoken:
        return spoken[doubled[2]] * (3 if doubled[1] == "triple" else 2)
    return ""


def _joins(token: Token) -> bool:
    return token.low in lists()["joints"] or token.text == ""


def _is_quantity(said: Sequence[Token], first: int, last: int) -> bool:
    """Tell whether a number counts something, or is a date or a time."""
    after = said[last + 1].low if last + 1 < len(said) else ""
    if after in lists()["units"] or after in lists()["months"]:
        return True
    single = first == last
    if single and (_DATE.match(said[first].text) or re.match(r"^(19|20)\d\d$", said[first].text)):
        return True
    return first > 0 and said[first - 1].low in ("uhr", "um", "fehler", "error", "version")


def _cue(said: Sequence[Token], first: int) -> str | None:
    """Return what kind of number is announced shortly before, in the same sentence."""
    words = lists()
    for i in range(first - 1, max(-1, first - 1 - CUE_REACH), -1):
        low = said[i].low
        if said[i].stops and low not in ("ist", "is") and not said[i].text.isupper():
            return None
        for kind in ("card", "iban", "phone", "number"):
            if low in words[f"{kind}_cues"]:
                bare = kind == "number" and low in _BARE
                if bare and not any(t.low in words["english_numbers"] for t in said[i:first]):
                    return None
                return kind
    return None


_BARE = frozenset({"account", "policy", "membership", "confirmation", "invoice", "order",
                   "serial", "passport", "social", "customer"})  # fmt: skip


def _widened(said: Sequence[Token], first: int, last: int, cue: str | None) -> tuple[int, int]:
    """Take in letters that belong to a number ("V 2041 993", "12 C 344")."""
    while first > 0 and _CODE.match(said[first - 1].text) and not said[first - 1].stops:
        first -= 1
    while cue and last + 1 < len(said) and not said[last].stops:
        token = said[last + 1]
        if not (
            _CODE.match(token.text) or _digits_of(token) or re.match(r"^[A-Z]{2,4}$", token.text)
        ):
            break
        last += 1
    return first, last


def _codes(said: Sequence[Token]) -> Iterator[Finding]:
    """Find numbers with letters in them, and parted ones, right behind their cue."""
    for i, token in enumerate(said):
        if not re.match(r"^(?=(\D*\d){3})[A-Z]{0,4}[\d/-]+[A-Z\d/-]*$", token.text):
            continue
        cue = _cue(said, i)
        if cue is not None:
            yield Finding(cue, *_widened(said, i, i, cue))


def _ibans(said: Sequence[Token]) -> Iterator[Finding]:
    for i, token in enumerate(said):
        if not _IBAN.match(token.text):
            continue
        last, digits = i, re.sub(r"\D", "", token.text)
        while last + 1 < len(said) and not said[last].stops:
            own = _digits_of(said[last + 1])
            if not own and not re.match(r"^[A-Z]{4}$", said[last + 1].text):
                break
            digits, last = digits + own, last + 1
        announced = any(t.low in lists()["iban_cues"] for t in said[max(0, i - CUE_REACH) : i])
        if len(digits) >= (8 if announced else 12):
            yield Finding("iban", i, last)


def _births(said: Sequence[Token]) -> Iterator[Finding]:
    """Find a date on either side of "geboren", or behind "date of birth"."""
    for i, token in enumerate(said):
        if token.low not in lists()["birth_cues"]:
            continue
        for start, step in ((i - 1, -1), (i + 1, 1)):
            place, inside = start, []
            while 0 <= place < len(said) and abs(place - i) <= CUE_REACH:
                if _of_date(said[place]):
                    inside.append(place)
                elif inside or said[place].low not in _DATE_LEADS:
                    break
                if step > 0 and said[place].stops and not re.match(r"^\d", said[place].text):
                    break
                place += step
            if inside:
                yield Finding("birth_date", min(inside), max(inside))


def _of_date(token: Token) -> bool:
    return bool(
        _digits_of(token)
        or _DATE.match(token.text)
        or token.low in lists()["months"]
        or re.match(
            r"^(erst|zweit|dritt|viert|fünft|sechst|siebt|acht|neunt|zehnt|elft|zwölft)(e[rnms]?)$",
            token.low,
        )
        or re.match(r"^\w*(zehn|zwanzig|dreißig)st?(e[rnms]?)$", token.low)
        or re.match(r"^(neunzehnhundert|zweitausend)\w*$", token.low)
        or re.match(r"^\d+(st|nd|rd|th)$", token.low)
    )


_DATE_LEADS = frozenset({"am", "ist", "der", "den", "im", "is", "on", "of", "the", "lautet", "bin",
                         "wurde", "war", "was", "jahr", "date", "mein", "in"})  # fmt: skip


def _mails(said: Sequence[Token]) -> Iterator[Finding]:
    words = lists()
    for i, token in enumerate(said):
        if _MAIL.match(token.text):
            yield Finding("email", i, i)
        if token.low not in words["ats"] and "@" not in token.text:
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


def _domain_end(said: Sequence[Token], at: int) -> int | None:
    """Return where the domain behind "at" ends."""
    words = lists()
    for j in range(at + 1, min(at + 6, len(said))):
        if re.search(r"\w\.(" + "|".join(words["top_levels"]) + ")$", said[j].low):
            return j
        if said[j].low in words["top_levels"] and said[j - 1].low in words["dots"]:
            return j
    return None
