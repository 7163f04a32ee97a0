"""What holds for the whole house."""

from __future__ import annotations

import ast
import importlib
import json
import re
import resource
import string
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import voicecheck
from tests.felt import FELT
from tests.made_features import features
from voicecheck.checks import CHECKLIST, registry
from voicecheck.checks.norms import load_norms
from voicecheck.config import Config
from voicecheck.errors import ConfigError
from voicecheck.languages import read_data
from voicecheck.report.explain import page
from voicecheck.types.text import Text

ROOT = Path(__file__).parent.parent
HEAVY = {"numpy", "scipy", "librosa", "parselmouth", "faster_whisper", "pandas", "pydantic", "av"}


def test_help_is_light_and_quick() -> None:
    code = (
        "import sys; from voicecheck.cli import app; from typer.testing import CliRunner; "
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0; "
        "import json; print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout))
    assert not HEAVY & {name.partition(".")[0] for name in loaded}
    assert not {"voicecheck.cli.options", "voicecheck.cli.check", "voicecheck.config"} & loaded
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "voicecheck", "--help"], capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert cpu_s < 0.5


def test_importing_the_library_is_light() -> None:
    code = "import voicecheck, sys; print([m for m in sys.modules if m in sys.argv[1].split()])"
    done = subprocess.run(
        [sys.executable, "-c", code, " ".join(HEAVY)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_every_public_name_can_be_had() -> None:
    for name in voicecheck.__all__:
        assert getattr(voicecheck, name) is not None


def test_modules_stay_small() -> None:
    long = {
        str(path.relative_to(ROOT)): n
        for path in ROOT.glob("voicecheck/**/*.py")
        if (n := len(path.read_text("utf-8").splitlines())) > 400
    }
    assert not long


def test_checklist_pages_and_references_agree() -> None:
    checks = registry.all_checks()
    assert [check.code for check in checks][:8] == list(CHECKLIST) == [f"M{i}" for i in range(1, 9)]
    assert len({check.name for check in checks}) == len(checks)
    references = read_data("", "references.toml")
    for check in checks:
        assert set(check.references) <= set(references), check.code
        assert all(name in load_norms("de").norms for name in check.norms)
        generated = "\n".join(page(check, load_norms(lang), lang) for lang in ("de", "en"))
        assert (ROOT / "docs" / "checks" / f"{check.code}.md").read_text("utf-8") == generated


def test_no_text_names_what_anybody_feels() -> None:
    texts = []
    for check in registry.all_checks():
        for lang in ("de", "en"):
            own = page(check, load_norms(lang), lang).split("\n", 1)[
                1
            ]  # the title is the article's
            texts += [(check.code, line) for line in own.splitlines() if not line.startswith("- [")]
    for path in [
        *ROOT.glob("voicecheck/**/*.py"),
        *ROOT.glob("voicecheck/languages/*/report.toml"),
    ]:
        for quoted in re.findall(r'"([^"\n]*)"', path.read_text("utf-8")):
            if not re.search(r"Stimme (klingt|drückt)|indifferent|impatient|Rushed:", quoted):
                texts.append((path.name, quoted))
    assert [found for found in texts if FELT.search(found[1])] == []


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_text_exists_in_both_languages(lang: str) -> None:
    folder = ROOT / "voicecheck" / "languages"
    here, there = (
        tomllib.loads((folder / name / "report.toml").read_text("utf-8")) for name in ("de", "en")
    )
    for group in (
        "formats",
        "verdicts",
        "headings",
        "strengths",
        "agreement",
        "page",
        "morning",
        "notebook",
        "counterfactuals",
        "places",
        "more",
        "less",
    ):
        assert set(here[group]) == set(there[group]), group
    for check in registry.all_checks():
        for text in (check.title, check.hears, check.rationale, check.method, check.problems):
            assert text["de" if lang == "de" else "en"].strip()


def test_checks_are_found_by_code_or_name_in_any_case() -> None:
    checks = registry.all_checks()
    assert registry.find(checks, "m4") is registry.find(checks, "Dated-Greeting")
    with pytest.raises(ConfigError, match="did you mean 'M4'"):
        registry.find(checks, "M44")


def test_no_card_names_what_anybody_feels() -> None:
    """Findings, reasons, advice and notices of cards on which everything is wrong, and of none."""
    bad = features(
        pitch__f0_range_semitones=2.0,
        greeting__greeting_syllables=30.0,
        pausing__pause_ratio=0.03,
        tempo__articulation_rate=8.0,
        turn_taking__response_latency_s=3.0,
        turn_taking__interruption_rate=3.0,
        turn_taking__cut_turn_share=0.4,
        articulation__unclear_difference=0.3,
        articulation__repair_requests=4.0,
        wording__acknowledged_share=0.0,
        delivery__subdued_turns=3.0,
        delivery__raised_turns=3.0,
        **{f"wording__{name}": 3.0 for name in ("push", "know_it_all", "blame", "refusal")},
    )
    for given in (bad, features(), features(wording__words=10.0, articulation__content_words=5.0)):
        for lang in ("de", "en"):
            card = voicecheck.judge(given, config=Config(lang=lang))  # type: ignore[arg-type]
            texts = [n.text[card.lang] for n in card.notices]
            for line in card.results:
                texts += [t for t in (line.finding, line.reason, line.advice) if t]
            for strength in card.strengths:
                texts += [t for t in (strength.finding, strength.reason) if t]
            assert len(texts) > 8
            assert [text for text in texts if FELT.search(text)] == []


def test_every_notice_is_explained() -> None:
    said = set(re.findall(r"\bN\d\d\b", (ROOT / "docs" / "notices.md").read_text("utf-8")))
    used = {
        code
        for path in ROOT.glob("voicecheck/**/*.py")
        for code in re.findall(r'"(N\d\d)"', path.read_text("utf-8"))
    }
    assert used <= said


def _texts_of(path: Path) -> list[tuple[str, str, str]]:
    """Return where a module's own sentences stand, German and English; computed parts are left out."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id == "Text" and len(node.args) == 2:
            de, en = ("".join(_parts_of(arg)) for arg in node.args)
            found.append((f"{path.relative_to(ROOT)}:{node.lineno}", de, en))
    return found


def _parts_of(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return [
            part.value if isinstance(part, ast.Constant) else "{" + ast.unparse(part.value) + "}"
            for part in node.values
            if isinstance(part, ast.Constant | ast.FormattedValue)
        ]
    return [part for child in ast.iter_child_nodes(node) for part in _parts_of(child)]


TEXTS = [text for path in sorted(ROOT.glob("voicecheck/**/*.py")) for text in _texts_of(path)]
# The checklist's own words are titles; nothing else may hold them.
TITLES = {check.title.de for check in registry.all_checks()}


def test_every_sentence_of_the_code_is_found() -> None:
    modules = {where.partition(":")[0] for where, _, _ in TEXTS}
    road = ("listening", "notices")
    assert {f"voicecheck/analysis/{name}.py" for name in road} <= modules
    assert "voicecheck/features/missing_words.py" in modules
    faults = {"background_voice", "channel_delay", "heard_twice", "one_party", "playback_speed"}
    faults |= {"recording_pause", "sample_rate", "second_speaker", "swapped_channels"}
    assert {f"voicecheck/speech/faults/{name}.py" for name in faults} <= modules


def test_no_sentence_of_the_code_names_what_anybody_feels() -> None:
    said = [text for text in TEXTS if text[1] not in TITLES]
    assert len(said) > len(TEXTS) - 20
    assert [text for text in said if FELT.search(f"{text[1]} {text[2]}")] == []


def test_every_sentence_of_the_code_is_in_both_languages_with_the_same_values() -> None:
    for where, de, en in TEXTS:
        assert bool(de) == bool(en), where
        values = [
            {
                name.removesuffix(f".{lang}").removesuffix(f"_{lang}")
                for _, name, _, _ in string.Formatter().parse(text)
                if name is not None
            }
            for lang, text in (("de", de), ("en", en))
        ]
        assert values[0] == values[1], (where, values)
        if len(re.findall(r"[a-zäöüß]{2,}", re.sub(r"{.*?}", "", de))) > 2:
            assert de != en, where


def test_what_a_module_says_is_said_in_both_languages() -> None:
    """Texts as they are, put together from parts."""
    for path in sorted(ROOT.glob("voicecheck/**/*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if name.endswith("__main__") or "migrations" in name:
            continue
        for value in vars(importlib.import_module(name)).values():
            values = value.values() if isinstance(value, dict) else (value,)
            for text in values:
                if isinstance(text, Text):
                    assert bool(text.de.strip()) == bool(text.en.strip()), (name, text)


TESTS = ROOT / "tests"
# Tests under tests/unit that no module bears the name of, and why.
NO_MODULE: dict[str, str] = {}


def test_a_unit_test_bears_the_name_of_its_module() -> None:
    astray = []
    for path in sorted(TESTS.glob("unit/**/test_*.py")):
        folder, name = path.parent.relative_to(TESTS / "unit"), path.stem.removeprefix("test_")
        room = (
            ROOT / folder if folder.parts[:1] == ("benchmarks",) else ROOT / "voicecheck" / folder
        )
        if not (room / f"{name}.py").is_file() and not (room / name / "__init__.py").is_file():
            astray.append(str(path.relative_to(TESTS)))
    assert astray == list(NO_MODULE)


def test_what_spans_modules_says_what_it_is_about() -> None:
    for path in TESTS.glob("*.py"):
        if path.name != "__init__.py":
            assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), path.name


def test_no_test_imports_another_test_module() -> None:
    """What two share is a module of its own; texts of scripts are looked into as well."""
    named = re.compile(r"(?:from|import) +tests[\w.]*[. ](?:import +)?(?:test_|conftest)\w*")
    assert [
        (path.name, found)
        for path in TESTS.glob("**/*.py")
        for found in named.findall(path.read_text("utf-8"))
    ] == []


# Types that users meet in what the exported names take and return, beside those names themselves.
MET = {
    "Agent", "AudioFile", "CallInfo", "Channel", "Check", "CheckResult", "ChecksConfig",
    "Dialogue", "DisplayMixin", "Evidence", "Judgement", "MetadataConfig", "MinimumEvidence", "Need",
    "Norm", "Notice", "Passage", "Percentiles", "PolicyConfig", "Provenance", "Results",
    "Span", "SpeechActivity", "StrengthResult", "Text", "Transcriber", "Transcript", "Turn",
    "Word",
}  # fmt: skip
SECTION = re.compile(r"^(Parameters|Returns|Raises|Yields|Notes|Attributes|Examples)\n-+$", re.M)
FEW_LINES = 6


def _docstrings(tree: ast.AST, outer: str = "") -> Iterator[tuple[str, str]]:
    """Yield the docstrings of classes and functions, under the name at the top level."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            name = outer or node.name
            yield name, ast.get_docstring(node) or ""
            yield from _docstrings(node, name)


def test_neither_the_package_nor_a_benchmark_imports_tests() -> None:
    modules = [
        path for folder in ("voicecheck", "benchmarks") for path in (ROOT / folder).rglob("*.py")
    ]
    assert len(modules) > 100
    for path in modules:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not any(name.split(".")[0] == "tests" for name in names), path


def test_numpydoc_stands_where_users_look_and_a_few_lines_elsewhere() -> None:
    exported = {
        (thing.__module__, thing.__name__)
        for thing in (getattr(voicecheck, name) for name in voicecheck.__all__)
        if not isinstance(thing, str)
    }
    said = []
    for path in sorted(ROOT.glob("voicecheck/**/*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        for name, text in _docstrings(ast.parse(path.read_text("utf-8"))):
            if name in MET or (module, name) in exported:
                continue
            if SECTION.search(text) or len(text.splitlines()) > FEW_LINES:
                said.append(f"{module}.{name}")
    assert said == []
