"""The last names by which the coroutine functions and async generators of known packages can be
called.

Made of what `asynclint.knowledge` says of the packages, and read back by
`asynclint.knowledge.last_names`, so that nobody has to load the packages for it.
"""

from __future__ import annotations

from asynclint import knowledge
from asynclint.knowledge import Package
from asynclint.model import Answer
from surface.annotations import words


def last_names(known: Package) -> set[str]:
    """What stands after the last dot in any spelling of a coroutine function or async generator
    of a package."""
    asks = (knowledge.is_coroutine_function, knowledge.is_async_generator)
    renamed = {alias for alias in known.aliases if any(ask(alias) is Answer.YES for ask in asks)}
    every = known.coroutines | known.async_generators | renamed
    return {full.rpartition(".")[2] for full in every}


def reached(known: Package) -> set[str]:
    """The other known packages whose classes and functions a package hands on, in any number
    of steps: a file may call `fastapi.Request.json` and never import Starlette."""
    found = {known.name}
    todo = [known]
    while todo:
        one = todo.pop()
        named = [*one.aliases.values(), *(base for bases in one.classes.values() for base in bases)]
        texts = {*one.results.values(), *one.attributes.values()}
        named += (word for text in texts for word in words(text))
        tops = {full.partition(".")[0] for full in named}
        new = {top: package for top in tops - found if (package := knowledge.package(top))}
        found.update(new)
        todo.extend(new.values())
    return found - {known.name}
