"""Which files a walk gives, in which order, and what is said of the rest."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from asynclint.discover import files
from asynclint.globs import anchored
from asynclint.model import Options, UserError


def plant(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")


def found(*paths: str, exclude: tuple[str, ...] = ()) -> list[str]:
    given, skipped = walked(*paths, exclude=exclude)

    assert skipped == []

    return given


def walked(*paths: str, exclude: tuple[str, ...] = ()) -> tuple[list[str], list[tuple[str, str]]]:
    skipped: list[tuple[str, str]] = []
    options = Options(exclude=tuple(anchored(glob, os.getcwd()) for glob in exclude))
    given = files(
        paths,
        lambda path: options,
        problem=lambda path, reason: skipped.append((path, reason)),
    )
    return list(given), skipped


def _remove_chain(depth: int) -> None:
    """Remove the directories `d/d/d...`: what tidies up after tests would recurse."""
    for _ in range(depth):
        os.chdir("d")
    Path("a.py").unlink()
    for _ in range(depth):
        os.chdir("..")
        os.rmdir("d")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


class TestWalk:
    def test_a_directory_gives_its_files_by_name_and_then_what_is_below(self, here: Path) -> None:
        plant(here, "b.py", "a.pyi", "c.txt", "b/z.py", "a/y.py", "a/x/w.py", "B.py")

        assert found(".") == ["B.py", "a.pyi", "b.py", "a/y.py", "a/x/w.py", "b/z.py"]

    @pytest.mark.parametrize(
        ("path", "prefix"), [("src", "src/"), ("./src", "src/"), ("src/", "src/"), (".", "src/")]
    )
    def test_paths_are_shown_the_way_they_were_given(
        self, here: Path, path: str, prefix: str
    ) -> None:
        plant(here, "src/a.py")

        assert found(path) == [f"{prefix}a.py"]

    def test_an_absolute_directory_gives_absolute_paths(self, here: Path) -> None:
        plant(here, "src/a.py")

        assert found(str(here)) == [str(here / "src/a.py")]

    def test_a_named_file_is_given_whatever_its_suffix_and_whatever_excludes_it(
        self, here: Path
    ) -> None:
        plant(here, "script", "build/x.py", ".git/HEAD")
        (here / ".gitignore").write_text("script\nx.py\n")

        assert found("script", "build/x.py", exclude=("script", "*.py")) == ["script", "build/x.py"]

    def test_a_file_reached_twice_is_given_once(self, here: Path) -> None:
        plant(here, "src/a.py", "src/b.py")

        assert found("src/b.py", "src", "./src/a.py", str(here)) == ["src/b.py", "src/a.py"]

    def test_an_empty_directory_gives_nothing(self, here: Path) -> None:
        assert found(".") == []

    def test_strange_names_survive(self, here: Path) -> None:
        strange = ["two words.py", "new\nline.py", os.fsdecode(b"bytes\xff.py"), "ünï.py", "-o.py"]
        plant(here, *strange)

        assert found(".") == sorted(strange)

    def test_a_directory_named_like_a_module_is_walked(self, here: Path) -> None:
        plant(here, "odd.py/a.py")

        assert found(".") == ["odd.py/a.py"]

    def test_a_tree_deeper_than_the_recursion_limit_is_walked(self, here: Path) -> None:
        for _ in range(1500):
            os.mkdir("d")
            os.chdir("d")
        Path("a.py").write_bytes(b"")
        os.chdir(here)

        given = found(".")
        _remove_chain(1500)

        assert given == ["d/" * 1500 + "a.py"]


class TestWhatIsLeftOut:
    @pytest.mark.parametrize("name", [".git", ".venv", "__pycache__", "node_modules", "build"])
    def test_a_default_exclude_is_not_entered(self, here: Path, name: str) -> None:
        plant(here, f"{name}/a.py", f"deep/{name}/b.py", "c.py")

        assert found(".") == ["c.py"]

    def test_a_default_exclude_that_is_named_is_walked(self, here: Path) -> None:
        plant(here, "build/a.py", "build/dist/b.py")

        assert found("build") == ["build/a.py"]

    def test_a_virtual_environment_of_any_name_is_not_entered(self, here: Path) -> None:
        plant(here, "env/pyvenv.cfg", "env/lib/a.py", "b.py")

        assert found(".") == ["b.py"]
        assert found("env") == ["env/lib/a.py"]

    @pytest.mark.parametrize(
        ("exclude", "expected"),
        [
            ("*_pb2.py", ["a.py", "gen/deep/c.py", "gen/x.py"]),
            ("gen", ["a.py", "a_pb2.py"]),
            ("gen/", ["a.py", "a_pb2.py"]),
            ("gen/*", ["a.py", "a_pb2.py"]),
            ("gen/*.py", ["a.py", "a_pb2.py", "gen/deep/c.py"]),
            ("/deep", ["a.py", "a_pb2.py", "gen/x.py", "gen/deep/c.py"]),
            ("deep", ["a.py", "a_pb2.py", "gen/x.py"]),
            ("./gen/deep", ["a.py", "a_pb2.py", "gen/x.py"]),
            ("gen/**/c.py", ["a.py", "a_pb2.py", "gen/x.py"]),
            ("", ["a.py", "a_pb2.py", "gen/x.py", "gen/deep/c.py"]),
            ("[", ["a.py", "a_pb2.py", "gen/x.py", "gen/deep/c.py"]),
        ],
    )
    def test_exclude_takes_names_at_any_depth_and_paths_below_the_root(
        self, here: Path, exclude: str, expected: list[str]
    ) -> None:
        plant(here, "a.py", "a_pb2.py", "gen/x.py", "gen/deep/c.py")

        assert sorted(found(".", exclude=(exclude,))) == sorted(expected)

    def test_exclude_is_asked_for_each_directory(self, here: Path) -> None:
        plant(here, "one/a.py", "one/b.py", "two/a.py")
        given = files(
            ["."],
            lambda path: Options(exclude=("a.py",) if path.startswith("one/") else ()),
            problem=lambda path, reason: pytest.fail(reason),
        )

        assert list(given) == ["one/b.py", "two/a.py"]

    def test_a_linked_directory_is_not_followed_and_a_linked_file_is(self, here: Path) -> None:
        plant(here, "src/a.py", "elsewhere/target")
        (here / "src/loop").symlink_to("..")
        (here / "src/loop.py").symlink_to("..")
        (here / "src/b.py").symlink_to("../elsewhere/target")

        assert found("src") == ["src/a.py", "src/b.py"]

    def test_a_linked_directory_that_is_named_is_walked(self, here: Path) -> None:
        plant(here, "src/a.py")
        (here / "link").symlink_to("src")

        assert found("link") == ["link/a.py"]


class TestProblems:
    def test_what_is_no_regular_file_is_reported_and_its_neighbours_are_given(
        self, here: Path
    ) -> None:
        plant(here, "a.py")
        os.mkfifo("fifo.py")
        (here / "gone.py").symlink_to("nowhere")
        (here / "loop.py").symlink_to("loop.py")
        (here / ".#a.py").symlink_to("someone@somewhere.17")
        with socket.socket(socket.AF_UNIX) as unix:
            unix.bind("socket.py")
            given, skipped = walked(".")

        assert given == ["a.py"]
        assert sorted(skipped) == [
            ("fifo.py", "not a regular file"),
            ("gone.py", "broken symbolic link"),
            ("loop.py", "too many levels of symbolic links"),
            ("socket.py", "not a regular file"),
        ]

    def test_a_directory_that_vanishes_is_reported_and_the_walk_goes_on(self, here: Path) -> None:
        plant(here, "a/x.py", "b/y.py")
        skipped: list[tuple[str, str]] = []
        walk = files(
            ["."],
            lambda path: Options(),
            problem=lambda path, reason: skipped.append((path, reason)),
        )

        given = [next(walk)]
        (here / "b/y.py").unlink()
        (here / "b").rmdir()
        given += walk

        assert given == ["a/x.py"]
        assert skipped == [("b/", "no such file or directory")]

    @pytest.mark.parametrize(
        ("path", "message"),
        [
            ("srcc", "no such file or directory: 'srcc'; did you mean 'src'?"),
            (
                "src/mian.py",
                "no such file or directory: 'src/mian.py'; did you mean 'src/main.py'?",
            ),
            ("scr/main.py", "no such file or directory: 'scr/main.py'; did you mean 'src'?"),
            ("qqqqqq", "no such file or directory: 'qqqqqq'"),
            ("src/main.py/x", "no such file or directory: 'src/main.py/x'"),
            ("", "no such file or directory: ''"),
            ("nul\0", r"no such file or directory: 'nul\x00'"),
            ("new\nline", r"no such file or directory: 'new\nline'"),
            ("dangling", "broken symbolic link: 'dangling'"),
        ],
    )
    def test_a_missing_path_is_an_error_that_names_the_nearest(
        self, here: Path, path: str, message: str
    ) -> None:
        plant(here, "src/main.py")
        (here / "dangling").symlink_to("nowhere")

        with pytest.raises(UserError) as error:
            found(path)

        assert str(error.value) == message

    def test_a_missing_path_is_an_error_before_the_first_file(self, here: Path) -> None:
        plant(here, "a.py")
        walk = files(["a.py", "missing"], lambda path: Options(), problem=print)

        with pytest.raises(UserError):
            next(walk)
