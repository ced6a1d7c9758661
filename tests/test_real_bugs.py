"""The real bugs script: what it writes, judges, counts and compares. No network."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

import history  # noqa: E402
import real_bugs  # noqa: E402
import verdicts  # noqa: E402

from asynclint.model import Finding, Position, Span  # noqa: E402

STORE = "async def save(item): ...\n"
FORGOTTEN = "from store import save\n\nasync def main():\n    save(1)\n"
AWAITED = FORGOTTEN.replace("save(1)", "await save(1)")
BUG = {
    "id": "shop-1",
    "repo": "acme/shop",
    "kind": "missing-await",
    "file": "app.py",
    "lines": [4],
    "fixed_lines": [4],
    "callee": "save",
}


class World:
    """A repository of two revisions, a list of one bug, and what the script said about it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder = folder
        self._capsys = capsys
        self.repos = folder / "repos"
        self.clone = folder / "clone"
        self.cache = folder / "cache"
        self.agreed = folder / "real_bugs.toml"
        self.out = self.err = ""
        self.clone.mkdir()
        (self.repos / "acme+shop").mkdir(parents=True)
        self._git("init", "--quiet")

    def commit(self, files: Mapping[str, str]) -> str:
        """Commit files and everything else that lies in the clone; the revision."""
        for name, text in files.items():
            (self.clone / name).parent.mkdir(parents=True, exist_ok=True)
            (self.clone / name).write_bytes(text.encode())
        self._git("add", "--all")
        self._git("commit", "--quiet", "--allow-empty", "--message", "files")
        return self._git("rev-parse", "HEAD")

    def bug(self, before: str, after: str, **changes: object) -> None:
        """List the bug whose file is `before` and then `after`."""
        revisions = {
            "buggy_rev": self.commit({"store.py": STORE, "app.py": before}),
            "fixed_rev": self.commit({"app.py": after}),
        }
        listed = json.dumps([{**BUG, **revisions, **changes}])
        (self._folder / "bugs.json").write_text(listed)

    def run(self, *words: str, mode: tuple[str, ...] = ("--knowledge-only",)) -> int:
        """Run the script and keep what it prints."""
        own = ["--bugs", str(self._folder / "bugs.json"), "--repos", str(self.repos)]
        own += ["--cache", str(self.cache), "--agreed", str(self.agreed), *mode]
        status = real_bugs.main([*own, *words])
        self.out, self.err = self._capsys.readouterr()
        return status

    def rows(self) -> dict[str, list[str]]:
        """The table that was printed, by kind."""
        table = self.out[self.out.index("kind  ") :].splitlines()
        return {line.split()[0]: line.split()[1:] for line in table[1:]}

    def _git(self, *words: str) -> str:
        me = ["-c", "user.name=me", "-c", "user.email=me@example.com", "-c", "core.autocrlf=false"]
        places = [f"--git-dir={self.repos / 'acme+shop' / 'repo'}", f"--work-tree={self.clone}"]
        command = ["git", *places, *me, "-c", "commit.gpgsign=false", *words]
        done = subprocess.run(command, cwd=self.clone, capture_output=True, text=True, check=True)
        return done.stdout.strip()


@pytest.fixture
def world(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> World:
    """A fresh clone and an empty cache."""
    return World(tmp_path, capsys)


class TestTheVerdict:
    def test_a_bug_of_two_modules_is_found_and_gone_at_its_fix(
        self, world: World, tmp_path: Path
    ) -> None:
        world.bug(FORGOTTEN, AWAITED)

        assert world.run("--json", str(tmp_path / "verdicts.json")) == 0
        assert world.rows()["missing-await"] == ["1", "1", "100.0%", "1"]
        (verdict,) = json.loads((tmp_path / "verdicts.json").read_text())
        assert (verdict["id"], verdict["found"], verdict["gone"]) == ("shop-1", True, True)

    def test_the_lines_of_the_bug_must_be_those_of_the_finding(self, world: World) -> None:
        world.bug(f"{FORGOTTEN}    print(2)\n", AWAITED, lines=[5])

        assert world.run("--misses") == 0
        assert world.rows()["missing-await"] == ["1", "0", "0.0%", "0"]
        assert "missed: shop-1 (missing-await, callee save) app.py:5 at " in world.out
        assert "\n    print(2)\n" in world.out

    def test_a_line_inside_the_finding_is_enough(self, world: World) -> None:
        long = FORGOTTEN.replace("save(1)", "save(\n        1\n    )")
        world.bug(long, AWAITED, lines=[5])

        world.run()

        assert world.rows()["missing-await"] == ["1", "1", "100.0%", "1"]

    @pytest.mark.parametrize("callee", ["save", None])
    def test_a_finding_that_stays_at_the_fix_is_shown(
        self, world: World, callee: str | None
    ) -> None:
        world.bug(FORGOTTEN, f"{FORGOTTEN}    print(2)\n", callee=callee)

        world.run()

        assert world.rows()["missing-await"] == ["1", "1", "100.0%", "0"]
        assert "still there at the fix: shop-1" in world.out
        assert "    ASL101 `save(...)` makes a coroutine" in world.out

    def test_a_finding_that_only_moved_is_not_gone(self, world: World) -> None:
        world.bug(FORGOTTEN, FORGOTTEN.replace("    save", "    print(2)\n    save"))

        world.run()

        assert world.rows()["missing-await"][-1] == "0"

    def test_a_second_bug_in_the_function_may_stay(self, world: World) -> None:
        world.bug(f"{FORGOTTEN}    save(2)\n", f"{AWAITED}    save(2)\n")

        world.run()

        assert world.rows()["missing-await"][-1] == "1"

    def test_a_value_may_be_reported_where_it_is_used(self, world: World) -> None:
        kept = FORGOTTEN.replace("save(1)", "'é'; kept = save(1)\n    print(2)\n    if kept: pass")
        world.bug(kept, kept.replace("save(1)", "await save(1)"))

        world.run()

        assert world.rows()["missing-await"] == ["1", "1", "100.0%", "1"]

    def test_a_name_of_another_function_is_another_name(self, world: World) -> None:
        kept = f"{FORGOTTEN}async def other():\n    kept = save(1)\n    if kept: pass\n"
        world.bug(kept.replace("    save(1)", "    kept = print(1)"), AWAITED)

        world.run()

        assert world.rows()["missing-await"] == ["1", "0", "0.0%", "0"]

    def test_the_environment_of_the_repository_is_read(self, world: World, tmp_path: Path) -> None:
        package = tmp_path / "made" / "acme+shop" / "postbox.py"
        package.parent.mkdir(parents=True)
        package.write_text(STORE)
        world.bug(FORGOTTEN.replace("store", "postbox"), AWAITED.replace("store", "postbox"))

        world.run(mode=("--environments", str(tmp_path / "made")))
        assert world.rows()["missing-await"] == ["1", "1", "100.0%", "1"]
        world.run()
        assert world.rows()["missing-await"] == ["1", "0", "0.0%", "0"]

    def test_comments_hide_nothing(self, world: World) -> None:
        world.bug(FORGOTTEN.replace("save(1)", "save(1)  # noqa"), AWAITED)

        world.run()

        assert world.rows()["missing-await"] == ["1", "1", "100.0%", "1"]

    def test_rules_of_another_kind_do_not_count(self, world: World) -> None:
        world.bug(FORGOTTEN, AWAITED, kind="module-primitive")

        world.run()

        assert world.rows()["module-primitive"] == ["1", "0", "0.0%", "0"]

    def test_a_kind_without_rules_is_said_to_have_none(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(verdicts.RULES_OF, "missing-await", ("ASL999",))
        world.bug(FORGOTTEN, AWAITED)

        assert world.run("--misses") == 0
        assert world.rows()["missing-await"] == ["1", "no", "rule", "yet"]
        assert "missed" not in world.out

    def test_a_decorator_and_its_function_are_one_place(self) -> None:
        data = b"@one\n@two(\n    3,\n)\ndef four():\n    pass\n"
        name = Position(5, 5)
        finding = Finding("a.py", "ASL999", "bad", "bad", name, name, Span(0, 0))
        checked = verdicts.Checked(data, [finding])

        assert verdicts.on_lines(checked, [1]) == [finding]
        assert verdicts.on_lines(checked, [6]) == []

    def test_the_function_of_a_line_is_the_innermost_one(self) -> None:
        data = b"class A:\n    def b(self):\n        async def c():\n            pass\n        d\n"

        assert verdicts.function_at(data, 4) == "A.b.c"
        assert verdicts.function_at(data, 5) == "A.b"
        assert verdicts.function_at(data, 9) == ""


class TestTheTree:
    def test_it_holds_python_and_settings_and_no_links(self, world: World) -> None:
        (world.clone / "link.py").symlink_to("/etc/passwd")
        files = {"a/b.py": "x = 1\r\n", "pyproject.toml": "", "requirements-dev.txt": ""}
        revision = world.commit({**files, "data.bin": "", "notes.txt": ""})

        folder = history.tree("acme/shop", revision, world.repos, world.cache)

        written = (str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())
        assert sorted(written) == sorted(files)
        assert (folder / "a/b.py").read_bytes() == b"x = 1\r\n"

    def test_it_is_a_project_of_its_own(self, world: World) -> None:
        world.bug(FORGOTTEN, AWAITED)
        world.cache.mkdir()
        (world.cache / "asynclint.toml").write_text('ignore = ["ASL101"]\n')

        world.run()

        assert world.rows()["missing-await"] == ["1", "1", "100.0%", "1"]

    def test_a_tree_in_the_cache_needs_no_repository(self, world: World) -> None:
        revision = world.commit({"a.py": ""})
        first = history.tree("acme/shop", revision, world.repos, world.cache)

        assert history.tree("acme/shop", revision, Path("nowhere"), world.cache) == first

    def test_a_revision_that_is_not_there_leaves_nothing(self, world: World) -> None:
        world.commit({"a.py": ""})

        with pytest.raises(history.HistoryError, match=r"acme\+shop: fatal"):
            history.tree("acme/shop", "0" * 40, world.repos, world.cache)

        assert list((world.cache / "acme+shop").iterdir()) == []


class TestTheCounts:
    def test_they_are_agreed_on_and_then_compared(self, world: World) -> None:
        world.bug(FORGOTTEN, AWAITED)
        assert world.run("--agree") == 0
        assert world.agreed.read_text() == (
            "[knowledge-only]\nmissing-await = { bugs = 1, found = 1, gone = 1 }\n"
        )
        assert world.run() == 0

        world.agreed.write_text(world.agreed.read_text().replace("found = 1", "found = 3"))

        assert world.run() == 1
        assert world.out.endswith("missing-await: found: 3 -> 1 (-2)\n")

    def test_the_other_mode_keeps_its_counts(self, world: World, tmp_path: Path) -> None:
        world.bug(FORGOTTEN, AWAITED)
        world.run("--agree")

        world.run("--agree", mode=("--environments", str(tmp_path / "none")))

        assert sorted(real_bugs.read_agreed(world.agreed)) == ["environments", "knowledge-only"]

    def test_a_part_of_the_list_is_not_compared(self, world: World) -> None:
        world.bug(FORGOTTEN, AWAITED)
        world.agreed.write_text("[knowledge-only]\nno-timeout = {bugs = 9, found = 9, gone = 9}\n")

        assert world.run("--only", "shop-1") == 0
        assert world.run("--only", "prefect") == 2
        assert "no bug has the id, repository or kind 'prefect'" in world.err
        assert world.run() == 1


class TestWhatGoesWrong:
    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"repo": "../up"}, "bugs.json: ValueError: '../up' is not the name of a repository"),
            ({"kind": "odd"}, "no rules are known for the kind 'odd'"),
            ({"file": "gone.py"}, "has no gone.py"),
        ],
    )
    def test_it_is_said_in_one_line(
        self, world: World, change: dict[str, object], message: str
    ) -> None:
        world.bug(FORGOTTEN, AWAITED, **change)

        assert world.run() == 2
        assert message in world.err
