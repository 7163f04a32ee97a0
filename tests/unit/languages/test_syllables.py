from __future__ import annotations

import pytest

from voicecheck.errors import LanguageError
from voicecheck.languages.syllables import load_counter

# Counted by hand.
GERMAN = """Herzlich 2 willkommen 3 bei 1 Grumps 1 Söhne 2 mein 1 Name 2 ist 1 Sonja 2
Müller-Lüdenscheid 5 was 1 kann 1 ich 1 für 1 Sie 1 tun 1 Waschmaschine 4 Ferien 3 Spanien 3
Familie 4 Linie 3 Batterie 3 Station 3 Reklamation 5 funktioniert 4 reparieren 4
Geschirrspülmaschine 6 Kundendienst 3 Rechnungsnummer 4 Termin 2 Donnerstag 3 zuverlässig 4
Feuerwehr 3 Kaffee 2 See 1 Seen 2 Quelle 2 bequem 2 Beurteilung 4 Theater 3 Januar 3 aktuell 3
eventuell 4 Situation 5 Europa 3 neue 2 Bauer 2 Eier 2 Radio 3 Italien 4 Garantie 3 Patient 3
Museum 3 Knie 1 Region 3 ideal 3 Ruine 3 ruhig 2 sehen 2 Auge 2 Mai 1 Idee 2 Ideen 3 Allee 2
Bayern 2 Handy 2 System 2 Typ 1 Oase 3 Boot 1 Zoo 1 Kooperation 6 geeignet 3 beachten 3
bearbeiten 4 beenden 3 beantragen 4 geöffnet 3 Geräte 3 Auftrag 2 Ersatzteil 3 verdient 2"""
ENGLISH = """thank 1 you 1 for 1 calling 2 appointment 3 vehicle 3 available 4 customer 3
service 2 dishwasher 3 machine 2 problem 2 really 2 sorry 2 business 2 morning 2 afternoon 3
evening 2 question 2 station 2 radio 3 special 2 usual 3 actually 4 situation 4 technician 3
repaired 2 wanted 2 needed 2 called 1 boxes 2 makes 1 changes 2 table 2 little 2 people 2 trying 2
being 2 going 2 idea 3 area 3 careful 2 movement 2 lately 2 rhythm 2 didn't 2 can't 1 won't 1
create 2 appreciate 4 material 4 address 2 information 4 guarantee 3 schedule 2 tomorrow 3 minute 2
pieces 2 noises 2 noise 1 whole 1 example 3 simple 2 settled 2 handled 2 phone 1 phones 1 noticed 2
changed 1 decided 3 water 2 earlier 3 email 2 insurance 3 engine 2 value 2 genuine 3 quiet 2
science 2 client 2 society 4 museum 3 video 3 previous 3 serious 3 million 2 delicious 3"""
# Read aloud, then counted.
FIGURES = {
    "de": {
        "1": 1,
        "7": 2,
        "14:30": 5,
        "3,5": 4,
        "12,50€": 5,
        "1999": 8,
        "2026": 7,
        "471108": 7,
        "07": 3,
        "%": 2,
        "GmbH": 4,
        "USB": 3,
        "PIN": 1,
        "z.B.": 3,
        "20.": 3,
        "&": 1,
        "": 0,
    },
    "en": {"14": 2, "$12.50": 5, "1999": 5, "3rd": 1, "25%": 5, "471108": 8, "USB": 3, "&": 1},
}


@pytest.mark.parametrize(("language", "table"), [("de", GERMAN), ("en", ENGLISH)])
def test_words_counted_by_hand(language: str, table: str) -> None:
    counter = load_counter(language)
    items = table.split()
    wrong = {
        word: (int(truth), counter.count(word))
        for word, truth in zip(items[::2], items[1::2], strict=True)
        if counter.count(word) != int(truth)
    }
    assert not wrong


@pytest.mark.parametrize("language", ["de", "en"])
def test_figures_are_spelled_out_first(language: str) -> None:
    counter = load_counter(language)
    assert {text: counter.count(text) for text in FIGURES[language]} == FIGURES[language]


def test_case_and_punctuation_do_not_matter() -> None:
    counter = load_counter("de")
    assert counter.count("„Familie,“") == counter.count("FAMILIE") == counter.count("familie.")


def test_unknown_languages_are_refused() -> None:
    with pytest.raises(LanguageError, match="did you mean 'en'"):
        load_counter("eng")
