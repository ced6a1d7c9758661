"""Which objects are services: shared by the whole process, changed by use, replaced by tests.

A service is told by the name of its class, as people choose it; settings may say otherwise.
Its state is told by its methods: one that changes `self` after the object was made.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from fnmatch import fnmatchcase

from asynclint import knowledge
from asynclint.annotations import only_class, type_text
from asynclint.facts import ClassFacts
from asynclint.model import Options
from asynclint.project import Definition
from asynclint.questions import import_time
from asynclint.rule import Context
from asynclint.syntax import Function, parameters, within
from asynclint.terms import UNKNOWN, Term

# Run once, while the object is being made or described.
_MAKING = frozenset({"__init__", "__init_subclass__", "__new__", "__post_init__", "__set_name__"})

# How the names of methods begin that are called while an application starts or ends.
_STARTING = ("configure", "prepare", "register", "set_", "setup", "with_")
_PARTS_OF_STARTING = ("_configure", "_init", "_load", "_register", "_set_", "_setup")
_ENDING = ("close", "shutdown", "unregister")
_NO_USE = (*_STARTING, *_PARTS_OF_STARTING, *_ENDING)

# Say that an object was started, and nothing about its use.
_FLAGS = frozenset({"_initialized", "initialized"})


def is_application_code(ctx: Context) -> bool:
    """Whether a file is part of an application, and not its entry, a test or a program."""
    path, _ = os.path.splitext(ctx.project.shown(ctx.source.path))
    stem = path.lower().rpartition(os.sep)[2]
    entries = knowledge.table("singletons")["entries"]
    return not ctx.is_test and stem not in entries and not import_time.is_program(ctx)


def may_name_service(ctx: Context) -> bool:
    """Whether the text of a file could name a service: of three files, two could not."""
    if ctx.options.singleton_name_pattern is not None:
        return True
    return any(word in ctx.source.text for word in knowledge.table("singletons")["services"])


def is_named_as_service(name: str, options: Options) -> bool:
    """Whether a class of that name, short or full, is a service as far as the name tells."""
    last = name.rpartition(".")[2]
    if not last.lstrip("_")[:1].isupper() or _ends(last, "values"):
        return False
    if any(word in last for word in knowledge.table("singletons")["telemetry"]):
        return False
    if options.singleton_name_pattern is not None:
        return fnmatchcase(last, options.singleton_name_pattern)
    return _ends(last, "services")


def is_allowed(options: Options, *names: str) -> bool:
    """Whether the settings permit a singleton of one of these names, short or full."""
    spelled = {spelling for name in names for spelling in (name, name.rpartition(".")[2])}
    return not spelled.isdisjoint(options.singleton_allow)


def service_made(value: ast.expr, ctx: Context) -> str:
    """Name of the service class an expression makes an instance of; "" when it is none."""
    call = value.value if isinstance(value, ast.Await) else value
    if not isinstance(call, ast.Call):
        return ""
    name = constructed(call, ctx)
    if not is_named_as_service(name, ctx.options):
        return ""
    return name if _is_service(name, ctx.definition(call.func), ctx) else ""


def constructed(call: ast.Call, ctx: Context) -> str:
    """The name of what is called, from this file alone: full where it is certain."""
    full = ctx.scopes.resolve(call.func)
    if len(full) == 1:
        return next(iter(full))
    return getattr(call.func, "attr", getattr(call.func, "id", "")) if not full else ""


def has_state(found: Definition, ctx: Context) -> bool:
    """Whether a class of the project certainly changes its instances after they were made.

    What is called at start-up does not count, nor does a class that can be reset.
    """
    if ctx.project.is_installed(found) or _is_value(found, ctx):
        return False
    classes = [*ctx.project.ancestry(found)]
    owners = [cls.owner for cls in classes if cls and cls.owner]
    if None in classes:
        return False
    resettable = any(_resets(method) for owner in owners for method in owner.mutations)
    if resettable and not ctx.options.singleton_include_resettable:
        return False
    if ctx.options.singleton_include_stateless:
        return True
    return any(
        _is_use(method) and _outlives_use(attribute, owner)
        for owner in owners
        for method, changed in owner.mutations.items()
        for attribute in changed
    )


def lazy_makers(name: str, function: Function, ctx: Context) -> Iterator[tuple[ast.expr, str]]:
    """What a function gives a global name, with the service class it is an instance of."""
    for value in _given(name, function):
        made = service_made(value, ctx)
        if made:
            yield value, made


def cached_service(function: Function, ctx: Context) -> str:
    """Name of the service class a cached getter keeps an instance of; "" when it is none."""
    if not import_time.is_cached_getter(function, ctx.scopes):
        return ""
    values = [*import_time.kept(function)]
    if any(_makes_instance(value, ctx) for value in values):
        return next(filter(None, (service_made(value, ctx) for value in values)), "")
    if function.returns is None:
        return ""
    name = only_class(type_text(function.returns, ctx.scopes))
    return name if _is_service(name, ctx.project.lookup(name, ctx.origin), ctx) else ""


def is_replaced(name: str, ctx: Context) -> bool:
    """Whether a function of the file sets a global back to None or to what it is handed."""
    if ctx.options.singleton_include_resettable:
        return False
    for binding in ctx.scopes.bindings(ctx.scopes.survey.module).names.get(name, ()):
        if not isinstance(binding.node, ast.Global):
            continue
        function = ctx.function(binding.node)
        if function is None or isinstance(function, ast.Lambda):
            continue
        handed = {argument.arg for argument in parameters(function.args)}
        for value in _given(name, function):
            if isinstance(value, ast.Constant) or getattr(value, "id", "") in handed:
                return True
    return False


def _makes_instance(value: ast.expr, ctx: Context) -> bool:
    name = constructed(value, ctx) if isinstance(value, ast.Call) else ""
    return name.rpartition(".")[2].lstrip("_")[:1].isupper()


def _is_service(name: str, found: Definition | None, ctx: Context) -> bool:
    """Whether a class is a service by its name and, where the project defines it, by state."""
    if not is_named_as_service(name, ctx.options) or _ends(name, "late"):
        return False
    is_ours = found is not None and found.owner and not ctx.project.is_installed(found)
    if found and (found.function or (is_ours and not has_state(found, ctx))):
        return False
    return not is_allowed(ctx.options, name)


def _given(name: str, function: Function) -> list[ast.expr]:
    """What a function assigns to a name, in the order of the text."""
    return sorted(_assigned(name, function), key=lambda value: (value.lineno, value.col_offset))


def _assigned(name: str, function: Function) -> Iterator[ast.expr]:
    for node in within(function):
        match node:
            case ast.Assign(targets=targets, value=value):
                if any(isinstance(t, ast.Name) and t.id == name for t in targets):
                    yield value
            case ast.AnnAssign(target=ast.Name(id=target), value=ast.expr() as value):
                if target == name:
                    yield value


def _is_value(found: Definition, ctx: Context) -> bool:
    """Whether a class is, or derives from, one that holds or declares values."""
    return any(cls is not None and _ends(cls.name, "values") for cls in ctx.project.ancestry(found))


def _is_use(method: str) -> bool:
    return method not in _MAKING and not method.startswith(_NO_USE)


def _outlives_use(attribute: str, owner: ClassFacts) -> bool:
    """Whether what an attribute holds stays; a weak mapping forgets what nobody uses."""
    return attribute not in _FLAGS and not _is_weak(owner.assigned.get(attribute, UNKNOWN))


def _is_weak(term: Term) -> bool:
    match term:
        case ("call", ("name", str(name))) | ("is", str(name)):
            return name.startswith("weakref.")
    return False


def _resets(method: str) -> bool:
    return method in ("clear", "clear_all", "reset") or method.startswith("reset_")


def _ends(name: str, kind: str) -> bool:
    return name.endswith(tuple(knowledge.table("singletons")[kind]))
