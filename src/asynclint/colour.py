"""Whether calling something gives a bare coroutine, which must be awaited.

A decorator may change that. Known ones are data (`knowledge/decorators.toml`); one the project
defines is read: it keeps the colour when it plainly returns its function, and makes the call a
coroutine when it plainly returns an `async def`. Any other makes the answer UNKNOWN, and so does
an async wrapper of a plain `def`: YES is only ever said of what some `async def` is called,
which is what lets a run over many files pass over calls of all other names.
"""

from __future__ import annotations

from asynclint import knowledge
from asynclint.facts import FunctionFacts
from asynclint.model import Answer
from asynclint.project import Definition, Project


def gives_coroutine(definition: Definition, project: Project) -> Answer:
    """Whether a call of what a name leads to gives a coroutine."""
    function = definition.function
    if function is None:
        outside = not definition.path
        return knowledge.is_coroutine_function(definition.name) if outside else Answer.UNKNOWN
    return function_gives_coroutine(function, definition.origin, project)


def function_gives_coroutine(function: FunctionFacts, origin: str, project: Project) -> Answer:
    """The same for a function whose facts are known; `origin` is its file's import root."""
    is_coroutine = function.is_async and not function.is_generator
    for decorator in reversed(function.decorators):
        match _effect(decorator, origin, project):
            case "same":
                pass
            case "async" if function.is_async:
                is_coroutine = True
            case _:
                return Answer.UNKNOWN
    return Answer.YES if is_coroutine else Answer.NO


def _effect(decorator: str, origin: str, project: Project) -> str:
    if decorator in knowledge.table("decorators")["keep"]:
        return "same"
    name = decorator.removesuffix("()")
    found = project.lookup(name, origin) if name else None
    if found is None or found.function is None:
        return ""
    if found.function.decorators or found.function.is_async:
        return ""
    kind = found.function.returned
    if decorator.endswith("()"):
        return {"factory parameter": "same", "factory async": "async"}.get(kind, "")
    return {"parameter": "same", "async": "async"}.get(kind, "")
