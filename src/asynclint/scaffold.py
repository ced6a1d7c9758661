"""The first draft of a rule and its page: it works, and says what its author must fill in."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterable, Iterator

from asynclint.model import UserError
from asynclint.nearest import suggestion
from asynclint.rule import Rule
from asynclint.session import all_rules

# The hundred of the codes of each family.
FAMILIES = {
    "source": 0,
    "coroutines": 1,
    "tasks": 2,
    "timeouts": 3,
    "blocking": 4,
    "state": 5,
    "libraries": 6,
    "testing": 7,
    "configuration": 8,
    "strict": 9,
}


def scaffold(
    name: str,
    kind: str,
    family: str,
    directory: str,
    rules: Iterable[Rule] | None = None,
) -> list[str]:
    """Write the files of a new rule and give their paths.

    `kind` is "pattern" for a rule in YAML with its page beside it in `directory`, or "python"
    for one of asynclint's own in the checkout at `directory`, which is added to its `family`.
    Raises `UserError` for a name that is no name or is taken, and before any file is written.
    """
    known = list(all_rules() if rules is None else rules)
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", name):
        raise UserError(f"a rule is called in words joined by `-`, not {name!r}")
    if any(rule.name == name for rule in known):
        raise UserError(f"there is a rule called {name!r} already")
    if kind == "pattern" and family:
        raise UserError("a rule in YAML has no family")
    draft = _pattern if kind == "pattern" else _python
    files = dict(draft(name, family, directory, known))
    for path in files:
        if os.path.exists(path) and not path.endswith("__init__.py"):
            raise UserError(f"{path}: exists already")
    for path, text in files.items():
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    return list(files)


def _pattern(
    name: str, family: str, directory: str, known: Iterable[Rule]
) -> Iterator[tuple[str, str]]:
    taken = [*_codes(directory, (".yml", ".yaml")), *(rule.code for rule in known)]
    letters = taken[0][:-3] if not taken[0].startswith("ASL") else "OWN"
    code = _free_code(letters, 0, taken)
    path = os.path.normpath(os.path.join(directory, name))
    yield f"{path}.yml", _YAML.format(name=name, code=code)
    yield f"{path}.md", _PAGE.format(name=name)


def _python(
    name: str, family: str, directory: str, known: Iterable[Rule]
) -> Iterator[tuple[str, str]]:
    directory = os.path.normpath(directory)
    checks = os.path.join(directory, "src", "asynclint", "checks")
    if not os.path.isdir(checks):
        raise UserError(
            f"{directory!r} is no checkout of asynclint: it has no src/asynclint/checks"
        )
    listing = os.path.join(checks, family, "__init__.py")
    if not family or family not in FAMILIES or not os.path.exists(listing):
        there = [each for each in FAMILIES if os.path.isdir(os.path.join(checks, each))]
        near = suggestion(family, there) or f"; there are {', '.join(there)}"
        raise UserError(f"no family of rules is called {family!r}{near}")
    module = name.replace("-", "_")
    taken = [*_codes(checks, (".py",)), *_codes(os.path.join(directory, "rules"), (".yml",))]
    code = _free_code("ASL", FAMILIES[family], taken)
    yield os.path.join(checks, family, f"{module}.py"), _RULE.format(name=name, code=code)
    page = os.path.join(directory, "docs", "rules", family, f"{name}.md")
    yield page, _PAGE.format(name=name)
    with open(listing, encoding="utf-8") as stream:
        yield listing, _listed(listing, stream.read(), name)


def _codes(directory: str, endings: tuple[str, ...]) -> Iterator[str]:
    """The codes of the rules in the files of a folder and the folders in it."""
    for folder in (directory, *(entry.path for entry in _entries(directory) if entry.is_dir())):
        for entry in _entries(folder):
            if entry.name.endswith(endings) and entry.is_file():
                with open(entry.path, encoding="utf-8", errors="replace") as stream:
                    yield from re.findall(r"\bcode(?:=\"|: *\"?)([A-Z]{1,3}\d{3})", stream.read())


def _entries(directory: str) -> list[os.DirEntry[str]]:
    return sorted(os.scandir(directory), key=lambda e: e.name) if os.path.isdir(directory) else []


def _free_code(letters: str, hundred: int, taken: Iterable[str]) -> str:
    """The code after the highest of its hundred."""
    start = f"{letters}{hundred}"
    numbers = [int(code[len(letters) :]) for code in taken if code.startswith(start)]
    number = max(numbers, default=hundred * 100) + 1
    if number > hundred * 100 + 99:
        raise UserError(f"no code is left after {start}99")
    return f"{letters}{number:03}"


def _listed(path: str, text: str, name: str) -> str:
    """The family's list with one more rule at its end, where the highest code belongs."""
    body = ast.parse(text).body
    match body:
        case [
            ast.Expr(value=ast.Constant(value=str(doc))),
            ast.Assign(targets=[ast.Name("RULES")], value=ast.Tuple(elts=elements)),
        ]:
            rules = [*(ast.get_source_segment(text, each) or "" for each in elements), f'"{name}"']
        case _:
            raise UserError(f"{path}: not the plain list it should be, add {name!r} by hand")
    return f'"""{doc}"""\n\n{_wrapped("RULES = ", rules)}\n'


def _wrapped(start: str, items: list[str]) -> str:
    comma = "," if len(items) == 1 else ""
    line = f"{start}({', '.join(items)}{comma})"
    if len(line) <= 100:
        return line
    return "\n".join([f"{start}(", *(f"    {item}," for item in items), ")"])


_RULE = '''"""Fill in: a sentence that says what the rule finds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.rule import Context, Rule


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if ctx.name(call.func) == "package.function":
        yield ctx.finding(call, "what is wrong, why it matters, and what to do")


RULE = Rule(
    code="{code}",
    name="{name}",
    summary="Fill in: what is wrong, without a full stop",
    group=Group.NURSERY,
    visits=(ast.Call,),
    check=check,
    mentions=(("function",),),
)
'''

_YAML = """\
id: {name}
language: python
severity: warning
message: "what is wrong, why it matters, and what to do"
rule:
  pattern: package.function($$$)
metadata:
  asynclint:
    code: {code}
    group: nursery
    summary: "Fill in: what is wrong, without a full stop"
"""

_PAGE = """\
# {name}

Fill in: three sentences that say what it is, why it hurts, and what to do.

## Fill in: a sentence about what the rule finds

```py
import package

package.function()  # error: [{name}] "what is wrong"
```

## When it is silent

Fill in: what looks like the mistake and is none.

```py
import package

package.other()
```

## Known limits

Fill in: true bugs that it does not report.

```py
import package

getattr(package, "function")()  # missed: [{name}]
```

## When not to use it

Fill in: who should turn it off.

## How often it is right

Fill in: N findings read on the packages of REAL CODE, M true; what the false ones were.
"""
