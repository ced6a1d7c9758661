"""The user's installed packages: where they are found, and what is read of them."""

from __future__ import annotations

import os
import sys
import venv
from pathlib import Path

import pytest
from asking import write

from asynclint import environment
from asynclint.config import Configuration
from asynclint.disk import read_or_none
from asynclint.model import Finding, UserError
from asynclint.session import Session

SITE = f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
APP = "import pool\nasync def main():\n    pool.Pool().take()\n"
POOL = "class Pool:\n    async def take(self): ...\n"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A project with a real virtual environment, without pip."""
    write(tmp_path, {"app.py": APP})
    venv.create(tmp_path / ".venv", with_pip=False, symlinks=True)
    return tmp_path


def found(root: Path, **variables: str) -> list[Finding]:
    configuration = Configuration(str(root), read=read_or_none, selectors=frozenset)
    session = Session(str(root), configuration, variables=variables)
    return session.check_file(str(root / "app.py")).findings


class TestWhere:
    def test_the_environment_of_the_project_is_read(self, made: Path) -> None:
        write(made, {f".venv/{SITE}/pool.py": POOL})

        assert [finding.code for finding in found(made)] == ["ASL101"]

    def test_a_finding_names_the_place_in_the_package(self, made: Path) -> None:
        write(made, {f".venv/{SITE}/pool.py": POOL})

        (related,) = found(made)[0].related

        assert related.path.endswith(f"{SITE}/pool.py")
        assert related.position.line == 2

    @pytest.mark.parametrize("variable", ["VIRTUAL_ENV", "CONDA_PREFIX"])
    def test_the_active_environment_is_read(self, tmp_path: Path, variable: str) -> None:
        project, active = tmp_path / "project", tmp_path / "active"
        write(project, {"app.py": APP})
        write(active, {f"{SITE}/pool.py": POOL})

        assert len(found(project, **{variable: str(active)})) == 1
        assert found(project) == []

    @pytest.mark.parametrize(
        ("setting", "count"),
        [("env", 1), ("env/bin/python", 1), ("packages", 1), ("none", 0)],
    )
    def test_the_setting_names_it(self, tmp_path: Path, setting: str, count: int) -> None:
        files = {f"env/{SITE}/pool.py": POOL, "env/bin/python": "", "packages/pool.py": POOL}
        write(tmp_path, {**files, "app.py": APP, "asynclint.toml": f'python = "{setting}"'})

        assert len(found(tmp_path, VIRTUAL_ENV=str(tmp_path / "env"))) == count

    def test_a_setting_that_names_none_is_an_error(self, tmp_path: Path) -> None:
        write(tmp_path, {"app.py": APP, "asynclint.toml": 'python = "missing"'})

        with pytest.raises(UserError, match="no installed packages in"):
            found(tmp_path)

    def test_without_variables_nothing_is_looked_for(self, made: Path) -> None:
        write(made, {f".venv/{SITE}/pool.py": POOL})

        configuration = Configuration(str(made), read=read_or_none, selectors=frozenset)

        session = Session(str(made), configuration)

        assert session.check_file(str(made / "app.py")).findings == []

    def test_folders_that_pth_files_add_and_no_code_of_theirs(self, tmp_path: Path) -> None:
        write(tmp_path, {f"env/{SITE}/a.pth": f"# no\nimport os\n{tmp_path}/plain\n../missing\n"})
        (tmp_path / "plain").mkdir()

        folders = environment.folders(str(tmp_path / "env"), "/project", read_or_none)

        assert folders == (str(tmp_path / "env" / SITE), str(tmp_path / "plain"))

    def test_what_the_project_installs_of_itself_is_its_own(self, tmp_path: Path) -> None:
        write(tmp_path, {f"env/{SITE}/a.pth": f"{tmp_path}/src"})
        (tmp_path / "src").mkdir()

        folders = environment.folders(str(tmp_path / "env"), str(tmp_path), read_or_none)

        assert folders == (str(tmp_path / "env" / SITE),)

    def test_the_newest_python_of_several(self, tmp_path: Path) -> None:
        for version in ("3.9", "3.10"):
            (tmp_path / f"lib/python{version}/site-packages").mkdir(parents=True)

        (folder,) = environment.folders(str(tmp_path), "/project", read_or_none)

        assert folder.endswith(os.path.join("python3.10", "site-packages"))


class TestWhatIsRead:
    @pytest.mark.parametrize(
        "files",
        [
            {"pool-stubs/__init__.pyi": POOL, "pool/__init__.py": "from _pool import Pool"},
            {"pool/__init__.pyi": POOL, "pool/__init__.py": "Pool = make()"},
            {"pool.pyi": POOL, "pool.py": "Pool = make()"},
            {"pool/__init__.py": "from .inner import Pool", "pool/inner.py": POOL},
        ],
        ids=["a stub package", "a stub beside", "a stub of a module", "a re-export"],
    )
    def test_stubs_come_first(self, made: Path, files: dict[str, str]) -> None:
        write(made, {f".venv/{SITE}/{name}": text for name, text in files.items()})

        assert len(found(made)) == 1

    def test_the_project_comes_before_packages(self, made: Path) -> None:
        write(made, {f".venv/{SITE}/pool.py": POOL, "pool.py": POOL.replace("async def", "def")})

        assert found(made) == []

    def test_a_folder_without_init_hides_no_package(self, made: Path) -> None:
        write(made, {f".venv/{SITE}/pool.py": POOL, "pool/notes.txt": ""})

        assert len(found(made)) == 1

    def test_what_a_package_leaves_open_is_told_by_knowledge(self, made: Path) -> None:
        write(made, {f".venv/{SITE}/anyio/__init__.py": "sleep = _make('sleep')\n"})
        write(made, {"app.py": "import anyio\nasync def main():\n    anyio.sleep(1)\n"})

        assert len(found(made)) == 1

    def test_nothing_of_a_package_is_run(self, made: Path) -> None:
        trap = "import pathlib\npathlib.Path('ran').touch()\n"
        write(made, {f".venv/{SITE}/pool.py": trap + POOL, f".venv/{SITE}/x.pth": "import pool\n"})

        assert len(found(made)) == 1
        assert not Path("ran").exists()
        assert not (made / "ran").exists()
