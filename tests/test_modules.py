"""Which file is which module, and which files are read to answer a question."""

from __future__ import annotations

from pathlib import Path

from asking import answers, context, write

STORE = "async def save(item): ...\n"


def test_a_file_is_named_by_the_folders_with_an_init(tmp_path: Path) -> None:
    write(tmp_path, {"a/b/__init__.py": "", "a/b/c/__init__.py": "", "a/b/c/d.py": ""})
    place = context(tmp_path, "a/b/c/d.py").project.modules.place(str(tmp_path / "a/b/c/d.py"))

    assert place == ("a.b.c.d", "a.b.c", str(tmp_path / "a"))


def test_a_package_is_named_without_its_init(tmp_path: Path) -> None:
    write(tmp_path, {"a/__init__.py": ""})
    modules = context(tmp_path, "a/__init__.py").project.modules
    place = modules.place(str(tmp_path / "a/__init__.py"))

    assert place == ("a", "a", str(tmp_path))


def test_two_modules_of_one_name_are_told_apart_by_who_asks(tmp_path: Path) -> None:
    """Two services of one repository, each with a module of the same name."""
    files = {
        "one/store.py": "async def save(): ...",
        "two/store.py": "def save(): ...",
        "one/app.py": "import store\nstore.save()  # calls one.store.save",
        "two/app.py": "import store\nstore.save()  # calls nothing",
    }
    for asked in ("one/app.py", "two/app.py"):
        expected, actual = answers(tmp_path, files, asked)

        assert expected == actual


def test_modules_nobody_asks_about_are_never_read(tmp_path: Path) -> None:
    write(tmp_path, {"store.py": STORE, "other.py": STORE, "app.py": "import store, other"})
    read: list[str] = []
    ctx = context(tmp_path, "app.py")
    ctx.project.shelf._read = lambda path: read.append(Path(path).name) or Path(path).read_bytes()

    ctx.project.lookup("store.save", ctx.origin)

    assert read == ["store.py"]
