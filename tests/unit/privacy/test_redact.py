"""Personal data: found as people say them, and kept out of names of files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecheck.privacy.redact import (
    around,
    find,
    names_in,
    redact_file_name,
    redact_text,
    redact_words,
)
from voicecheck.types.speech import Word
from voicecheck.types.time import Span


def said(text: str) -> list[Word]:
    return [Word(w, Span(i, i + 0.5), 0.9) for i, w in enumerate(text.split())]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Mein Name ist Erika Sonnenschein, guten Tag.", "Mein Name ist [Name], guten Tag."),
        ("Rufen Sie die 0170 222 33 44 an.", "Rufen Sie die [Telefonnummer] an."),
        ("Es ist lisa Punkt horn at mail Punkt de.", "Es ist [E-Mail]."),
        ("Die Kundennummer ist vier vier eins.", "Die Kundennummer ist [Nummer]."),
        ("Das sind 1.250 Euro bis 14 Uhr.", "Das sind 1.250 Euro bis 14 Uhr."),
        ("Ich  wohne Tannenallee 5.", "Ich  wohne [Adresse]."),
        ("Der Monteur hieß Branko, glaube ich.", "Der Monteur hieß [Name], glaube ich."),
        (
            "Das hat mir Svenja aus der Buchhaltung gesagt.",
            "Das hat mir [Name] aus der Buchhaltung gesagt.",
        ),
        ("Ja, Petersen, guten Morgen.", "Ja, [Name], guten Morgen."),
        ("Ich gebe Sie an Frau von der Leyden weiter.", "Ich gebe Sie an [Name] weiter."),
        (
            "Geboren bin ich am 4. März 1971 in Halle.",
            "Geboren bin ich am [Geburtsdatum] in Halle.",
        ),
        ("Fünf, acht, dreißig, eins, null, sieben.", "[Nummer]."),
        ("Die Patientennummer ist 4417.", "Die Patientennummer ist [Nummer]."),
        ("Der Eco 50 von Bosch braucht 14 Tage.", "Der Eco 50 von Bosch braucht 14 Tage."),
        (
            "Am 3. März kommt der Techniker für 1.249 Euro.",
            "Am 3. März kommt der Techniker für 1.249 Euro.",
        ),
        ("Der Keller steht im Sommer unter Wasser.", "Der Keller steht im Sommer unter Wasser."),
        ("Mein Name ist Anna Weber, guten Tag.", "Mein Name ist [Name], guten Tag."),
        ("Schön, dass Sie anrufen. Wohnen Sie noch zur Miete? Ich schicke den Link.",) * 2,
        ("In Paragraf 5 steht, in Ihrer Straße gibt es kein Glasfaser.",) * 2,
    ],
)
def test_quotes_are_masked_and_the_rest_is_kept(text: str, clean: str) -> None:
    assert redact_text(text, language="de") == clean
    assert redact_text(clean, language="de") == clean


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("It's Whitfield, W-H-I-T, like the day.", "It's [name], like the day."),
        ("We live at 12 Orchard Lane, Leeds.", "We live at [address]."),
        ("Born on the second of May, nineteen sixty-two.", "Born on the [date of birth]."),
        ("Ring me on oh one six three two, nine six oh.", "Ring me on [phone number]."),
        ("I bought it at John Lewis in May.", "I bought it at John Lewis in May."),
        ("This is British Gas, it costs 45 pounds.", "This is British Gas, it costs 45 pounds."),
        ("Anything else I can do for you? It heats up as soon as it can.",) * 2,
        ("Oh, I see. I moved it to Friday, within five business days.",) * 2,
    ],
)
def test_english_quotes(text: str, clean: str) -> None:
    assert redact_text(text, language="en") == clean


@pytest.mark.parametrize(
    ("language", "text", "clean"),
    [
        ("en", "Call 07700 900123 or after 6 pm.", "Call [phone number] or after 6 pm."),
        (
            "de",
            "Rufen Sie an: 0171 5551234 bis 18 Uhr.",
            "Rufen Sie an: [Telefonnummer] bis 18 Uhr.",
        ),
        ("de", "0171 5551234 am Montag.", "[Telefonnummer] am Montag."),
        ("de", *("Der Termin ist am 24.11.2026 um 8 Uhr, das Ersatzteil 00654321 ist da.",) * 2),
        ("de", "Das ist die Hauptstraße 5 In", "Das ist die [Adresse] In"),
        ("de", *("Am 5. Mai, 10 Uhr, oder am 12. Juni 60 Euro.",) * 2),
        ("de", *("Das heißt, Strom ist da. Das heißt Pech gehabt.",) * 2),
        ("de", "Hauptstraße 5, dritter Stock, Garantie.", "[Adresse], Garantie."),
        ("en", *("It's on Google Drive. House 3 of them. On May 5, 50 pounds.",) * 2),
        (
            "de",
            "Mein Name ist Kowalczyk-Sy. Es ist Kowalczyk-Sys Vertrag.",
            "Mein Name ist [Name]. Es ist [Name] Vertrag.",
        ),
    ],
)
def test_what_stands_beside_it(language: str, text: str, clean: str) -> None:
    assert redact_text(text, language=language) == clean


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("K wie Kunde, R wie Rechnung, G wie Gerät.", set()),
        ("Hat Peter Bescheid gegeben?", {"peter"}),
        ("Frau Möllenkamp Termine hat sie.", {"möllenkamp"}),
    ],
)
def test_only_names_are_looked_for_in_the_whole_call(text: str, names: set[str]) -> None:
    assert names_in(said(text), language="de") == names


def test_what_was_asked_for_is_found_in_the_answer() -> None:
    question = said("Wie ist denn Ihr Name bitte?")
    assert redact_words(said("Rautenkranz."), language="de") == tuple(said("Rautenkranz."))
    answer = redact_words(said("Rautenkranz."), language="de", before=question)
    assert [word.text for word in answer] == ["[Name]"]


def test_a_label_covers_the_time_of_its_words() -> None:
    words = said("My number is five five five one two three four thanks")
    clean = redact_words(words, language="en")
    label = next(word for word in clean if word.text.startswith("["))
    assert label == Word("[number]", Span(3.0, 9.5), 0.9)
    assert around(label) == Span(2.85, 9.65)


@given(st.lists(st.text(min_size=1, max_size=12), max_size=30))
def test_no_words_are_too_odd(texts: list[str]) -> None:
    words = [Word(text, Span(i, i + 1.0), 1.0) for i, text in enumerate(texts)]
    clean = redact_words(words, language=None)
    assert len(clean) <= len(words)
    for language in (None, "de", "en"):
        found = find(words, language=language, before=words[:3], known={"anna"})
        assert all(0 <= f.first <= f.last < len(words) for f in found)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        (
            "out-01715551234-104-20260312-091502-1773303302.4711.wav",
            "out-###########-104-20260312-091502-1773303302.4711.wav",
        ),
        ("call +491715551234.mp3", "call #############.mp3"),
        ("20260312091502.wav", "20260312091502.wav"),
    ],
)
def test_numbers_in_names_of_files(name: str, clean: str) -> None:
    assert redact_file_name(name) == clean
