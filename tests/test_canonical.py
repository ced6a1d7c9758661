"""The canonical view: names spelled out, everything else as the author wrote it."""

from __future__ import annotations

import io
import keyword
import sys
import tokenize
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asynclint.canonical import View, Vocabulary, canonical
from asynclint.model import Edit, Options, Span
from asynclint.names import Names
from asynclint.parsing.concrete import parsable
from asynclint.project import Project
from asynclint.rule import Context
from asynclint.source import Source
from asynclint.types import Types

ASYNCIO = Vocabulary(frozenset({"sleep", "Event", "Lock"}), frozenset({"asyncio"}))


def view_of(text: str, root: Path | None = None, vocabulary: Vocabulary = ASYNCIO) -> View:
    source = Source("example.py", text.encode("utf-8", "surrogatepass"))
    names = Names(source.tree, "example", "")
    project = Project(str(root or "/nowhere"), read=lambda path: Path(path).read_bytes())
    ctx = Context(source, names, Types(project), Options(), origin=str(root or "/nowhere"))
    return canonical(source, names, ctx.name, vocabulary)


@pytest.mark.parametrize(
    ("author", "spelled"),
    [
        ("import asyncio\nasyncio.sleep(1)", "asyncio.sleep(1)"),
        ("import asyncio as aio\naio.sleep(1)", "asyncio.sleep(1)"),
        ("from asyncio import sleep\nsleep(1)", "asyncio.sleep(1)"),
        ("from asyncio import sleep as nap\nnap(1)", "asyncio.sleep(1)"),
        ("import asyncio\nnap = asyncio.sleep\nnap(1)", "asyncio.sleep(1)"),
        ("import asyncio\nasyncio.locks.Lock()", "asyncio.Lock()"),
        ("import os.path as p\np.join(p.sep)", "os.path.join(os.path.sep)"),
        ("import asyncio\nasyncio  .  sleep(1)", "asyncio  .  sleep(1)"),
        ("from asyncio import sleep as s\nsleep(s(1))", "sleep(asyncio.sleep(1))"),
        ("from asyncio import Event as E\nf(E=E, e=x.E)", "f(E=asyncio.Event, e=x.E)"),
        ("try:\n from asyncio import sleep\nexcept ImportError:\n from a import sleep\nsleep(1)",
         "sleep(1)"),
        ("asyncio.sleep(1)", "asyncio.sleep(1)"),
        # Python reads the ligature as `fi`; what the text does not say is left alone
        ("from asyncio import sleep as fi\nﬁ(1)", "ﬁ(1)"),
        ("def sleep(n): ...\nsleep(1)", "sleep(1)"),
    ],
)  # fmt: skip
def test_imported_names_are_spelled_out(author: str, spelled: str) -> None:
    assert view_of(author).text.endswith("\n" + spelled) or view_of(author).text == spelled


@pytest.mark.parametrize(
    "author",
    [
        "import asyncio\ndef f(asyncio):\n asyncio.sleep(1)",
        "asyncio = object()\nasyncio.sleep(1)",
        "import trio as asyncio\nasyncio.sleep(1)",
        "from .compat import *\nasyncio.sleep(1)",
        "for asyncio in loops:\n asyncio.sleep(1)",
        "[asyncio.sleep(1) for asyncio in loops]",
        "def asyncio(): ...\nasyncio.sleep(1)",
        "try:\n import asyncio\nexcept ImportError:\n import a as asyncio\nasyncio.sleep(1)",
    ],
)
def test_what_only_looks_like_a_module_of_the_patterns_is_disguised(author: str) -> None:
    assert "asyncio.sleep" in author
    assert "asyncio.sleep" not in view_of(author).text


def test_other_local_names_stay_as_they_are() -> None:
    author = "def f(self, loop):\n    self.loop = loop\n    loop.run(print)\n"

    assert view_of(author).text == author


def test_a_name_is_followed_through_the_modules_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "compat.py").write_text("from asyncio import sleep\nimport asyncio\n")

    by_name = view_of("from compat import sleep as nap\nnap(1)", tmp_path)
    by_module = view_of("import compat\ncompat.sleep(1); compat.asyncio.sleep(2)", tmp_path)

    assert by_name.text.endswith("\nasyncio.sleep(1)")
    assert by_module.text.endswith("\nasyncio.sleep(1); asyncio.sleep(2)")


def test_a_respelled_name_maps_back_as_a_whole() -> None:
    author = "from asyncio import sleep as nap\nif x: '😀'; nap(1)"
    view = view_of(author)
    spelled, sleep = view.text.index("asyncio.sleep(1)"), view.text.index("sleep(1)")
    nap = author.index("nap(1)")

    assert Span(nap, nap + 6) == view.author(Span(spelled, spelled + len("asyncio.sleep(1)")))
    assert Span(nap, nap + 3) == view.author(Span(spelled, spelled + len("asyncio")))
    assert Span(nap, nap + 3) == view.author(Span(sleep, sleep + len("sleep")))


def test_names_in_fstrings_are_spelled_where_their_places_are_known() -> None:
    author = 'from asyncio import sleep\nf"""\n{sleep(1)}"""'
    spelled = "asyncio.sleep(1)" in view_of(author).text

    assert spelled == (sys.version_info >= (3, 12))


def test_the_parser_is_given_line_ends_and_characters_it_knows() -> None:
    author = "x = 1 # c\ry = 2\r\nz = '\udc80'\n"

    assert parsable(author) == "x = 1 # c\ny = 2\r\nz = '?'\n"


def test_long_runs_of_comments_are_blanked_and_strings_kept() -> None:
    comments = "    # é\r\n" * 200
    string = 's = """\n' + "# text\n" * 200 + '"""\n'
    author = "a = 1\n" + comments + string + "# short\n"
    given = parsable(author)

    assert len(author) == len(given)
    assert given == "a = 1\n" + "       \r\n" * 200 + string + "# short\n"


NAMES = st.sampled_from(["nap", "aio", "asyncio", "x", "self", "é", "sleep"])
IMPORTS = st.sampled_from(
    ["import asyncio", "import asyncio as aio", "from asyncio import sleep as nap",
     "from asyncio import sleep", "import os.path as x", "from a.b import é"]
)  # fmt: skip
EXPRESSIONS = st.recursive(
    NAMES,
    lambda inner: st.one_of(
        st.builds("{}.sleep".format, inner),
        st.builds("{}( {} )".format, inner, inner),
        st.builds("['😀', {}]".format, inner),
        st.builds("(lambda aio: {})".format, inner),
        st.builds("[{} for nap in {}]".format, inner, inner),
    ),
    max_leaves=8,
)
STATEMENTS = st.one_of(
    EXPRESSIONS,
    IMPORTS,
    st.builds("{} = {}".format, NAMES, EXPRESSIONS),
    st.builds("def f({}):\r\n    return {}".format, NAMES, EXPRESSIONS),
    st.just("# comment, é"),
)
PROGRAMS = st.lists(STATEMENTS, max_size=8).map(lambda lines: "".join(f"{x}\n" for x in lines))


def tokens(text: str) -> list[tuple[Span, str]]:
    """Every token that is text, with its place in code points."""
    starts = [0]
    for line in io.StringIO(text, newline=""):
        starts.append(starts[-1] + len(line))
    found = []
    for token in tokenize.generate_tokens(io.StringIO(text, newline="").readline):
        start = starts[token.start[0] - 1] + token.start[1]
        if token.string.strip():
            found.append((Span(start, start + len(token.string)), token.string))
    return found


@given(PROGRAMS)
def test_every_token_maps_back_to_what_the_author_wrote(author: str) -> None:
    view = view_of(author)
    written = dict(tokens(author))

    for span, text in tokens(view.text):
        back = view.author(span)
        assert back in written
        is_name = text.isidentifier() and not keyword.iskeyword(text)
        assert written[back] == text or is_name or text == "."


@given(PROGRAMS)
def test_without_imports_and_assignments_the_view_is_the_file(author: str) -> None:
    plain = "".join(
        line for line in author.splitlines(keepends=True) if "import" not in line
    ).replace(" = ", " == ").replace("asyncio", "y")  # fmt: skip

    assert view_of(plain).text == plain


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 3), st.text())))
def test_what_no_edit_touches_maps_back_unchanged(
    text: str, cuts: list[tuple[int, int, str]]
) -> None:
    edits, at = [], 0
    for start, length, spelled in sorted(cuts):
        if at <= start and start + length < len(text) and length and spelled:
            edits.append(Edit(Span(start, start + length), spelled))
            at = start + length + 1
    view = View(text, edits)
    kept = sorted({*range(len(text))} - {i for e in edits for i in range(*e.span)})
    mapped = [view.author(Span(i, i + 1)) for i in range(len(view.text))]

    assert kept == [span.start for span in mapped if span not in {e.span for e in edits}]
