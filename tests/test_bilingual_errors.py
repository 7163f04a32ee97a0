"""What voicecheck refuses on purpose is said in German and English, wherever it is raised."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from voicecheck import errors
from voicecheck.batch.prepare import _day
from voicecheck.batch.sources import Source
from voicecheck.calibration.marks import read_marks
from voicecheck.checks.norms import load_norms
from voicecheck.checks.registry import all_checks
from voicecheck.config import load_config
from voicecheck.errors import VoicecheckError
from voicecheck.languages import load_pack
from voicecheck.privacy.pseudonym import load_key
from voicecheck.speech.models import find_model
from voicecheck.speech.roles import fixed_channel
from voicecheck.store.connect import open_store
from voicecheck.types.catalogue import taken

PACKAGE = Path(errors.__file__).parent
KINDS = {
    name: kind
    for name, kind in vars(errors).items()
    if inspect.isclass(kind) and issubclass(kind, VoicecheckError)
}


def _one_language(source: str) -> list[int]:
    """Return the lines on which an error of ours is made of a plain string."""
    tree = ast.parse(source)
    kinds = dict(KINDS)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for base in node.bases:
                if isinstance(base, ast.Name) and base.id in kinds:
                    kinds[node.name] = kinds[base.id]
    return [
        call.lineno
        for scope in ast.walk(tree)
        if isinstance(scope, ast.FunctionDef | ast.Module)
        for call in _own_nodes(scope)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in kinds
        for said in call.args[len(inspect.signature(kinds[call.func.id]).parameters) > 1 :]
        if _is_plain(said, _assigned(scope))
    ]


def _own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands in a function itself, not in functions inside it."""
    for node in ast.iter_child_nodes(scope):
        if not isinstance(node, ast.FunctionDef):
            yield node
            yield from _own_nodes(node)


def _assigned(scope: ast.AST) -> dict[str, list[ast.expr]]:
    found: dict[str, list[ast.expr]] = {}
    for node in _own_nodes(scope):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(node.value)
    return found


def _is_plain(said: ast.expr, assigned: dict[str, list[ast.expr]]) -> bool:
    match said:
        case ast.JoinedStr() | ast.Constant():
            return True
        case ast.BinOp(left=left, right=right):
            return _is_plain(left, assigned) or _is_plain(right, assigned)
        case ast.IfExp(body=body, orelse=other):
            return _is_plain(body, assigned) or _is_plain(other, assigned)
        case ast.Call(func=ast.Name(id="str")):
            return True
        case ast.Call(func=ast.Attribute(attr="of", value=ast.Name(id="Text"))):
            return True
        case ast.Call(func=ast.Attribute(value=value)):
            return _is_plain(value, {})
        case ast.Name(id=name):
            return any(_is_plain(value, {}) for value in assigned.get(name, ()))
    return False


def test_every_error_is_in_both_languages() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in sorted(PACKAGE.glob("**/*.py"))
        for line in _one_language(path.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("raise ConfigError('that is wrong')", True),
        ("raise ConfigError(f'{path}: that is wrong')", True),
        ("raise ConfigError('{}'.format(path))", True),
        ("raise ConfigError('a' + b)", True),
        ("raise ConfigError(str(error)) from error", True),
        ("raise ConfigError(Text.of('a'))", True),
        ("def f():\n    said = f'{path}'\n    raise StoreError(said)", True),
        ("class _Away(StoreError): ...\nraise _Away('gone')", True),
        ("raise AudioError(name, 'is empty', EXPORT)", True),
        ("raise AudioError('x.wav', _EMPTY, EXPORT)", False),
        ("raise ConfigError(_NO_FILE.format(path='x', hint=f'{y}'))", False),
        ("def f():\n    said = _NO.format(path=path)\n    raise StoreError(said)", False),
        ("raise ValueError('of the program')", False),
    ],
)
def test_what_counts_as_one_language(source: str, plain: bool) -> None:
    assert bool(_one_language(source)) is plain


def _said(work: object, *given: object, **more: object) -> str:
    with pytest.raises(VoicecheckError) as caught:
        work(*given, **more)  # type: ignore[operator]
    return caught.value.text.de


def test_german_sentences_read_in_full(tmp_path: Path) -> None:
    own = {"source": "Team, 2026", "good": 1.0, "bod": 2.0}
    assert _said(load_norms, "de", {"articulation_rate": own}) == (
        "Richtwert 'articulation_rate': unbekanntes Feld 'bod', meinten Sie 'bad'?"
    )
    worded = {"source": "Team, 2026", "good": "viel", "bad": 2.0}
    assert _said(load_norms, "de", {"articulation_rate": worded}) == (
        "Richtwert 'articulation_rate': eine Angabe lässt sich nicht lesen "
        "(could not convert string to float: 'viel')"
    )
    falling = {"percentiles": {"p2_5": 5, "p10": 4, "p50": 3, "p90": 2, "p97_5": 1.5}}
    assert _said(
        load_norms, "de", {"articulation_rate": {"source": "Team", "n": 240, **falling}}
    ) == (
        "Richtwert 'articulation_rate': Perzentile dürfen nicht fallen, gegeben sind 5, 4, 3, 2, 1.5"
    )
    assert _said(load_pack, "xx") == ("kein Sprachpaket für 'xx': erwartet wird eines von de, en")
    assert _said(find_model, "bas") == (
        "es gibt kein Sprachmodell 'bas' und keinen solchen Ordner: meinten Sie 'base'?"
    )
    assert _said(fixed_channel, "rihgt", n_channels=2) == (
        "agent 'rihgt' ist unbekannt (möglich sind auch die Nummer eines Kanals und says:WORTE, die "
        "nur Agent/in sagt): meinten Sie 'right'?"
    )
    assert _said(fixed_channel, "2", n_channels=2) == (
        "agent '2' meint Kanal 2, die Aufnahme hat aber nur 2; gezählt wird ab 0"
    )
    assert _said(taken, "tempo.rate", 1.0).startswith(
        "es gibt kein Maß 'tempo.rate': meinten Sie '"
    )
    assert _said(_day, "24.11.2026") == (
        "--since 24.11.2026: ist kein Tag; zu schreiben wie 2026-11-24"
    )
    assert _said(Source, str(tmp_path / "weg")) == (
        f"{tmp_path}/weg: einen solchen Ordner gibt es nicht"
    )
    assert _said(open_store, tmp_path / "weg.db", must_exist=True) == (
        f"{tmp_path}/weg.db: hier ist keine Ablage; voicecheck batch legt eine an"
    )
    assert _said(load_config, tmp_path / "weg.toml") == (
        f"{tmp_path}/weg.toml: lässt sich nicht lesen (No such file or directory)"
    )
    (tmp_path / "marks.csv").write_text("file,check,mark,rater\na.wav,M1,5,anna\n", "utf-8")
    assert _said(read_marks, tmp_path / "marks.csv") == (
        f"{tmp_path}/marks.csv, Zeile 2: Note '5' ist keine ganze Zahl von 0 bis 4"
    )
    (tmp_path / "key").write_text("kurz", "ascii")
    (tmp_path / "key").chmod(0o600)
    assert _said(load_key, tmp_path / "key") == (
        f"{tmp_path}/key: ein Schlüssel braucht 16 Zeichen, dieser hat 4"
    )


def test_braces_of_users_are_no_placeholders(tmp_path: Path) -> None:
    own = "import voicecheck\nraise RuntimeError('{name} {0}')\n"
    assert _said(all_checks, {"/x/{own}.py": own}) == (
        "/x/{own}.py, Zeile 2: RuntimeError: {name} {0}"
    )
    assert _said(all_checks, {"/x/leer.py": ""}) == (
        "/x/leer.py: enthält keine Prüfung; @voicecheck.mistake macht eine"
    )
    assert (
        _said(Source, str(tmp_path / "{x}"))
        == f"{tmp_path}/{{x}}: einen solchen Ordner gibt es nicht"
    )
