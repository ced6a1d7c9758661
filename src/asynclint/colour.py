"""What calling something gives: a coroutine, which must be awaited, or something else.

A decorator may change that. Known ones are data (`knowledge/decorators.toml`); one the project
defines is read: it keeps the colour when it plainly returns its function, and makes the call a
coroutine when it plainly returns an `async def`. Any other makes the answer UNKNOWN, and so does
an async wrapper of a plain `def`: COROUTINE is only ever said of what some `async def` is called,
which is what lets a run over many files pass over calls of all other names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from asynclint import knowledge
from asynclint.facts import FunctionFacts
from asynclint.model import Gives
from asynclint.project import Definition, Project

# What a decorator plainly gives back (`wrapping.gives_back`) -> what it does to a function.
_MADE_BY = {"parameter": "same", "async": "async"}
_MADE_BY_CALL = {"factory parameter": "same", "factory async": "async"}
_IDENTITY = re.compile(r"(?:typing|collections\.abc)\.Callable\[\[([\w.]+)\], \1\]")

_MANAGERS = {
    "contextlib.asynccontextmanager": Gives.ASYNC_MANAGER,
    "contextlib.contextmanager": Gives.MANAGER,
}


def gives(definition: Definition, project: Project) -> Gives:
    """What a call of what a name leads to gives. PLAIN is said of plain functions whatever
    they return: their result may be awaitable all the same."""
    made = Gives.UNKNOWN
    if definition.function:
        made = function_gives(definition.function, definition.origin, project)
    is_foreign = not definition.path or project.is_installed(definition)
    return outside_gives(definition.name) if made is Gives.UNKNOWN and is_foreign else made


def outside_gives(full_name: str) -> Gives:
    """What bundled knowledge says that a call of a full name gives."""
    name = knowledge.canonical(full_name)
    known = knowledge.package(name.partition(".")[0])
    if known is None:
        return Gives.UNKNOWN
    for names, made in (
        (known.coroutines, Gives.COROUTINE),
        (known.async_generators, Gives.ASYNC_GENERATOR),
        (known.async_managers, Gives.ASYNC_MANAGER),
        (known.functions, Gives.PLAIN),
    ):
        if name in names:
            return made
    return Gives.UNKNOWN


def function_gives(function: FunctionFacts, origin: str, project: Project) -> Gives:
    """The same for a function whose facts are known; `origin` is its file's import root."""
    made = _bare(function)
    for decorator in reversed(function.decorators):
        if decorator in _MANAGERS:
            wanted = Gives.ASYNC_GENERATOR if function.is_async else Gives.GENERATOR
            fits = function.is_async is (_MANAGERS[decorator] is Gives.ASYNC_MANAGER)
            made = _MANAGERS[decorator] if fits and made is wanted else Gives.UNKNOWN
            continue
        match _effect(decorator, origin, project):
            case "same":
                pass
            case "declared" if made in (Gives.COROUTINE, Gives.COROUTINE_IN_ASYNC):
                made = Gives.COROUTINE_IN_ASYNC
            case "async" if function.is_async:
                made = Gives.COROUTINE
            case _:
                return Gives.UNKNOWN
    return made


def keeps_all(decorators: Iterable[str], origin: str, project: Project) -> bool:
    """Whether decorators give back the very class or function they are put on, or say so."""
    kept = ("same", "declared")
    return all(_effect(decorator, origin, project) in kept for decorator in decorators)


def _bare(function: FunctionFacts) -> Gives:
    if function.is_generator:
        return Gives.ASYNC_GENERATOR if function.is_async else Gives.GENERATOR
    return Gives.COROUTINE if function.is_async else Gives.PLAIN


def _effect(decorator: str, origin: str, project: Project) -> str:
    if decorator in knowledge.table("decorators")["keep"]:
        return "same"
    name = decorator.removesuffix("()")
    found = project.lookup(name, origin) if name else None
    if found is None or found.function is None:
        return ""
    called = decorator.endswith("()")
    kind = "" if _is_odd(found.function) else found.function.returned
    kinds = _MADE_BY_CALL if called else _MADE_BY
    return kinds.get(kind, "declared" if _declares_same(found, project, called) else "")


def _is_odd(function: FunctionFacts) -> bool:
    return bool(function.decorators) or function.is_async


def _declares_same(decorator: Definition, project: Project, called: bool) -> bool:
    """Whether a decorator is annotated to give back what it gets: `(T) -> T`."""
    function = decorator.function
    if function is None or function.is_async:
        return False
    text = function.returns
    if called:
        match = _IDENTITY.fullmatch(text)
        variable = match[1] if match else ""
    else:
        variable = text if function.parameters and function.parameters[0].type_text == text else ""
    found = project.lookup(variable, decorator.origin) if variable else None
    return found is not None and found.value is not None
