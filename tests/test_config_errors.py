"""Every mistake in a settings file is one line with file, line and the right spelling."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from in_force import options

from asynclint.config.toml_lines import line_of
from asynclint.model import UserError


def complaint(root: Path, path: str = "a.py") -> str:
    with pytest.raises(UserError) as error:
        options(root, path)
    message = str(error.value)

    assert message.isprintable()

    return message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "[project]\n\n[tool.asynclint]\nslect = []\n",
            "pyproject.toml:4: unknown key 'slect' in [tool.asynclint]; did you mean 'select'?",
        ),
        (
            "tool.asynclint.per_file_ignores = {}",
            "pyproject.toml:1: unknown key 'per_file_ignores' in [tool.asynclint]; "
            "did you mean 'per-file-ignores'?",
        ),
        (
            '[tool.asynclint]\nignore = [\n  "ASL101",\n  # ASL999\n  "ASL999",\n]',
            "pyproject.toml:5: unknown rule 'ASL999' in 'ignore'",
        ),
        (
            '[tool.asynclint]\nselect = ["unawaited-corutine"]',
            "pyproject.toml:2: unknown rule 'unawaited-corutine' in 'select'; "
            "did you mean 'unawaited-coroutine'?",
        ),
        (
            '[tool.asynclint]\nselect = ["ASL7"]',
            "pyproject.toml:2: unknown rule 'ASL7' in 'select'; did you mean 'ASL301'?",
        ),
        (
            '[tool.asynclint.per-file-ignores]\n"a" = ["ASL1"]\n"b" = ["asl101"]',
            "pyproject.toml:3: unknown rule 'asl101' in 'per-file-ignores.b'; "
            "did you mean 'ASL101'?",
        ),
        (
            '[tool.asynclint]\nblocking-calls = ["a.b"]',
            "pyproject.toml:2: 'blocking-calls' must be a table of glob to string",
        ),
        (
            '[tool.asynclint.blocking-calls]\n"a.b" = ""',
            "pyproject.toml:1: 'blocking-calls' must be a table of glob to string, "
            "none of them empty",
        ),
        (
            '[tool.asynclint.banned]\na = "b"\nc = { advise = "d" }',
            "pyproject.toml:3: unknown key 'advise' in 'banned.c'; did you mean 'advice'?",
        ),
        (
            "[tool.asynclint.singletons]\nallow = []\nalow = []",
            "pyproject.toml:3: unknown key 'alow' in [tool.asynclint.singletons]; "
            "did you mean 'allow'?",
        ),
        (
            '[tool.asynclint]\n"singletons.allow" = []',
            "pyproject.toml:2: unknown key 'singletons.allow' in [tool.asynclint]; "
            "did you mean 'singletons'?",
        ),
        (
            '[tool.asynclint]\nselect = "ASL101"',
            "pyproject.toml:2: 'select' must be a list of rules",
        ),
        (
            "[tool.asynclint]\nexclude = [1]",
            "pyproject.toml:2: 'exclude' must be a list of globs, each a string that is not empty",
        ),
        (
            "[tool.asynclint]\nsingletons = true",
            "pyproject.toml:2: 'singletons' must be a table",
        ),
        (
            '[tool.asynclint]\nasync-library = "aniyo"',
            'pyproject.toml:2: \'async-library\' must be one of "asyncio", "anyio", "trio"; '
            "did you mean 'anyio'?",
        ),
        (
            "[tool.asynclint]\ntarget-version = 3.10",
            "pyproject.toml:2: 'target-version' must be a version such as \"3.10\"",
        ),
        (
            "[tool.asynclint]\nstarted-resources = 1",
            "pyproject.toml:2: 'started-resources' must be true or false",
        ),
        (
            "[tool.asynclint]\nmax-file-size = true",
            "pyproject.toml:2: 'max-file-size' must be a whole number above 0",
        ),
        (
            "[tool]\nasynclint = 1",
            "pyproject.toml:2: [tool.asynclint] must be a table",
        ),
        (
            '[tool.asynclint]\npacks = ["../rules"]',
            "pyproject.toml:2: 'packs' leads out of the project",
        ),
        (
            '[tool.asynclint]\npacks = ["\\u0000"]',
            "pyproject.toml:2: 'packs' must be a list of directories, "
            "each a string that is not empty",
        ),
        (
            '[tool.asynclint]\n"new\\nline" = 1',
            "pyproject.toml:2: unknown key 'new\\nline' in [tool.asynclint]",
        ),
        ("a = 1\nb = '\0'", "pyproject.toml:2: a NUL byte"),
        ("a = 1\nb = '\udcff'", "pyproject.toml:2: not valid UTF-8"),
        ("a = " + "[" * 100_000, "pyproject.toml: nested too deeply"),
        ("a = " + "{a=" * 100_000, "pyproject.toml: nested too deeply"),
        ("a" + ".a" * 100_000 + " = 1", "pyproject.toml: nested too deeply"),
        ("a = " + "9" * 10_000, "pyproject.toml: a number is too long"),
        ("#" * 1_000_001, "pyproject.toml: larger than 1,000,000 bytes"),
    ],
)
def test_a_mistake_is_one_line_that_says_where_and_what(
    repository: Path, content: str, message: str
) -> None:
    (repository / "pyproject.toml").write_bytes(os.fsencode(content))

    assert complaint(repository) == message


@pytest.mark.parametrize("content", ["a = 1\nb = \n", "a = 1\nb = [1,\n", "a = 1\na = 2"])
def test_malformed_toml_has_the_words_and_the_line_of_the_parser(
    repository: Path, content: str
) -> None:
    (repository / "pyproject.toml").write_text(content)

    assert re.fullmatch(r"pyproject\.toml:2: invalid TOML: [^()]+", complaint(repository))


@pytest.mark.parametrize(
    ("broken", "path"), [("pyproject.toml", "sub/x/a.py"), ("sub/pyproject.toml", "sub/a.py")]
)
def test_a_broken_pyproject_beside_or_above_our_file_is_named(
    repository: Path, broken: str, path: str
) -> None:
    (repository / "sub").mkdir()
    (repository / "sub/asynclint.toml").write_text("")
    (repository / broken).write_text("[project\n")

    assert complaint(repository, path).startswith(f"{broken}:1: invalid TOML: ")


def test_a_file_of_our_own_has_no_table_to_name(repository: Path) -> None:
    (repository / "asynclint.toml").write_text("# comment\nslect = []")

    assert complaint(repository) == (
        "asynclint.toml:2: unknown key 'slect'; did you mean 'select'?"
    )


def test_a_byte_order_mark_is_no_mistake(repository: Path) -> None:
    (repository / "asynclint.toml").write_bytes(b'\xef\xbb\xbfignore = ["ASL101"]')

    assert options(repository).ignore == ("ASL101",)


def test_a_settings_file_that_is_no_regular_file_is_named(repository: Path) -> None:
    os.mkfifo(repository / "pyproject.toml")

    assert complaint(repository) == "pyproject.toml: cannot be read"


class TestExtend:
    @pytest.mark.parametrize(
        ("target", "message"),
        [
            ("gone.toml", "'extend' names no file: 'gone.toml'"),
            ("../outside.toml", "'extend' leads out of the project"),
            ("link.toml", "'extend' leads out of the project"),
            ("secret.txt", "'extend' must name a .toml file"),
            ("asynclint.toml", "'extend' goes round in a circle"),
            ("pyproject.toml", "'pyproject.toml' has no [tool.asynclint] to extend"),
        ],
    )
    def test_what_cannot_be_extended_is_refused_at_its_line(
        self, tmp_path: Path, target: str, message: str
    ) -> None:
        root = tmp_path / "repository"
        (root / ".git").mkdir(parents=True)
        (tmp_path / "outside.toml").write_text('password = "hunter2"')
        (root / "link.toml").symlink_to("../outside.toml")
        (root / "secret.txt").write_text("hunter2")
        (root / "pyproject.toml").write_text("")
        (root / "asynclint.toml").write_text(f'ignore = []\nextend = "{target}"')

        assert complaint(root).startswith("asynclint.toml:")
        assert complaint(root).endswith(f": {message}")

    def test_a_circle_through_other_files_is_refused(self, repository: Path) -> None:
        (repository / "asynclint.toml").write_text('extend = "one.toml"')
        (repository / "one.toml").write_text('\nextend = "two.toml"')
        (repository / "two.toml").write_text('\n\nextend = "./one.toml"')

        assert complaint(repository) == "one.toml:2: 'extend' goes round in a circle"

    def test_what_is_no_regular_file_or_too_large_is_refused(self, repository: Path) -> None:
        (repository / "asynclint.toml").write_text('extend = "other.toml"')
        (repository / "other.toml").mkdir()
        assert complaint(repository) == "other.toml: cannot be read"

        (repository / "other.toml").rmdir()
        (repository / "other.toml").write_text("#" * 1_000_001)

        assert complaint(repository) == "other.toml: larger than 1,000,000 bytes"

    def test_a_mistake_in_an_extended_file_is_named_there(self, repository: Path) -> None:
        (repository / "asynclint.toml").write_text('extend = "base/other.toml"')
        (repository / "base").mkdir()
        (repository / "base/other.toml").write_text("\nslect = []")

        assert complaint(repository).startswith("base/other.toml:2: unknown key 'slect'")


class TestLines:
    TEXT = '''\
top = """
[tool.asynclint]
select = 1 # not here """ # nor [here]
"quoted".'key' = 2
[ tool . "asynclint" ] # [x]
select = ["a", 'b',
  # "c"
  "c"]
inline = { deep = ["d"],
  other = 1 }
[[many]]
x = 1
'''

    @pytest.mark.parametrize(
        ("keys", "item", "line"),
        [
            (("top",), "", 1),
            (("quoted", "key"), "", 4),
            (("tool", "asynclint"), "", 5),
            (("tool", "asynclint", "select"), "", 6),
            (("tool", "asynclint", "select"), "b", 6),
            (("tool", "asynclint", "select"), "c", 8),
            (("tool", "asynclint", "select"), "z", 6),
            (("tool", "asynclint", "inline", "other"), "", 10),
            (("many", "x"), "", 12),
            (("nowhere",), "", 1),
        ],
    )
    def test_a_key_or_an_item_has_its_line(
        self, keys: tuple[str, ...], item: str, line: int
    ) -> None:
        assert line_of(self.TEXT, keys, item) == line

    @settings(max_examples=200, deadline=None)
    @given(st.text(alphabet="ab.=[]{}\"'\\#,\n 1", max_size=40))
    def test_any_text_has_a_line_inside_it(self, content: str) -> None:
        assert 1 <= line_of(content, ("a", "b"), "a") <= content.count("\n") + 1
