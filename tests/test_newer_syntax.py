"""Files for a newer Python are read all the same, and everything stays where it was."""

from __future__ import annotations

import ast
import contextlib
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent

import pytest
from conftest import ROOT, Run
from hypothesis import example, given
from hypothesis import strategies as st

from asynclint.names import Names
from asynclint.parsing import lowered, newer, parse, tree_of
from asynclint.source import BadSource, Source

OLDEST = (3, 9)

# What is written, and the same program without what is new in it.
PROGRAMS = {
    "a function": ("def f[T](x: T) -> T: pass", "def f(x: T) -> T: pass"),
    "a coroutine": ("async def f[T: int, *Ts, **P](): pass", "async def f(): pass"),
    "a bound of many": ('def f[T: ("a[", int)](x): pass', "def f(x): pass"),
    "a class": ("class A[T]: x = 1", "class A: x = 1"),
    "a class with bases": ("class A[T](B, m=C): pass", "class A(B, m=C): pass"),
    "decorated": ("@d\nclass A[T]:\n  @e\n  def f[U](self): pass", "@d\nclass A:\n  @e\n"
                  "  def f(self): pass"),
    "over lines": ("class A[\n    T,  # one ) of\n\n    U,\n](B): pass", "class A(B): pass"),
    "over lines, no bases": ("class A[\n    T,\n\n]: pass", "class A: pass"),
    "a line joined": ("def f \\\n  [T] \\\n  (x): pass", "def f(x): pass"),
    "a default": ("class A[T: X[int] = Y[int], U=V](B): pass", "class A(B): pass"),
    "a default of a function": ("def f[T = int, *Ts = *tuple[int]](x): pass", "def f(x): pass"),
    "beside wide letters": ("é = '😀'; x = 1\ndef ñ[T](y): é", "é = '😀'; x = 1\ndef ñ(y): é"),
    "except without brackets": (
        "try: x\nexcept A, b.C: y\nexcept D, E, F: z",
        "try: x\nexcept (A, b.C): y\nexcept (D, E, F): z",
    ),
    "subscripts in subscripts": ("x[*tuple[*Ts]]", "x[(*tuple[(*Ts,)],)]"),
    "subscripts of many": ("x: tuple[*Ts] = a[b, *c]", "x: tuple[(*Ts,)] = a[(b, *c)]"),
}  # fmt: skip

# What no older Python can say at all: only the names in it are compared.
ALIASES = {
    "an alias": "type X = list[int]",
    "an alias with parameters": "type Mapping[K, V: int] = dict[K, V]",
    "an alias with a default": "type X[T = int] = list[T]",
    "an alias over lines": "type X[\n    K,\n    V,\n] = (\n    dict[K, V]\n)",
    "an alias in a block": "class A:\n    if x: type X = int; y = X",
    "no alias": "type = 3\ntype [3] = type(type)\nprint(type)",
}


@pytest.mark.parametrize(("text", "old"), PROGRAMS.values(), ids=PROGRAMS.keys())
def test_the_tree_is_that_of_the_program_without_the_syntax(text: str, old: str) -> None:
    assert bare(low(text)) == shape(tree_of(old))


@pytest.mark.parametrize("text", [text for text, _ in PROGRAMS.values()] + [*ALIASES.values()])
def test_names_stay_in_their_places(text: str) -> None:
    source = Source("a.py", text.encode(), tree=low(text))

    names = [node for node in ast.walk(source.tree) if isinstance(node, ast.Name)]

    assert [source.segment(source.span(node)) for node in names] == [node.id for node in names]


@pytest.mark.parametrize("text", [text for text, _ in PROGRAMS.values()] + [*ALIASES.values()])
def test_a_python_that_reads_it_makes_the_same_tree(text: str) -> None:
    try:
        real = tree_of(text)
    except SyntaxError:  # this one is too old; an older spelling is compared above
        real = parse(text).tree

    assert shape(low(text), places=True) == shape(real, places=True)


def test_an_alias_is_bound_and_its_value_kept() -> None:
    tree = low("type X[T] = list[T]")
    alias = tree.body[0]

    assert type(alias).__name__.endswith("TypeAlias")
    assert shape(alias) == "TypeAlias<T>(Name('X')Subscript(Name('list')Name('T')))"
    assert [*module_names(tree)] == ["X"]


def test_groups_are_caught_as_groups() -> None:
    tree = low("try: x\nexcept* A: y\nexcept* (B, C) as e: z\nelse: a\nfinally: b")

    assert shape(tree).startswith("Module(TryStar(")
    assert shape(tree).replace("TryStar", "Try") == shape(
        tree_of("try: x\nexcept A: y\nexcept (B, C) as e: z\nelse: a\nfinally: b")
    )


def test_type_parameters_hide_what_has_their_name_elsewhere() -> None:
    tree = low("from asyncio import Task as T\ndef f[T](x):\n    T\nT")
    names = Names(tree, "app", "")
    inner, outer = sorted(
        (node for node in ast.walk(tree) if isinstance(node, ast.Name)), key=lambda n: n.lineno
    )

    assert names.resolve(inner) == frozenset()
    assert names.resolve(outer) == {"asyncio.Task"}


FSTRINGS = {
    "the same quotes": 'f"{a["b"]}"',
    "quotes in quotes": "f'{a[f'{b['c']}']}'",
    "a backslash": r"""f"{"\n".join(a)}{b}" """,
    "lines": 'f"{\n    a\n    + b[0]  # why\n}"',
    "in a row": """(f'{a['b']}' "é"\n  f'{c!r:>{d}}')""",
    "a format with quotes": 'f"{a:{b["c"]}}"',
    "a debug string": 'f"{a["b"] = }"',
    "three quotes": '''f"""é{a["""b"""]}\n{\nc}"""''',
    "first of many": """f'{a['b']}', c""",
}


@pytest.mark.parametrize("text", FSTRINGS.values(), ids=FSTRINGS.keys())
def test_expressions_in_fstrings_have_their_places(text: str) -> None:
    text = f"x = call({text}, y)"
    source = Source("a.py", text.encode())

    names = [node for node in ast.walk(source.tree) if isinstance(node, ast.Name)]

    assert {node.id for node in names} >= {"x", "call", "a", "y"}
    assert any(isinstance(node, ast.JoinedStr) for node in ast.walk(source.tree))
    assert [source.segment(source.span(node)) for node in names] == [node.id for node in names]


def test_an_fstring_keeps_its_parts() -> None:
    tree = parse("""f'a{b['c']!r:>{w}}d'""").tree
    expected = tree_of('''f"a{b['c']!r:>{w}}d"''')

    assert shape(tree) == shape(expected)


@given(st.lists(st.sampled_from([*PROGRAMS.values()]), min_size=1, max_size=4), st.data())
def test_programs_together_are_read_as_one_by_one(
    parts: list[tuple[str, str]], data: st.DataObject
) -> None:
    end = data.draw(st.sampled_from(["\n", "\r\n"]))
    depth = data.draw(st.integers(0, 2))
    texts = ["\n".join(part[index] for part in parts) for index in (0, 1)]
    for _ in range(depth):
        texts = ["if é:\n" + "\n".join(f"  {line}" for line in t.split("\n")) for t in texts]

    text, old = (each.replace("\n", end) + end for each in texts)

    assert bare(low(text)) == shape(tree_of(old))


ALL = [*(text for text, _ in PROGRAMS.values()), *ALIASES.values(), *FSTRINGS.values()]
TYPED = st.sampled_from([*"[](){}:,*=\n\t \\'\"fT\0é#@.", "type ", "def f", "class A", "if x:\n "])


@given(st.sampled_from(ALL), st.sampled_from(ALL), st.data())
@example("type X[] = list[T]", "", None)
@example("type X = int = 3", 'f"{}"', None)
@example("type X[T = list[T]", "f'{x", None)
def test_half_typed_text_is_a_bad_file_at_most(
    first: str, second: str, data: st.DataObject | None
) -> None:
    text = f"{first}\n{second}"
    for _ in range(data.draw(st.integers(1, 4)) if data else 0):
        assert data is not None
        start = data.draw(st.integers(0, len(text)))
        left_out = data.draw(st.integers(0, 3))
        text = text[:start] + data.draw(TYPED) + text[start + left_out :]

    found = newer.found(text, lambda part: parse(part).tree, OLDEST)
    plain = newer.lowered(text, found)
    with contextlib.suppress(BadSource):
        Source("a.py", text.encode()).tree  # noqa: B018

    assert (len(plain), plain.count("\n")) == (len(text), text.count("\n"))


BROKEN = {
    "an error elsewhere": ("def f[T](x): pass\nx = = 1", "invalid syntax", 2),
    "an error before": ("x = = 1\ndef f[T](x): pass", "invalid syntax", 1),
    "Python 2": ("try: x\nexcept A, e: y", "multiple exception types must be parenthesized", 2),
    "neither old nor new": ("class A[T(]: pass", "", 1),
    "an alias of two values": ("type X = int = 3", "invalid syntax", 1),
    "an expression left out": ('x = f"{a["b"]}{}"', "", 1),
}


@pytest.mark.parametrize(("text", "reason", "line"), BROKEN.values(), ids=BROKEN.keys())
def test_what_is_wrong_is_told_where_it_is(text: str, reason: str, line: int) -> None:
    with pytest.raises(BadSource) as caught:
        Source("a.py", text.encode()).tree  # noqa: B018

    assert reason in caught.value.reason
    assert "needs Python" not in caught.value.reason
    assert caught.value.position.line == line


@pytest.mark.parametrize("text", ["x = 1\ny = t'{x}'", "x = (\n  'a' T'{y}')\n"])
def test_the_python_needed_is_named(text: str) -> None:
    with pytest.raises(BadSource, match=r"\(needs Python 3\.14\)") as caught:
        Source("a.py", text.encode()).tree  # noqa: B018

    assert caught.value.position.line == 2


def test_findings_are_where_they_are_on_a_newer_python(
    project: Callable[[Mapping[str, str]], Path], run: Run
) -> None:
    store = "type Row[T] = dict[str, T]\nasync def save[T](\n    row: Row[T],\n): ...\n"
    app = """\
        from store import save

        class App[T = int](Base):
            async def run[U](self, u: U): save(f"{u["é"]}"); save(u)
        """
    root = project({"store.py": store, "app.py": dedent(app)})

    done = run("check", "--output-format", "concise", "--select", "ASL101", cwd=root)

    places = [line.split(" ")[0] for line in done.stdout.splitlines()[:2]]
    assert places == ["app.py:4:35:", "app.py:4:54:"]


def test_files_for_a_newer_python_can_be_mended(
    project: Callable[[Mapping[str, str]], Path], run: Run
) -> None:
    text = "type X = int\nasync def f[T](): ...\nasync def g():\n    f()\n    return X\n"
    root = project({"app.py": text})

    run("check", "--select", "ASL101", "--fix", "--unsafe-fixes", cwd=root)

    assert (root / "app.py").read_text() == text.replace("    f()", "    await f()")


def test_ast_grep_is_asked_only_where_the_text_shows_signs() -> None:
    program = (
        "import sys\nfrom asynclint.parsing import parse\n"
        "for text in ('x = 1', 'x = = 1', 'def f(: pass', 'print x'):\n"
        "    try: parse(text)\n"
        "    except SyntaxError: pass\n"
        "print('ast_grep_py' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT / "src")},
    )

    assert done.stdout == "False\n"


def low(text: str) -> ast.Module:
    """The tree made as if the oldest Python ran."""
    found = newer.found(text, lambda part: parse(part).tree, OLDEST)
    return lowered(text, found).tree


def module_names(tree: ast.Module) -> Mapping[str, object]:
    names = Names(tree, "app", "")
    return names.bindings(names.survey.module).names


def bare(tree: ast.Module) -> str:
    """A tree in one line, without its type parameters."""
    return re.sub("<.*?>", "", shape(tree))


def shape(node: object, *, places: bool = False) -> str:
    """A tree in one line: classes, type parameters, names and, if wanted, places."""
    if isinstance(node, list):
        return "".join(shape(each, places=places) for each in node)
    if not isinstance(node, ast.AST):
        return repr(node) if node.__class__ is str else ""
    parameters = ",".join(each.name for each in getattr(node, "type_params", ()))
    place = [getattr(node, name, None) for name in node._attributes] if places else ""
    left_out = ("ctx", "kind", "type_comment", "type_params")
    parts = [shape(v, places=places) for k, v in ast.iter_fields(node) if k not in left_out]
    head = f"{type(node).__name__.lstrip('_')}{place}" + (f"<{parameters}>" if parameters else "")
    return f"{head}({''.join(parts)})"
