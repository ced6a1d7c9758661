"""Ignore files and globs mean what the real git says they mean."""

from __future__ import annotations

import os
import re
import subprocess
import time
from itertools import count
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from asynclint.discover import files
from asynclint.globs import anchored, escape, expression, matcher
from asynclint.model import Options

TREE = r"""
a.py|b.py|ab.py|abc.py|a.pyi|[x].py|a-c.py|A.py|1.py|!bang.py|#hash.py|x].py|^.py|space .py
star*.py|back\slash.py|q?.py|.hidden.py|doc/a.py|doc/b.py|doc/doc/a.py|doc/gen/a.py
doc/gen/deep/b.py|src/a.py|src/gen/a.py|src/gen/b.py|src/doc/gen/c.py|src/a/b/c/d/a.py|a/b.py
a/a/b.py|a/b/a/b.py|x/y/z.py|x/y/w/z.py|x/a/y/b/z.py|foo/bar.py|foo/foo/bar.py|foobar/bar.py
.hid/a.py|end\/a.py
""".strip().replace("\n", "|")

PATTERNS = r"""
a.py|/a.py|*.py|*.pyi|*|/*|**|a*|?.py|??.py|[ab].py|[a-b].py|[!a].py|[^a].py|[]x].py|[[]x].py
\[x\].py|[a-c-e].py|[z-a].py|[-a].py|[a-].py|[[:alpha:]].py|[[:digit:]].py|[[:upper:][:digit:]].py
[![:alpha:]].py|[[:nope:]].py|[[:alpha].py|[a|a[|[|[]|a\|\a.py|\!bang.py|!bang.py|\#hash.py|#hash.py
space .py|space\ .py|star\*.py|star[*].py|back\\slash.py|back[\\]slash.py|q\?.py|new?line.py|.*|.h*
doc|doc/|/doc|/doc/|doc/a.py|/doc/a.py|doc/*|doc/*.py|doc/**|doc/**/|**/doc|**/doc/|**/doc/a.py
doc/**/a.py|doc/**/gen|**/gen/**|**/gen/*|src/**/b/**/a.py|src/**/*.py|**/**/a.py|a/**/b.py|a*/b.py
a/**b.py|**a.py|doc**|x/**/y/**/z.py|x/*/z.py|x/?/z.py|x[/]y|x/[y]/z.py|foo?bar.py|/|//|foo//
*/|*/*|*/*/|/*/a.py|foo*|foo*/|foo*bar|*o*b*r.py|*a*b*|**/b.py|b.py/|doc/gen/|a/b/|/a/b
""".strip().replace("\n", "|")

COMBINATIONS = [
    "*.py\n!a.py",
    "!a.py\n*.py",
    "*.py\n!/a.py\n!doc/a.py",
    "doc/*\n!doc/gen",
    "doc/*\n!doc/gen/",
    "doc\n!doc/a.py",
    "/*\n!/src\n/src/*\n!/src/gen",
    "*\n!*/\n!b.py",
    "**/gen/*\n!**/gen/b.py",
    "# comment\n\n  \na.py   \nb.py\t\n",
    "a.py\r\nb.py\r\n",
    "\ufeffa.py\n",
    "a.py\\ \nspace\\ .py",
    "*.p[xyz]\n!*.[!q]y\nfoo/**\n!foo/bar.py",
    r"end\\  ",
    r"end\ ",
    "!!bang.py\n\\!!bang.py",
]


def plant(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")


def found(path: str) -> list[str]:
    return list(files([path], lambda file: Options(), problem=lambda file, why: pytest.fail(why)))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    plant(root, "new\nline.py", *TREE.split("|"))
    return root


def ignored_by_git(root: Path) -> set[str]:
    command = ["git", "ls-files", "-z", "-o", "--exclude-standard"]
    output = subprocess.run(command, cwd=root, check=True, capture_output=True).stdout
    names = (os.fsdecode(name) for name in output.split(b"\0"))
    return {name for name in names if name.endswith((".py", ".pyi"))}


class TestGitignore:
    @pytest.mark.parametrize("text", [*PATTERNS.split("|"), *COMBINATIONS])
    def test_a_pattern_means_what_git_says(
        self, repository: Path, monkeypatch: pytest.MonkeyPatch, text: str
    ) -> None:
        monkeypatch.chdir(repository)
        (repository / ".gitignore").write_bytes(os.fsencode(text))

        assert set(found(".")) == ignored_by_git(repository)

    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(text=st.text(alphabet="ab/*?[]!^-\\.py \n", max_size=14))
    def test_any_text_means_what_git_says(self, repository: Path, text: str) -> None:
        # Git's shortcut for patterns that begin with plain text takes the stars of `a**/b` for a
        # segment of their own; its documentation, which is followed here, does not.
        assume(not re.search(r"[^/\n]\*\*+/", text))
        (repository / ".gitignore").write_text(text)
        start = str(repository)

        ours = {path.removeprefix(f"{start}/") for path in found(start)}

        assert ours == ignored_by_git(repository)

    def test_stars_beside_other_characters_stay_in_their_segment(self, here: Path) -> None:
        plant(here, "ab/c.py", "ab/x/c.py", "a/c.py")
        (here / ".gitignore").write_text("a**/c.py\n")

        assert found(".") == ["ab/x/c.py"]

    def test_the_nearest_file_has_the_last_word(self, here: Path) -> None:
        subprocess.run(["git", "init", "-q", "."], check=True)
        plant(here, *(f"{where}{name}.py" for where in ("", "p/", "p/q/") for name in "abc"))
        (here / ".gitignore").write_text("a.py\n/b.py\nq/c.py\n")
        (here / "p/.gitignore").write_text("!a.py\n/b.py\nq/*\n!q/a.py\n")
        (here / "p/q/.gitignore").write_text("a.py\n!c.py\n")

        assert set(found(".")) == ignored_by_git(here)
        assert found(".") == ["c.py", "p/a.py", "p/c.py", "p/q/c.py"]

    def test_files_above_the_walked_directory_count_up_to_the_repository(self, here: Path) -> None:
        plant(here, "repo/.git/HEAD", "repo/src/a.py", "repo/src/b.py", "repo/src/c.py")
        (here / ".gitignore").write_text("a.py\n")
        (here / "repo/.gitignore").write_text("/src/b.py\n")

        assert found("repo/src") == ["repo/src/a.py", "repo/src/c.py"]

    def test_outside_a_repository_only_files_below_the_walked_directory_count(
        self, here: Path
    ) -> None:
        plant(here, "src/a.py", "src/b.py", "src/in/b.py")
        (here / ".gitignore").write_text("a.py\n")
        (here / "src/.gitignore").write_text("b.py\n")

        assert found("src") == ["src/a.py"]

    def test_a_directory_that_is_ignored_is_walked_when_named(self, here: Path) -> None:
        plant(here, ".git/HEAD", "gen/a.py")
        (here / ".gitignore").write_text("gen/\n")

        assert found(".") == []
        assert found("gen") == ["gen/a.py"]

    def test_a_linked_ignore_file_is_not_read(self, here: Path) -> None:
        plant(here, "a.py")
        (here / "rules").write_text("a.py\n")
        (here / ".gitignore").symlink_to("rules")

        assert found(".") == ["a.py"]


class TestGlobs:
    def test_many_stars_take_no_more_than_a_moment(self) -> None:
        names = re.compile(expression("*a" * 30 + "b", count()) or "")
        deep = matcher(["/" + "**/a/" * 30 + "b"])
        started = time.process_time()

        assert names.fullmatch("a" * 250) is None
        assert names.fullmatch("a" * 250 + "b") is not None
        assert not deep("/a" * 200)
        assert deep("/a" * 200 + "/b")
        assert time.process_time() - started < 1

    @given(text=st.text(min_size=1).filter(lambda text: "/" not in text))
    def test_an_escaped_name_matches_itself_alone(self, text: str) -> None:
        match = matcher([escape(text)])

        assert match(f"/some/{text}")
        assert match(f"/some/{text}/below")
        assert not match(f"/some/{text}x")

    def test_a_path_below_a_strange_directory_is_taken_literally(self) -> None:
        match = matcher([anchored("tests/*.py", "/home/[me]/*")])

        assert match("/home/[me]/*/tests/a.py")
        assert not match("/home/m/x/tests/a.py")
