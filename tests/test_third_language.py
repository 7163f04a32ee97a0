"""A language of a package's own, as CONTRIBUTING ("Add a language") says: no file here changes.

``data/qz/`` holds Quazish, an invented language. It is laid into a folder as an installed package would
be, with the entry point that names it; English and German know nothing of it.
"""

from __future__ import annotations

import io
import re
import shutil
import tomllib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest

import voicecheck
from tests.synth import spread
from voicecheck.analysis.pipeline import Analysis
from voicecheck.checks import norms
from voicecheck.checks.norms import is_own, load_norms, population, reference
from voicecheck.checks.registry import all_checks
from voicecheck.cli import language
from voicecheck.config import Config, load_config
from voicecheck.errors import ConfigError, LanguageError, NormError
from voicecheck.languages import available, data, load_pack
from voicecheck.languages.syllables import load_counter
from voicecheck.privacy.cues import cues_of
from voicecheck.privacy.mask import masked
from voicecheck.privacy.redact import redact_text
from voicecheck.report import FORMATS, reporter, terminal_full
from voicecheck.report.explain import page
from voicecheck.report.formatting import measure_name, number, words
from voicecheck.report.html.morning import render_morning
from voicecheck.report.html.page import render
from voicecheck.types.audio import Channel, Recording
from voicecheck.types.judgement import Scorecard, Verdict
from voicecheck.types.morning import Morning, RunFacts
from voicecheck.types.speech import SpeechActivity, Transcript, Word

ROOT = Path(__file__).parents[1]
PACK = Path(__file__).parent / "data" / "qz"
AGENT = (
    "Salvo, firmo Bruna, mi nomo es Ludo Ferano. Kio mi povas por vi? Mi komprenas. "
    "Hastu jam! Plu rapide, vi devas diri la nomo. Hastu jam, mi ne komprenas. "
    "Tio kostas 12,50€ je 14:30. Mi vokos vin morgo. "
)
CALLER = "Salvo, mi nomo es Vando Kelmi. Mi havas problemo. La klientonumero es kvar kvar un. Jes. "
NIGHT = Morning(
    RunFacts("/calls", datetime(2026, 11, 24, 7, 5), 60.0, 600.0, 3, 0, 0, 0, 3, 0, 0, 3),
    *((), 0, (), (), (), (), (), (), 0, 0),
)


class Script:
    """Hears what stands here, in whatever sound."""

    def transcribe(
        self, channels: Sequence[tuple[Channel, SpeechActivity]], **_: object
    ) -> tuple[Transcript, ...]:
        return tuple(
            Transcript(channel.index, tuple(self._words(activity, text)), "qz", 1.0, "script")
            for (channel, activity), text in zip(channels, (AGENT, CALLER), strict=True)
        )

    def _words(self, activity: SpeechActivity, text: str) -> Iterator[Word]:
        script = 20 * text.split()
        for span in activity.ipus:
            n = max(1, round(2.5 * span.duration_s))
            said, script = script[:n], script[n:]
            yield from spread(" ".join(said), span.start_s, span.end_s)


def install(root: Path, code: str, *without: str, **changed: str) -> None:
    """Lay the pack into a folder, as pip would lay a package."""
    folder = root / f"voicecheck_{code}"
    shutil.copytree(PACK, folder, ignore=shutil.ignore_patterns(*without))
    for name, text in changed.items():
        (folder / f"{name}.toml").write_text(text, "utf-8")
    info = root / f"voicecheck_{code}-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: voicecheck-{code}\nVersion: 1\n")
    (info / "entry_points.txt").write_text(f"[voicecheck.languages]\n{code} = voicecheck_{code}\n")


def look_anew() -> None:
    """Forget what was found at the start of the process."""
    for found in (data.folders, norms._populations, norms._references):
        found.cache_clear()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of installed packages that is looked into anew."""
    monkeypatch.syspath_prepend(tmp_path)
    look_anew()
    yield tmp_path
    look_anew()


@pytest.fixture
def quazish(folder: Path) -> None:
    install(folder, "qz")


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    """The sample call, as if Quazish was spoken in it."""
    root = tmp_path_factory.mktemp("packages")
    install(root, "qz")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(root)
        look_anew()
        found = voicecheck.analyze(
            voicecheck.load(ROOT / "sample_audio" / "call_stereo.wav"),
            config=Config(agent="left", language="qz"),
            transcriber=Script(),
        )
    look_anew()
    return found


@pytest.fixture
def card(quazish: None, spoken: Analysis) -> Scorecard:
    return voicecheck.judge(spoken.features, config=Config(lang="qz"))


def literals(value: object) -> Iterator[str]:
    """Go through the pieces of texts between their placeholders."""
    if isinstance(value, dict):
        for item in value.values():
            yield from literals(item)
    elif isinstance(value, str):
        yield from (piece.strip() for piece in re.split(r"{.*?}", value))


def german() -> set[str]:
    """Labels and sentences that are German and nothing else."""
    tables = {code: set(literals(data.read_data(code, "report.toml"))) for code in ("de", "en")}
    titles = {check.title.de for check in all_checks()} - {check.title.en for check in all_checks()}
    labels = set(cues_of("de").labels.values()) - set(cues_of("en").labels.values())
    own = set(literals(tomllib.loads((PACK / "report.toml").read_text("utf-8"))))
    return {text for text in tables["de"] - tables["en"] - own if len(text) > 5} | titles | labels


def test_the_guide_names_every_file_of_the_pack() -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    guide = guide[guide.index("## Add a language") :].split("\n## ")[0]
    assert {file.name for file in PACK.iterdir()} == set(re.findall(r"`(\w+\.toml)`", guide))
    assert "voicecheck.languages" in guide


def test_it_is_found_beside_the_others(quazish: None) -> None:
    assert available() == ("de", "en", "qz")
    assert data.report_languages() == ("de", "en", "qz")
    assert load_config(None, {"lang": "qz"}).lang == "qz"


def test_the_command_line_speaks_it_and_english_where_it_is_silent(quazish: None) -> None:
    language._table.cache_clear()
    language.use("qz")
    assert language.said("doctor.ready") == "Cxio preta."
    assert language.said("run.interrupted") == "stopped"
    assert language.of_locale({"LANG": "qz_QZ.UTF-8"}) == "qz"


def test_words_are_matched(quazish: None) -> None:
    pack = load_pack("qz")
    said = spread("Salvo, mi nomo es Ludo. Kio mi povas por vi? Mi ne komprenas.", 0, 10)
    assert [hit.quote for hit in pack.match("greeting.day", said)] == ["Salvo,"]
    assert [hit.quote for hit in pack.match("greeting.dated_help", said)] == [
        "Kio mi povas por vi?"
    ]
    assert pack.cancelled("conduct.empathy", said)


@pytest.mark.parametrize(
    ("text", "syllables"),
    [
        ("salvo", 2),
        ("procentio", 3),
        ("naudek", 2),
        ("mhm", 2),
        ("4711", 6),
        ("14:30", 5),
        ("14:00", 3),
        ("12,50€", 6),
        ("12,50 €", 8),
        ("3,5", 4),
        ("1.250", 5),
        ("471108", 6),
        ("20-a", 2),
        ("QW", 3),
        ("5 %", 4),
    ],
)
def test_syllables_are_counted(quazish: None, text: str, syllables: int) -> None:
    assert load_counter("qz").count_text(text.split()) == syllables


def test_norms_lie_over_those_of_every_language(quazish: None) -> None:
    own = load_norms("qz")
    assert own["articulation_rate"].watch == 6
    assert population(own["articulation_rate"])["qz"].startswith("nobody measured")
    assert not is_own(own["articulation_rate"])
    assert "moved by ear" in reference("qz-guess")
    assert own["pause_ratio"] == load_norms("en")["pause_ratio"]
    assert all(name in own.norms for check in all_checks() for name in check.norms)


def test_a_call_is_judged(card: Scorecard) -> None:
    assert card.language == "qz"
    assert not {notice.code for notice in card.notices} & {"N05"}
    assert card.results["M7"].severity is not None
    assert 'set phrases: "mi nomo es"' in (card.results["M4"].finding or "")
    pushing = card.results["M3"]
    assert pushing.verdict is Verdict.WARN
    assert any("Hastu jam" in (item.quote or "") for item in pushing.evidence)
    # Its readers have learnt other languages: the lexicon alone, and it says so.
    assert "no reader has learnt this language" in (pushing.finding or "")


def test_personal_data_get_its_labels(quazish: None, spoken: Analysis) -> None:
    clean, muted = masked(spoken)
    said = " ".join(word.text for part in clean.transcripts for word in part.words)
    assert "mi nomo es [Nomo]" in said and "klientonumero es [Numero]" in said
    assert not re.search("Ferano|Kelmi|kvar kvar", said) and muted
    text = "La 24. marto, naskita 1955, voku 0171 555 12 34. Klientonumero: dudekdu."
    clean_text = redact_text(text, language="qz")
    assert (
        clean_text
        == "La [Naskodato], naskita [Naskodato], voku [Telefono]. Klientonumero: [Numero]."
    )
    assert redact_text("Mi vivas: I live in Bristol.", language="qz").endswith("[Adreso].")


def test_other_languages_are_masked_as_before(quazish: None) -> None:
    assert "klientonumero" in cues_of("qz")["number_cues"]
    assert "klientonumero" not in cues_of("de")["number_cues"] | cues_of("en")["number_cues"]


def test_reports_are_in_it_and_nothing_in_german(
    card: Scorecard, spoken: Analysis, recording: Recording
) -> None:
    shown = {
        "call": render(recording, spoken, card),
        "morning": render_morning(NIGHT, lang="qz", pages=None),
    }
    for name in FORMATS:
        out = io.StringIO()
        reporter(name)([card], [], out)
        shown[name] = out.getvalue().partition('"notices"')[0]  # JSON has them in both languages
    for check in all_checks():
        shown[check.code] = page(check, load_norms("qz"), "qz", [card])
    for text in german():
        pattern = re.compile(rf"(?<!\w){re.escape(text)}(?!\w)")
        assert not [name for name, said in shown.items() if pattern.search(said)], text
    said = " ".join(shown["terminal"].split())
    assert "graveco 100" in said
    whole = io.StringIO()
    terminal_full.write([card], [], whole)
    assert re.search(r"rapido de parolo \d,\d+ silaboj/s", " ".join(whole.getvalue().split()))
    assert "eraro" in shown["call"] and "24. 11. 2026, 07:05" in shown["morning"]
    # What the pack does not translate is English.
    assert words("qz")["page"] == words("en")["page"]
    assert words("qz")["verdicts"]["pass"] == "bone"
    assert measure_name("tempo.articulation_rate", "qz") == "rapido de parolo"
    assert measure_name("tempo.words_per_minute", "qz") == "words per minute"
    assert number(12.5, "qz") == "12,5"


def test_a_pack_without_texts_judges_calls_but_writes_no_report(folder: Path) -> None:
    install(folder, "qa", "report.toml")
    assert "qa" in available()
    with pytest.raises(ConfigError, match="'lang': must be 'de' or 'en'"):
        load_config(None, {"lang": "qa"})


def test_a_pack_without_cues_masks_by_those_of_english_and_german(folder: Path) -> None:
    install(folder, "qb", "privacy.toml")
    assert redact_text("Mi: 0171 555 12 34.", language="qb") == "Mi: [phone number]."


@pytest.mark.parametrize(
    ("without", "changed", "says"),
    [
        ("syllables.toml", {}, "'{code}' lacks syllables.toml"),
        ("norms.toml", {}, "'{code}' lacks norms.toml"),
        ("", {"lexicon": "[greeting]\nday = ['salvo']"}, "'{code}' lacks greeting.company"),
        ("", {"lexicon": "[greeting"}, "'{code}', lexicon.toml: is no TOML"),
    ],
)
def test_what_a_pack_needs_is_named(
    folder: Path, without: str, changed: dict[str, str], says: str, request: pytest.FixtureRequest
) -> None:
    code = f"qc{request.node.callspec.indices['without']}"
    install(folder, code, without, **changed)
    with pytest.raises(LanguageError, match=re.escape(says.format(code=code))):
        load_pack(code)


def test_norms_figures_and_cues_that_are_missing_are_named(folder: Path) -> None:
    install(folder, "qd", norms="", privacy="[lists]\nmonth = ['marto']")
    with pytest.raises(NormError, match=r"'qd', norms\.toml: lacks M2_points, M3_points"):
        load_norms("qd")
    with pytest.raises(LanguageError, match="no list 'month': did you mean 'months'"):
        cues_of("qd")
    rules = (PACK / "syllables.toml").read_text("utf-8")
    install(folder, "qe", syllables=rules.replace("[number_words]", "[unread]"))
    look_anew()
    with pytest.raises(LanguageError, match=r"num2words does not know .* give \[number_words\]"):
        load_counter("qe")


def test_two_packages_for_one_language_are_refused(folder: Path) -> None:
    install(folder, "de")
    with pytest.raises(LanguageError, match="there is a pack for 'de' already"):
        available()
