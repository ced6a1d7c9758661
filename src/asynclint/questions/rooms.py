"""Places that are annotated, and leave no room for a coroutine.

Arguments of functions and methods whose parameters are annotated, of dataclasses and pydantic
models, annotated names, and attributes that a class annotates.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.facts import FunctionFacts
from asynclint.project import Definition
from asynclint.questions.annotations import forbids_coroutine, says_no_coroutine
from asynclint.rule import Context

_MODELS = frozenset({"pydantic.BaseModel", "pydantic.main.BaseModel", "typing.NamedTuple"})
_DATACLASSES = frozenset({"dataclasses.dataclass", "dataclasses.dataclass()"})


def has_no_room(expression: ast.expr, ctx: Context) -> bool:
    """Whether the place of an expression is annotated with what no coroutine can be."""
    holder = ctx.parent(expression)
    match holder:
        case ast.AnnAssign(annotation=annotation, value=value) if value is expression:
            return forbids_coroutine(annotation, ctx)
        case ast.Assign(targets=[target], value=value) if value is expression:
            said = list(_declarations(target, ctx))
            return bool(said) and all(forbids_coroutine(each, ctx) for each in said)
        case ast.Call(args=arguments) if expression in arguments:
            return _takes_none(holder, expression, "", ctx)
        case ast.keyword(arg=str(name)):
            call = ctx.parent(holder)
            return isinstance(call, ast.Call) and _takes_none(call, expression, name, ctx)
    return False


def _takes_none(call: ast.Call, argument: ast.expr, keyword: str, ctx: Context) -> bool:
    """Whether the parameter, or field, that an argument goes to leaves no room for one."""
    found = ctx.definition(call.func)
    if found is None:
        return False
    if found.owner:
        init = ctx.project.method(found, "__init__")
        if init and init.function and init.name.rpartition(".")[0] not in _MODELS:
            said = _parameter(init.function, call, argument, keyword)
            return says_no_coroutine(said, ctx)
        return bool(keyword) and _field_takes_none(found, keyword, ctx)
    kept = frozenset(knowledge.table("decorators")["keep"])
    if found.function is None or not kept.issuperset(found.function.decorators):
        return False
    return says_no_coroutine(ctx.declared(call, argument), ctx)


def _parameter(
    init: FunctionFacts, call: ast.Call, argument: ast.expr, keyword: str
) -> str:
    """The annotation of the parameter of `__init__` that an argument of a constructor goes to."""
    if init.decorators:
        return ""
    if keyword:
        said = [p.type_text for p in init.parameters if p.name == keyword and p.taken != "position"]
    elif any(isinstance(each, ast.Starred) for each in call.args):
        said = []
    else:
        ordered = [p.type_text for p in init.parameters[1:] if p.taken in ("position", "both")]
        said = ordered[call.args.index(argument) :]
    return said[0] if said else ""


def _field_takes_none(found: Definition, name: str, ctx: Context) -> bool:
    """The same for a field of a dataclass or model."""
    assert found.owner is not None
    is_dataclass = any(each in _DATACLASSES for each in found.owner.decorators)
    lineage = ctx.project.ancestry(found)
    if not is_dataclass and not any(cls and cls.name in _MODELS for cls in lineage):
        return False
    own = (cls.owner.attributes for cls in lineage if cls and cls.owner)
    term = next((fields[name] for fields in own if name in fields), None)
    return term is not None and term[0] == "is" and says_no_coroutine(str(term[1]), ctx)


def _declarations(target: ast.expr, ctx: Context) -> Iterator[ast.expr]:
    """The annotations of a name, or of an attribute of `self`."""
    match target:
        case ast.Name():
            found = ctx.scopes.binding(target)
            for binding in found[1] if found else ():
                if isinstance(binding.node, (ast.AnnAssign, ast.arg)) and binding.node.annotation:
                    yield binding.node.annotation
        case ast.Attribute(value=ast.Name() as me, attr=name):
            cls = ctx.scopes.own_class(me)
            for field in _fields(cls, name) if cls else ():
                yield field.annotation


def _fields(cls: ast.ClassDef, name: str) -> Iterator[ast.AnnAssign]:
    """Where the body of a class, or a method of it, annotates an attribute."""
    for node in ast.walk(cls):
        match node:
            case ast.AnnAssign(target=ast.Name(id=own)) if own == name and node in cls.body:
                yield node
            case ast.AnnAssign(target=ast.Attribute(value=ast.Name(), attr=own)) if own == name:
                yield node
