"""The pinned corpora: what is read, verified and unpacked. No network."""

from __future__ import annotations

import hashlib
import io
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

import archives  # noqa: E402


# Stands first because parameters of the tests are made with it.
def entry(name: str = "one", **changed: str) -> str:
    fields = {"name": name, "version": "1.0", "kind": "sdist", "sha256": "0" * 64, **changed}
    return "[[corpus]]\n" + "".join(f'{key} = "{value}"\n' for key, value in fields.items())


class TestTheListOfCorpora:
    def test_every_pinned_entry_is_well_formed(self) -> None:
        listed = archives.read_corpora(BENCHMARKS / "corpora.toml")

        names = [corpus.name for corpus in listed]
        assert len(names) >= 14
        assert sorted(names) == names
        assert {"homeassistant", "prefect", "discord.py", "aiohttp"} <= set(names)

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (entry(name="../up"), "not the name of a package"),
            (entry(version=">=1"), "not an exact version"),
            (entry(kind="egg"), "kind is 'egg'"),
            (entry(sha256="abc"), "64 lower-case"),
            (entry(colour="red"), "colour"),
            (entry() + entry(), "listed twice"),
            ("[[corpus", "corpora.toml"),
        ],
    )
    def test_a_malformed_entry_is_refused(self, tmp_path: Path, text: str, message: str) -> None:
        path = tmp_path / "corpora.toml"
        path.write_text(text)

        with pytest.raises(archives.CorpusError, match=message):
            archives.read_corpora(path)


class TestUnpacking:
    def test_the_top_folder_of_an_sdist_is_not_repeated(self, tmp_path: Path) -> None:
        archive = sdist(tmp_path / "x-1.tar.gz", {"x-1/x-1/a.py": "a", "x-1/setup.py": "s"})

        archives.unpack(archive, tmp_path / "out")

        assert tree(tmp_path / "out") == {"x-1/a.py": "a", "setup.py": "s"}

    def test_the_only_folder_of_a_wheel_stays(self, tmp_path: Path) -> None:
        archive = wheel(tmp_path / "x-1-py3-none-any.whl", {"x/a.py": "a"})

        archives.unpack(archive, tmp_path / "out")

        assert tree(tmp_path / "out") == {"x/a.py": "a"}

    @pytest.mark.parametrize("name", ["../a.py", "x/../../a.py", "/a.py", "x\\..\\a.py", "C:/a.py"])
    def test_a_name_that_leaves_the_folder_is_refused(self, tmp_path: Path, name: str) -> None:
        inside = tmp_path / "inside"
        boxes = [
            sdist(tmp_path / "x-1.tar.gz", {name: "evil"}),
            wheel(tmp_path / "x-1-py3-none-any.whl", {name: "evil"}),
        ]

        for number, box in enumerate(boxes):
            with pytest.raises(archives.CorpusError, match="refuses to unpack"):
                archives.unpack(box, inside / str(number))
        assert list(tmp_path.rglob("*a.py")) == []

    def test_links_and_devices_are_left_out(self, tmp_path: Path) -> None:
        (tmp_path / "secret").write_text("s")
        archive = sdist(
            tmp_path / "x-1.tar.gz",
            {"x-1/a.py": "a"},
            odd_member("x-1/link", tarfile.SYMTYPE, str(tmp_path)),
            odd_member("x-1/hard", tarfile.LNKTYPE, "x-1/a.py"),
            odd_member("x-1/pipe.py", tarfile.FIFOTYPE),
        )

        archives.unpack(archive, tmp_path / "out")

        assert [path.name for path in (tmp_path / "out").rglob("*")] == ["a.py"]

    def test_nothing_is_written_through_a_link_of_the_archive(self, tmp_path: Path) -> None:
        target = tmp_path / "target"
        target.mkdir()
        archive = tmp_path / "x-1.tar.gz"
        with tarfile.open(archive, "w:gz") as box:
            box.addfile(odd_member("x-1/link", tarfile.SYMTYPE, str(target)))
            box.addfile(tarfile.TarInfo("x-1/link/a.py"))

        archives.unpack(archive, tmp_path / "out")

        assert list(target.iterdir()) == []

    def test_a_link_in_a_wheel_is_left_out(self, tmp_path: Path) -> None:
        archive = tmp_path / "x-1-py3-none-any.whl"
        with zipfile.ZipFile(archive, "w") as box:
            link = zipfile.ZipInfo("x/link.py")
            link.external_attr = 0o120777 << 16
            box.writestr(link, "/etc")
            box.writestr("x/a.py", "a")

        archives.unpack(archive, tmp_path / "out")

        assert tree(tmp_path / "out") == {"x/a.py": "a"}

    def test_what_is_no_archive_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "x-1.tar.gz"
        path.write_text("<html>")

        with pytest.raises(archives.CorpusError, match="neither a zip nor a tar"):
            archives.unpack(path, tmp_path / "out")


class TestFetching:
    def test_what_is_there_is_not_unpacked_again(self, cache: Path) -> None:
        one = corpus(cache / "archives" / "one-1.0.tar.gz")

        assert archives.fetch(one, cache) is True
        assert archives.fetch(one, cache) is False

    def test_a_new_pin_replaces_the_old_files(self, cache: Path) -> None:
        archives.fetch(corpus(cache / "archives" / "one-1.0.tar.gz"), cache)
        newer = sdist(cache / "archives" / "one-1.0.post1.tar.gz", {"one-1.0.post1/new.py": "n"})

        archives.fetch(corpus(newer), cache)

        assert set(tree(cache / "one")) == {"new.py", archives.STAMP}

    def test_a_kept_archive_with_another_hash_is_downloaded_anew(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shop, cache = tmp_path / "shop", tmp_path / "cache"
        pinned = installable_wheel(shop, "print('pinned')")
        installable_wheel(cache / "archives", "print('tampered')")
        monkeypatch.setenv("PIP_NO_INDEX", "1")
        monkeypatch.setenv("PIP_FIND_LINKS", str(shop))

        archives.fetch(corpus(pinned)._replace(kind="wheel"), cache)

        assert tree(cache / "one")["one.py"] == "print('pinned')"

    def test_a_download_with_another_hash_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shop, cache = tmp_path / "shop", tmp_path / "cache"
        pinned = corpus(installable_wheel(shop, "print('pinned')"))._replace(kind="wheel")
        installable_wheel(shop, "print('tampered')")
        monkeypatch.setenv("PIP_NO_INDEX", "1")
        monkeypatch.setenv("PIP_FIND_LINKS", str(shop))

        with pytest.raises(archives.CorpusError, match="DO NOT MATCH THE HASHES"):
            archives.fetch(pinned, cache)
        assert tree(cache) == {}

    def test_a_broken_archive_leaves_no_half_corpus(self, cache: Path) -> None:
        files = {"one-1.0/a.py": "a", "../b.py": "b"}
        broken = sdist(cache / "archives" / "one-1.0.tar.gz", files)

        with pytest.raises(archives.CorpusError):
            archives.fetch(corpus(broken), cache)
        assert [path.name for path in cache.iterdir()] == ["archives"]


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache that holds the archive of the corpus `one`, not yet unpacked."""
    (tmp_path / "archives").mkdir()
    sdist(tmp_path / "archives" / "one-1.0.tar.gz", {"one-1.0/a.py": "a"})
    return tmp_path


def sdist(path: Path, files: dict[str, str], *odd: tarfile.TarInfo) -> Path:
    with tarfile.open(path, "w:gz") as box:
        for name, text in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(text.encode())
            box.addfile(info, io.BytesIO(text.encode()))
        for info in odd:
            box.addfile(info)
    return path


def wheel(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as box:
        for name, text in files.items():
            box.writestr(name, text)
    return path


def installable_wheel(folder: Path, text: str) -> Path:
    """The wheel of a project `one` 1.0 that pip accepts."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "one.py": text,
        "one-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: one\nVersion: 1.0\n",
        "one-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nTag: py3-none-any\n",
        "one-1.0.dist-info/RECORD": "",
    }
    return wheel(folder / "one-1.0-py3-none-any.whl", files)


def odd_member(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def tree(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in found}


def corpus(archive: Path) -> archives.Corpus:
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    return archives.Corpus("one", "1.0", "sdist", digest, {})
