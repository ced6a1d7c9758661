"""The real flake8 with the plugin installed: what it shows is what `asynclint check` finds."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import ROOT, Run

Write = Callable[[Mapping[str, "str | bytes"]], Path]
Flake8 = Callable[..., list[str]]

STORE = "async def save(item): ...\n"
APP = """\
import requests
from store import save


async def main():
    save(1)
    lambda: requests.get("u")
    x = 1  # noqa: ASL301
"""
LOST, HANGS, USELESS = "app.py:6:5:ASL101", "app.py:7:13:ASL303", "app.py:8:20:ASL001"
FILES = {"store.py": STORE, "app.py": APP}

_LINE = re.compile(r"(?:\./)?(.+?:\d+:\d+): ([A-Z]+\d+) ")


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with asynclint as pip installs it, entry points included."""
    target = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    how = ["--no-deps", "--no-build-isolation", "--target", str(target)]
    subprocess.run([*pip, *how, str(ROOT)], check=True, timeout=120)
    return target


@pytest.fixture
def flake8(installed: Path) -> Flake8:
    """Runs flake8 as a user would; the lines it prints."""

    def call(
        *words: str, cwd: Path, stdin: str = "", python: tuple[str, ...] = (), path: str = ""
    ) -> list[str]:
        done = subprocess.run(
            [sys.executable, *python, "-m", "flake8", *words],
            cwd=cwd,
            input=stdin.encode(),
            capture_output=True,
            env={**os.environ, "PYTHONPATH": f"{path}{installed}"},
            timeout=120,
            check=False,
        )
        out, errors = done.stdout.decode(), done.stderr.decode()
        assert "Traceback" not in errors, errors
        assert done.returncode == (1 if out else 0), out + errors
        return [*out.splitlines(), *(errors.splitlines() if python else ())]

    return call


def places(lines: list[str], ours: str = "ASL") -> list[str]:
    found = [":".join(match.groups()) for match in map(_LINE.match, lines) if match]
    return sorted(place for place in found if place.rpartition(":")[2].startswith(ours))


def test_a_coroutine_of_another_module_is_found(project: Write, flake8: Flake8) -> None:
    lines = flake8("--select", "ASL101", cwd=project(FILES))

    assert lines == [
        "./app.py:6:5: ASL101 `save(...)` makes a coroutine that nothing awaits, so its body"
        " never runs (defined here at store.py:1)"
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), [LOST, HANGS]),
        (("--select=ASL",), [LOST, HANGS]),
        (("--select=E,ASL1",), [LOST]),
        (("--select=ASYNC,E",), []),
        (("--ignore=ASL101",), [HANGS]),
        (("--extend-ignore=ASL3",), [LOST]),
        (("--ignore=ASL", "--extend-select=ASL303"), [HANGS]),
        (("--extend-select=ASL001",), [LOST, HANGS, USELESS]),
        (("--per-file-ignores=app.py:ASL101",), [HANGS]),
    ],
    ids=" ".join,
)
def test_words_choose_what_is_shown(
    words: tuple[str, ...], expected: list[str], project: Write, flake8: Flake8
) -> None:
    assert places(flake8(*words, cwd=project(FILES))) == expected


@pytest.mark.parametrize(
    ("name", "setting", "expected"),
    [
        ("setup.cfg", "select = ASL1", [LOST]),
        ("setup.cfg", "ignore = ASL101", [HANGS]),
        ("tox.ini", "extend-select = ASL001", [LOST, HANGS, USELESS]),
        ("tox.ini", "extend-ignore = ASL101", [HANGS]),
        (".flake8", "per-file-ignores = *.py:ASL303", [LOST]),
        (".flake8", "select = E9", []),
    ],
)
def test_files_of_flake8_choose_too(
    name: str, setting: str, expected: list[str], project: Write, flake8: Flake8
) -> None:
    root = project({**FILES, name: f"[flake8]\n{setting}\n"})

    assert places(flake8(cwd=root)) == expected


def test_isolated_reads_no_settings_at_all(project: Write, flake8: Flake8) -> None:
    broken = {"tox.ini": "[flake8]\nignore = ASL101\n", "pyproject.toml": "[tool.asynclint"}

    assert places(flake8("--isolated", cwd=project({**FILES, **broken}))) == [LOST, HANGS]


def test_noqa_hides_unless_it_is_disabled(project: Write, flake8: Flake8) -> None:
    comments = ("", "noqa", "noqa: ASL101", "noqa: unawaited-coroutine", "noqa: ASYNC105")
    calls = [f"    f()  # {comment}\n" for comment in (*comments, "noqa: ASL303")]
    root = project({"app.py": "async def f():\n" + "".join(calls)})

    assert places(flake8(cwd=root)) == ["app.py:2:5:ASL101", "app.py:7:5:ASL101"]
    assert len(places(flake8("--disable-noqa", cwd=root))) == 6


def test_a_whole_project_is_the_same_as_for_the_command(
    project: Write, flake8: Flake8, run: Run
) -> None:
    modules = {f"app/m{i:02}.py": APP.replace("store", "app.core.store") for i in range(24)}
    package = {"app/__init__.py": "", "app/core/__init__.py": "", "app/core/store.py": STORE}
    root = project({**package, **modules, "app/core/near.py": APP.replace("store", ".store")})
    done = run("check", "--output-format", "concise", "--no-cache", cwd=root)
    expected = places(done.stdout.splitlines())

    assert len(expected) == 2 * 25
    assert places(flake8("--jobs=1", cwd=root)) == expected
    assert places(flake8("--jobs=2", cwd=root)) == expected


def test_standard_input_stands_where_its_name_says(project: Write, flake8: Flake8) -> None:
    root = project({"pkg/__init__.py": "", "pkg/store.py": STORE, "pkg/app.py": ""})
    text = APP.replace("store", ".store")

    named = flake8("-", "--stdin-display-name=pkg/app.py", cwd=root, stdin=text)
    nameless = flake8("-", cwd=root, stdin=text)

    assert places(named) == [f"pkg/{LOST}", f"pkg/{HANGS}"]
    assert places(nameless) == ["stdin:7:13:ASL303"]


def test_what_other_plugins_hang_on_the_tree_leads_nowhere(
    project: Write, flake8: Flake8
) -> None:
    spoiler = (ROOT / "tests/data/spoiler.py").read_text()
    local = "[flake8:local-plugins]\nextension = AAA = spoiler:Spoiler\npaths = .\n"
    root = project({**FILES, "spoiler.py": spoiler, "setup.cfg": local})

    assert places(flake8("app.py", cwd=root)) == [LOST, HANGS]


def test_flake8_async_works_beside_it(project: Write, flake8: Flake8) -> None:
    lines = flake8(cwd=project({**FILES, "app.py": APP.replace("lambda: ", "")}))

    assert places(lines) == [LOST, "app.py:7:5:ASL303", "app.py:7:5:ASL410"]
    assert "app.py:7:5:ASYNC210" in places(lines, ours="ASYNC")


TIMEOUT = "import asyncio\ntry:\n    pass\nexcept asyncio.TimeoutError:\n    pass\n"
SLEEP = "import anyio\nimport asyncio\n\n\nasync def f():\n    await asyncio.sleep(1)\n"


@pytest.mark.parametrize(
    ("setting", "text", "expected"),
    [
        ("asynclint-config=./conf/lint.toml", APP, [HANGS]),
        ("asynclint-target-version=3.11", TIMEOUT, ["app.py:4:8:ASL311"]),
        ("asynclint-async-library=anyio", SLEEP, ["app.py:6:11:ASL601"]),
    ],
    ids=["config", "version", "library"],
)
def test_settings_of_asynclint_can_be_options_of_flake8(
    setting: str, text: str, expected: list[str], project: Write, flake8: Flake8
) -> None:
    root = project({"store.py": STORE, "app.py": text, "conf/lint.toml": 'ignore = ["ASL101"]\n'})
    without = places(flake8(cwd=root))

    with_word = places(flake8("--isolated", f"--{setting}", cwd=root))
    project({"setup.cfg": f"[flake8]\n{setting}\n"})
    with_file = places(flake8(cwd=root))

    assert without != expected
    assert (with_word, with_file) == (expected, expected)


@pytest.mark.parametrize("code", ["ASL", "ASL101"])
def test_broken_settings_are_shown_whatever_is_selected(
    code: str, project: Write, flake8: Flake8
) -> None:
    root = project({"app.py": APP, "pyproject.toml": '[tool.asynclint]\nselct = ["ASL101"]\n'})
    shown = "ASL000" if code == "ASL" else code

    assert flake8("--select", code, cwd=root) == [
        f"./app.py:1:1: {shown} pyproject.toml:2: unknown key 'selct' in [tool.asynclint];"
        " did you mean 'select'?"
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            ("--select=ASL", "--asynclint-target-version=9"),
            'ASL000 --asynclint-target-version must be a version such as "3.10"',
        ),
        (("--select=ASL100",), "ASL100 unknown rule 'ASL100' in --extend-select; did you mean"),
    ],
    ids=["version", "rule"],
)
def test_a_wrong_word_is_named(
    words: tuple[str, ...], expected: str, project: Write, flake8: Flake8
) -> None:
    (line,) = flake8(*words, cwd=project({"a.py": ""}))

    assert line.startswith(f"./a.py:1:1: {expected}")


def test_a_syntax_error_is_left_to_flake8(project: Write, flake8: Flake8) -> None:
    lines = flake8("--select=E9,ASL", cwd=project({**FILES, "bad.py": "async def f(:\n"}))

    assert places(lines, ours="") == [LOST, HANGS, *places(lines, ours="E999")]
    assert len(places(lines, ours="E999")) == 1


FORMS = {
    "form_feed.py": b"async def f(): ...\n\x0c\nasync def g():\n    f()\n",
    "latin.py": b"# coding: latin-1\nasync def f(): ...\nasync def g():\n    '\xe9\xe9'; f()\n",
    "bom.py": b"\xef\xbb\xbfasync def f(): ...\nasync def g(): f()\n",
    "crlf.py": b"async def f(): ...\r\nasync def g():\r\n    '\xf0\x9f\x98\x80'; f()\r\n",
}


def test_places_are_those_of_the_command(project: Write, flake8: Flake8, run: Run) -> None:
    root = project(FORMS)
    done = run("check", "--output-format", "concise", cwd=root)

    found = places(flake8(cwd=root))

    assert found == places(done.stdout.splitlines())
    assert found == [
        "bom.py:2:16:ASL101",
        "crlf.py:3:10:ASL101",
        "form_feed.py:4:5:ASL101",
        "latin.py:4:11:ASL101",
    ]


def test_nothing_is_imported_when_none_of_our_codes_is_shown(
    project: Write, flake8: Flake8
) -> None:
    root = project({**FILES, "pyproject.toml": "[tool.asynclint]\nselct = 1\n"})

    def imported(*words: str) -> set[str]:
        lines = flake8("--jobs=1", *words, cwd=root, python=("-X", "importtime"))
        return {name for line in lines for name in re.findall(r"\| +(asynclint[\w.]*)$", line)}

    # flake8 imports the plugin itself in a way that is not listed
    assert imported("--select=E9") == set()
    assert imported("--ignore=ASL") == set()
    assert imported("--select=E9,ASL1") > {"asynclint.session", "asynclint.config"}


def test_whatever_breaks_in_us_flake8_goes_on(
    project: Write, flake8: Flake8, tmp_path_factory: pytest.TempPathFactory
) -> None:
    sabotage = tmp_path_factory.mktemp("sabotage")
    (sabotage / "sitecustomize.py").write_text(
        "import asynclint.session\n"
        "class Panic(BaseException): pass\n"
        "def check_bytes(*_, **__): raise Panic('a parser gave up')\n"
        "asynclint.session.Session.check_bytes = check_bytes\n"
    )

    lines = flake8("--jobs=2", cwd=project(FILES), path=f"{sabotage}{os.pathsep}")

    assert places(lines) == ["app.py:1:1:ASL000", "store.py:1:1:ASL000"]
    assert "asynclint failed: Panic('a parser gave up')" in lines[0]
    assert places(lines, ours="F") == ["app.py:8:5:F841"]
