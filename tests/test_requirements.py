"""A requirement goes where a project declares what it needs, and nothing else moves."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import tomli

from asynclint.requirements import Added, Wanted, added

ANYIO = Wanted("anyio", ">=4")
PLUGIN = Wanted("pytest-asyncio", "", "pytest")


def add(files: Mapping[str, str], wanted: Wanted = ANYIO) -> Added | None:
    return added(lambda path: files[path].encode() if path in files else None, wanted)


def after(files: Mapping[str, str], wanted: Wanted = ANYIO) -> str:
    found = add(files, wanted)
    assert found is not None
    return found.after.decode()


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("[]", '["anyio>=4"]'),
        ('["attrs"]', '["anyio>=4", "attrs"]'),
        ("['a', 'zope']", "['a', 'anyio>=4', 'zope']"),
        ('["zope", "attrs"]', '["zope", "attrs", "anyio>=4"]'),
        ('[\n  "a",\n  "b", # why\n]', '[\n  "a",\n  "anyio>=4",\n  "b", # why\n]'),
        ('[\n\t"b",\n\t"a", # why\n]', '[\n\t"b",\n\t"a", # why\n\t"anyio>=4",\n]'),
        ('[\n  "b",\n  "a" # why\n]', '[\n  "b",\n  "a", # why\n  "anyio>=4",\n]'),
        ('[\n  "b", "a"\n]', '[\n  "b", "a",\n  "anyio>=4",\n]'),
    ],
)
def test_a_list_of_pyproject_keeps_its_style(before: str, expected: str) -> None:
    text = f'[project]\nname = "x"\ndependencies = {before}\n[tool.x]\ny = 1\n'

    new = after({"pyproject.toml": text})

    items = tomli.loads(new)["project"]["dependencies"]
    assert new == text.replace(before, expected)
    items.remove("anyio>=4")
    assert items == tomli.loads(text)["project"]["dependencies"]


def test_a_project_without_a_list_gets_one() -> None:
    text = '[project]\nname = "x"\nversion = "1"\n\n[project.urls]\na = "b"\n'

    assert after({"pyproject.toml": text}) == text.replace(
        'version = "1"\n', 'version = "1"\ndependencies = ["anyio>=4"]\n'
    )


def test_poetry_has_a_table() -> None:
    text = '[tool.poetry.dependencies]\npython = "^3.11"\nhttpx = { version = "*" }\n\n[build]\n'

    assert after({"pyproject.toml": text}) == text.replace(
        '"*" }\n', '"*" }\nanyio = ">=4"\n'
    )


def test_windows_line_ends_stay() -> None:
    text = '[project]\r\ndependencies = [\r\n  "b",\r\n]\r\n'

    assert after({"pyproject.toml": text}) == text.replace('  "b"', '  "anyio>=4",\r\n  "b"')


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("", "anyio>=4\n"),
        ("attrs\nzope", "anyio>=4\nattrs\nzope"),
        ("# first\nzope==1\nattrs\n", "# first\nzope==1\nattrs\nanyio>=4\n"),
        ("-r other.txt\na\n", "-r other.txt\na\nanyio>=4\n"),
        ("a", "a\nanyio>=4\n"),
    ],
)
def test_lines_of_requirements(before: str, expected: str) -> None:
    assert after({"requirements.txt": before}) == expected


def test_setup_cfg_has_lines() -> None:
    text = "[options]\npackages = x\ninstall_requires =\n\tzope ; python_version < '3'\n[x]\n"

    assert after({"setup.cfg": text}) == text.replace("'3'\n", "'3'\n\tanyio>=4\n")
    assert add({"setup.cfg": "[options]\npackages = x\n"}) is None


def test_a_plugin_goes_beside_pytest() -> None:
    text = (
        '[project]\ndependencies = ["a"]\n[dependency-groups]\nlint = ["ruff"]\n'
        'test = ["pytest>=8", "pytest-cov"]\n'
    )

    assert after({"pyproject.toml": text}, PLUGIN) == text.replace(
        '"pytest>=8", ', '"pytest>=8", "pytest-asyncio", '
    )
    assert after(
        {"pyproject.toml": "[tool.x]\n", "requirements-dev.txt": "pytest\n"}, PLUGIN
    ) == "pytest\npytest-asyncio\n"


@pytest.mark.parametrize(
    "files",
    [
        {"pyproject.toml": '[project]\ndependencies = ["AnyIO[trio] >= 3"]\n'},
        {"pyproject.toml": '[tool.poetry.dependencies]\nanyio = "^4"\n'},
        {"requirements.txt": "anyio\n"},
    ],
)
def test_what_is_declared_is_left_alone(files: Mapping[str, str]) -> None:
    found = add(files)

    assert found is not None
    assert found.after == found.before


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"pyproject.toml": "[tool.x]\ny = 1\n"},
        {"pyproject.toml": '[project]\ndynamic = ["dependencies"]\n'},
        {"pyproject.toml": "[project\n"},
    ],
)
def test_where_nothing_declares_nothing_is_invented(files: Mapping[str, str]) -> None:
    assert add(files) is None
