"""Pattern rules at work: what they match, what they say, what they fix, when they are silent."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from asynclint import patterns, resources
from asynclint.disk import read_or_none
from asynclint.engine import Engine
from asynclint.model import Finding, Options
from asynclint.packs.pattern import INDEX, to_index
from asynclint.packs.reading import read
from asynclint.project import Project
from asynclint.rule import Rule
from asynclint.selection import default
from asynclint.source import Source

ANYIO, TRIO = Options(async_library="anyio"), Options(async_library="trio")
SHIPPED = patterns.shipped()


def findings(
    text: str,
    rules: Sequence[Rule] = SHIPPED,
    options: Options = ANYIO,
    path: str = "/project/example.py",
) -> list[Finding]:
    engine = Engine(Project("/project", read=read_or_none), rules, prefilter=False)
    result = engine.check(Source(path, text.encode()), path, rules, options, is_test=False)
    assert result.failures == []
    return result.findings


def user_rules(folder: Path, body: str, own: str = "") -> tuple[Rule, ...]:
    indented = "".join(f"    {line}\n" for line in own.splitlines())
    (folder / "rule.yml").write_text(
        f"id: mine\nlanguage: python\n{body}\n"
        f"metadata:\n  asynclint:\n    code: XY001\n    group: style\n{indented}"
    )
    return patterns.load(str(folder))


def marked(text: str, found: Sequence[Finding]) -> list[str]:
    return [text[finding.span.start : finding.span.end] for finding in found]


def test_the_index_is_up_to_date() -> None:
    folder = resources.packs_folder()

    assert Path(folder, INDEX).read_text() == to_index(read(folder, "rules"))


def test_a_rule_is_called_as_its_file_and_plain_ast_grep_knows_its_pack() -> None:
    folder = Path(resources.packs_folder())
    files = list(folder.glob("*/*.yml"))

    assert {path.stem for path in files} == {rule.name for rule in SHIPPED}
    assert {path.parent.name for path in files} == {
        line.strip(" -") for line in (folder / "sgconfig.yml").read_text().splitlines()
        if line.startswith("  - ")
    }  # fmt: skip


def test_listing_the_shipped_rules_needs_neither_yaml_nor_ast_grep() -> None:
    code = (
        "import sys; from asynclint import patterns; assert patterns.shipped();"
        "print({'yaml', 'ast_grep_py', 'asyncio'} & set(sys.modules))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )

    assert done.stdout == "set()\n"


@pytest.mark.parametrize(
    ("options", "on"), [(ANYIO, True), (TRIO, True), (Options(), False),
                        (Options(async_library="asyncio"), False)],
)  # fmt: skip
def test_the_migration_is_on_where_its_target_is_declared(options: Options, on: bool) -> None:
    assert {default(rule, options) for rule in SHIPPED} == {on}


def test_all_rules_of_a_pack_match_in_one_file_and_inside_each_other() -> None:
    text = (
        "import asyncio as aio\n"
        "async def main(loop: aio.AbstractEventLoop):\n"
        "    await aio.wait_for(aio.gather(aio.sleep(1), aio.sleep(2, 3)), 4)\n"
        "    loop.create_task(aio.Event().wait()); aio.Lock()\n"
    )
    found = findings(text)

    codes = [finding.code for finding in found]

    assert list(zip(codes, marked(text, found), strict=True)) == [
        ("ASL608", "aio.wait_for(aio.gather(aio.sleep(1), aio.sleep(2, 3)), 4)"),
        ("ASL606", "aio.gather(aio.sleep(1), aio.sleep(2, 3))"),
        ("ASL601", "aio.sleep(1)"),
        ("ASL601", "aio.sleep(2, 3)"),
        ("ASL605", "loop.create_task(aio.Event().wait())"),
        ("ASL602", "aio.Event()"),
        ("ASL603", "aio.Lock()"),
    ]


def test_only_what_certainly_is_a_loop_starts_tasks_of_asyncio() -> None:
    text = "import asyncio\ndef f(loop, group: asyncio.TaskGroup):\n"
    text += "    loop.create_task(1); group.create_task(2)\n"

    assert findings(text) == []


@pytest.mark.parametrize(
    ("options", "imports", "advice"),
    [
        (ANYIO, "", "`anyio.sleep`"),
        (TRIO, "", "`trio.sleep`"),
        (TRIO, "import anyio", "`anyio.sleep`"),
        (ANYIO, "from trio import run", "`trio.sleep`"),
        (ANYIO, "import anyio, trio", "`anyio.sleep`"),
        (TRIO, "import anyio, trio", "`trio.sleep`"),
        (Options(), "", "`anyio.sleep`"),
    ],
)
def test_advice_names_the_library_the_file_speaks(
    options: Options, imports: str, advice: str
) -> None:
    (finding,) = findings(f"import asyncio\n{imports}\nasyncio.sleep(1)\n", options=options)

    assert advice in finding.message


@pytest.mark.parametrize(
    ("text", "options", "path"),
    [
        ("import asyncio\nasyncio.sleep(1)\n", Options(async_library="asyncio"), "/project/a.py"),
        ("import asyncio\nasyncio.sleep(1)\n", ANYIO, "/project/a.pyi"),
        ("import asyncio\nfrom typing import TYPE_CHECKING as T\nif T:\n    x = asyncio.Lock()\n",
         ANYIO, "/project/a.py"),
        ("import asyncio\nimport pytest\n@pytest.fixture\ndef anyio_backend():\n"
         "    return 'asyncio', {'use_uvloop': True}\nasyncio.sleep(1)\n", ANYIO, "/project/a.py"),
        ("import asyncio\nx: asyncio.Lock\ndef f(x: asyncio.Event) -> asyncio.Event: ...\n",
         ANYIO, "/project/a.py"),
    ],
)  # fmt: skip
def test_a_migration_is_silent_where_it_does_not_apply(
    text: str, options: Options, path: str
) -> None:
    assert findings(text, options=options, path=path) == []


def test_a_file_for_both_backends_is_not_asyncio_only() -> None:
    text = (
        "import asyncio\ndef anyio_backend(request):\n    if request:\n        return 'trio'\n"
        "    return 'asyncio'\nasyncio.sleep(1)\n"
    )

    assert len(findings(text)) == 1


@pytest.mark.parametrize(
    ("conftests", "count"),
    [
        ({"tests/conftest.py": "'asyncio'"}, 0),
        ({"conftest.py": "'asyncio', {}"}, 0),
        ({"conftest.py": "'asyncio'", "tests/conftest.py": "'trio'"}, 1),
        ({"conftest.py": "request.param", "tests/conftest.py": "'asyncio'"}, 0),
        ({"other/conftest.py": "'asyncio'"}, 1),
        ({}, 1),
    ],
)
def test_tests_that_a_conftest_runs_on_asyncio_alone_are_left_alone(
    tmp_path: Path, conftests: dict[str, str], count: int
) -> None:
    for name, value in conftests.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"def anyio_backend(request):\n    return {value}\n")
    path = str(tmp_path / "tests/unit/test_it.py")
    engine = Engine(Project(str(tmp_path), read=read_or_none), SHIPPED)
    source = Source(path, b"import asyncio\nasyncio.sleep(1)\n")
    found = {
        is_test: engine.check(source, path, SHIPPED, ANYIO, is_test=is_test).findings
        for is_test in (True, False)
    }

    assert len(found[True]) == count
    assert len(found[False]) == 1


def test_messages_quote_the_author(tmp_path: Path) -> None:
    body = 'message: "`$FIRST` of `$$$ALL`"\nrule:\n  pattern: json.dumps($FIRST, $$$ALL)'
    rules = user_rules(tmp_path, body)
    text = "from json import dumps as d\nd(d, x,\n  indent=[1,   2], )\n" + f"d('{'é' * 70}', 1)\n"
    quoted, cut = findings(text, rules)

    assert quoted.message == "`d` of `x, indent=[1, 2],`"
    assert cut.message == f"`'{'é' * 56}...` of `1`"


def test_constraints_and_utilities_are_ast_grep_s_own(tmp_path: Path) -> None:
    body = (
        "message: m\nrule:\n  all:\n    - pattern: f($A)\n    - matches: inside-with\n"
        "constraints:\n  A: {kind: integer}\n"
        "utils:\n  inside-with:\n    inside:\n      kind: with_statement\n"
        "      stopBy: {kind: function_definition}"
    )
    text = "f(1)\nwith x:\n    f(2)\n    f(y)\n    def g():\n        f(3)\n"

    assert marked(text, findings(text, user_rules(tmp_path, body))) == ["f(2)"]


def test_constraints_hold_without_utilities_too(tmp_path: Path) -> None:
    body = "message: m\nrule: {pattern: f($A)}\nconstraints: {A: {kind: integer}}"
    rules = user_rules(tmp_path, body)

    assert marked("f(f(1))", findings("f(f(1))", rules)) == ["f(1)"]


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("in-async-function: true", ["f(1)", "f(4)"]),
        ("in-async-function: false", ["f(0)", "f(2)", "f(3)"]),
    ],
)
def test_a_rule_may_ask_for_the_function_around(
    tmp_path: Path, own: str, expected: list[str]
) -> None:
    rules = user_rules(tmp_path, "message: m\nrule: {pattern: f($$$)}", own)
    text = (
        "async def a(x=f(0)):\n    f(1)\n    def b(): f(2)\n    g = lambda: f(3)\n"
        "    '😀'; f(4)\n"
    )

    assert sorted(marked(text, findings(text, rules))) == expected


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("where: {A: {resolves-to: [asyncio.Lock, asyncio.Event]}}", ["f(L)", "f(asyncio.Event)"]),
        ("where: {A: {is-a: asyncio.Lock}}", ["f(lock)", "f( L() )"]),
    ],
)
def test_a_rule_may_ask_what_a_capture_is(tmp_path: Path, own: str, expected: list[str]) -> None:
    rules = user_rules(tmp_path, "message: m\nrule: {pattern: f($A)}", own)
    text = (
        "import asyncio\nfrom asyncio import Lock as L\nlock = L()\n"
        "'😀', f(L); f(asyncio.Event); f(lock); f(print); f(other); f( L() ); f(*lock)\n"
    )

    assert marked(text, findings(text, rules)) == expected


@pytest.mark.parametrize(
    ("rule", "mentions"),
    [
        ("pattern: asyncio.sleep($D)", (("sleep",),)),
        ("pattern: a.b.c(d, key=$V)", (("c",), ("d",), ("key",))),
        ("pattern: print($$$)", (("print",),)),
        ("pattern: $A.create_task($$$)", (("create_task",),)),
        ("any: [{pattern: a.b}, {pattern: c.d.eff(g)}]", (("b", "eff"),)),
        ("any: [{pattern: a.b}, {kind: call}]", ()),
        ("all: [{pattern: a.b}, {not: {pattern: a.c}}]", (("b",),)),
        ("pattern: {context: a.b(), selector: attribute}", ()),
    ],
)
def test_the_words_a_match_needs_are_told_from_the_patterns(
    tmp_path: Path, rule: str, mentions: tuple[tuple[str, ...], ...]
) -> None:
    (made,) = user_rules(tmp_path, f"message: m\nrule:\n  {rule}")

    assert made.mentions == mentions


def test_strings_and_comments_match_nothing() -> None:
    text = "import asyncio\n'asyncio.sleep(1)'\n# asyncio.sleep(1)\n"

    assert findings(text) == []


def test_fstrings_match_where_their_places_are_known() -> None:
    found = findings('import asyncio\nf"{asyncio.sleep(1)}"\n')

    assert len(found) == (sys.version_info >= (3, 12))
