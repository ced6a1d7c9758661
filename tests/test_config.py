"""Which settings are in force for a file, and where they come from."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from in_force import SELECTORS, configuration, options

from asynclint.config import Configuration
from asynclint.disk import read_or_none
from asynclint.globs import matcher
from asynclint.model import Options, UserError

Plant = Callable[..., Path]


@pytest.fixture
def plant(repository: Path) -> Plant:
    """Write files of a repository, by name; gives its root."""

    def write(**contents: str) -> Path:
        for name, text in contents.items():
            path = repository / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return repository

    return write


class TestSearch:
    def test_without_any_file_the_defaults_hold(self, plant: Plant) -> None:
        root = plant()

        assert options(root) == Options(src=(str(root / "src"),))

    def test_pyproject_and_our_own_file_say_the_same(self, plant: Plant) -> None:
        root = plant(
            **{
                "one/asynclint.toml": 'select = ["ASL1"]\nasync-library = "trio"',
                "two/pyproject.toml": '[tool.asynclint]\nselect=["ASL1"]\nasync-library="trio"',
            }
        )
        one, two = options(root, "one/a.py"), options(root, "two/a.py")

        assert (one.select, one.async_library) == (("ASL1",), "trio")
        assert one._replace(src=()) == two._replace(src=())

    def test_the_nearest_file_wins_whole(self, plant: Plant) -> None:
        root = plant(
            **{
                "asynclint.toml": 'ignore = ["ASL301"]\nasync-library = "anyio"',
                "sub/asynclint.toml": 'select = ["ASL1"]',
            }
        )

        found = options(root, "sub/deep/a.py")

        assert options(root, "other/a.py").ignore == ("ASL301",)
        assert (found.select, found.ignore, found.async_library) == (("ASL1",), (), None)

    def test_our_own_file_goes_before_pyproject_in_a_directory(self, plant: Plant) -> None:
        root = plant(
            **{
                "asynclint.toml": 'ignore = ["ASL101"]',
                "pyproject.toml": '[tool.asynclint]\nignore = ["ASL102"]',
            }
        )

        assert options(root).ignore == ("ASL101",)

    def test_a_pyproject_without_our_table_is_passed_over(self, plant: Plant) -> None:
        root = plant(
            **{
                "asynclint.toml": 'ignore = ["ASL101"]',
                "sub/pyproject.toml": '[project]\nname = "x"\n[tool.ruff]\nline-length = 1',
            }
        )

        assert options(root, "sub/a.py").ignore == ("ASL101",)

    @pytest.mark.parametrize("marker", [".git", ".hg"])
    def test_the_search_ends_at_the_repository(self, tmp_path: Path, marker: str) -> None:
        (tmp_path / "asynclint.toml").write_text('ignore = ["ASL101"]')
        inner = tmp_path / "inner"
        inner.mkdir()
        assert options(tmp_path, "inner/a.py").ignore == ("ASL101",)

        # a work tree and a submodule have a file of this name, not a directory
        (inner / marker).write_text("gitdir: elsewhere")

        assert options(tmp_path, "inner/a.py").ignore == ()

    def test_the_search_ends_at_the_home_folder(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "asynclint.toml").write_text('ignore = ["ASL101"]')
        home = tmp_path / "home"
        (home / "project").mkdir(parents=True)
        monkeypatch.setenv("HOME", str(home))

        assert options(tmp_path, "home/project/a.py").ignore == ()
        (home / "asynclint.toml").write_text('ignore = ["ASL102"]')

        assert options(tmp_path, "home/project/a.py").ignore == ("ASL102",)

    def test_relative_paths_are_found_from_the_current_directory(
        self, plant: Plant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        root = plant(**{"sub/asynclint.toml": 'ignore = ["ASL101"]'})
        monkeypatch.chdir(root / "sub")
        found = configuration(root)

        assert found.options_for("a.py").ignore == ("ASL101",)
        assert found.options_for("../a.py").ignore == ()

    def test_files_of_the_same_settings_have_the_same_object(self, plant: Plant) -> None:
        root = plant(**{"asynclint.toml": "", "sub/asynclint.toml": ""})
        found = configuration(root)

        assert found.options_for(f"{root}/a.py") is found.options_for(f"{root}/x/y/b.py")
        assert found.options_for(f"{root}/a.py") is not found.options_for(f"{root}/sub/b.py")

    def test_each_file_is_read_once(self, plant: Plant) -> None:
        root = plant(**{"pyproject.toml": "[tool.asynclint]", "asynclint.toml": ""})
        reads: list[str] = []

        def read(path: str) -> bytes | None:
            reads.append(os.path.basename(path))
            return read_or_none(path)

        found = configuration(root, read=read)
        for path in ("a.py", "b.py", "x/a.py", "x/y/z/a.py"):
            found.options_for(str(root / path))

        assert sorted(reads) == ["asynclint.toml", "pyproject.toml"]

    def test_an_editor_can_hand_in_what_is_not_on_disk(self) -> None:
        buffers = {"/nowhere/asynclint.toml": b'ignore = ["ASL101"]'}
        found = Configuration(
            "/nowhere",
            read=buffers.get,
            exists=buffers.__contains__,
            selectors=lambda: SELECTORS,
        )

        assert found.options_for("/nowhere/x/a.py").ignore == ("ASL101",)

    def test_very_deep_directories_are_no_trouble(self, plant: Plant) -> None:
        root = plant(**{"asynclint.toml": 'ignore = ["ASL101"]'})

        assert options(root, "d/" * 1900 + "a.py").ignore == ("ASL101",)


class TestCommandLine:
    def test_a_named_file_replaces_the_search_and_speaks_of_paths_below_the_root(
        self, plant: Plant, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        root = plant(**{"asynclint.toml": "slect = 1"})
        named = tmp_path_factory.mktemp("elsewhere") / "shared.toml"
        named.write_text('ignore = ["ASL101"]\nexclude = ["gen/*.py"]')
        found = options(root, file=str(named))

        assert found.ignore == ("ASL101",)
        assert matcher(found.exclude)(str(root / "gen/a.py"))

    def test_isolated_reads_nothing(self, plant: Plant) -> None:
        root = plant(
            **{"asynclint.toml": "not toml", "pyproject.toml": "[project]\nrequires-python='>=3.9'"}
        )
        found = options(root, isolated=True, overrides={"ignore": ["ASL101"]})

        assert found == Options(ignore=("ASL101",), src=(str(root / "src"),))

    def test_options_win_over_files_and_extend_select_adds(self, plant: Plant) -> None:
        root = plant(
            **{"asynclint.toml": 'select=["ASL3"]\nignore=["ASL301"]\nextend-select=["ASL101"]'}
        )

        assert options(root, overrides={"ignore": ["ASL102"]}).ignore == ("ASL102",)

        added = options(root, overrides={"extend-select": ["ASL102"]})
        assert (added.select, added.extend_select) == (("ASL3",), ("ASL101", "ASL102"))

        afresh = options(root, overrides={"select": ["ASL102"]})
        assert (afresh.select, afresh.extend_select) == (("ASL102",), ())
        assert afresh.ignore == ("ASL301",)

    def test_a_setting_of_an_inner_table_is_named_with_a_dot(self, plant: Plant) -> None:
        found = options(plant(), overrides={"singletons.allow": ["registry"]})

        assert found.singleton_allow == ("registry",)

    def test_a_wrong_option_is_named_as_it_was_typed(self, plant: Plant) -> None:
        with pytest.raises(UserError) as error:
            configuration(plant(), overrides={"select": ["ASL302"]})

        assert str(error.value) == "unknown rule 'ASL302' in --select; did you mean 'ASL301'?"

    def test_a_named_file_that_is_missing_is_an_error(self, plant: Plant) -> None:
        with pytest.raises(UserError, match=r"no such file: 'gone\.toml'"):
            configuration(plant(), file="gone.toml")


class TestExtend:
    def test_keys_of_the_extending_file_win(self, plant: Plant) -> None:
        root = plant(
            **{
                "base.toml": 'ignore = ["ASL101"]\nasync-library = "trio"\nexclude = ["gen/x"]',
                "sub/middle.toml": 'extend = "../base.toml"\nasync-library = "anyio"',
                "sub/pyproject.toml": '[tool.asynclint]\nextend = "middle.toml"\nselect = ["ASL1"]',
            }
        )
        found = options(root, "sub/a.py")

        assert (found.select, found.ignore) == (("ASL1",), ("ASL101",))
        assert found.async_library == "anyio"
        assert matcher(found.exclude)(str(root / "gen/x/a.py"))
        assert not matcher(found.exclude)(str(root / "sub/gen/x/a.py"))

    def test_a_pyproject_can_be_extended(self, plant: Plant) -> None:
        root = plant(
            **{
                "pyproject.toml": '[tool.asynclint]\nignore = ["ASL101"]',
                "sub/asynclint.toml": 'extend = "../pyproject.toml"',
            }
        )

        assert options(root, "sub/a.py").ignore == ("ASL101",)


class TestPython:
    def test_the_nearest_pyproject_that_says_it_sets_the_target(self, plant: Plant) -> None:
        root = plant(
            **{
                "pyproject.toml": '[project]\nrequires-python = ">=3.9"\n[tool.asynclint]',
                "a/pyproject.toml": '[project]\nrequires-python = ">=3.12"',
                "b/pyproject.toml": '[tool.poetry.dependencies]\npython = "^3.11"',
                "c/pyproject.toml": '[project]\nname = "c"',
                "d/pyproject.toml": '[project]\nrequires-python = "<4"',
                "e/asynclint.toml": 'target-version = "3.13"',
            }
        )
        found = {name: options(root, f"{name}/x/a.py").target for name in "abcde"}

        assert found == {"a": (3, 12), "b": (3, 11), "c": (3, 9), "d": None, "e": (3, 13)}

    def test_src_is_taken_from_the_nearest_project(self, plant: Plant) -> None:
        root = plant(**{"sub/pyproject.toml": "", "other/asynclint.toml": 'src = ["lib", "."]'})

        assert options(root, "a.py").src == (str(root / "src"),)
        assert options(root, "sub/x/a.py").src == (str(root / "sub/src"),)
        assert options(root, "other/x/a.py").src == (str(root / "other/lib"), str(root / "other"))
