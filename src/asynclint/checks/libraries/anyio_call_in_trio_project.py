"""A name of AnyIO that Trio has itself, in a project that runs on Trio alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.importing import spelled
from asynclint.model import Edit, Finding, Fix, Group, Options
from asynclint.rule import Context, Rule

_CANCELLED = "anyio.get_cancelled_exc_class"
_STREAM = "anyio.create_memory_object_stream"
_BOTH = ("sniffio", "current_async_library", "get_async_backend", "get_available_backends")


def check(node: ast.Attribute | ast.Name, ctx: Context) -> Iterator[Finding]:
    full = ctx.scopes.resolve(node) if isinstance(node.ctx, ast.Load) else frozenset()
    name = min(full) if len(full) == 1 else ""
    twin = _twin(name)
    if not twin:
        return
    shown = f"this project is meant for Trio, which has `trio.{twin}` in the place of `{name}`"
    differs = knowledge.table("anyio_to_trio")["differs"].get(name)
    message = f"{shown}; {differs}" if differs else shown
    yield ctx.finding(node, message, fix=_fix(node, name, twin, ctx))


def _twin(name: str) -> str:
    table = knowledge.table("anyio_to_trio")
    if name == _CANCELLED:
        return "Cancelled"
    found: str = (table["same"] | table["similar"] | table["other"]).get(name, "")
    return found


def _fix(node: ast.Attribute | ast.Name, name: str, twin: str, ctx: Context) -> Fix | None:
    table = knowledge.table("anyio_to_trio")
    call = ctx.parent(node)
    is_called = isinstance(call, ast.Call) and call.func is node
    new = spelled("trio", twin, node, ctx)
    if new is None or name in table["other"]:
        return None
    if is_called and isinstance(call, ast.Call) and _is_lost(call, name):
        return None
    if name == _CANCELLED and not is_called:
        return None
    place = call if name == _CANCELLED and isinstance(call, ast.Call) else node
    if name == _STREAM and not (isinstance(call, ast.Call) and len(call.args) == 1):
        return None
    edits = (Edit(ctx.source.span(place), new.text), *new.edits)
    return Fix(f"Use `{new.text}`", edits, safe=_is_same(name, ctx))


def _is_lost(call: ast.Call, name: str) -> bool:
    """Whether a call has arguments that the twin does not take, or means otherwise."""
    return bool(call.keywords) and name != "anyio.CancelScope"


def _is_same(name: str, ctx: Context) -> bool:
    """Whether under Trio nothing changes. Threads that AnyIO has not started cannot call back
    through AnyIO."""
    if name == "anyio.to_thread.run_sync":
        shelf, modules = ctx.project.shelf, ctx.project.modules
        return not any(shelf.has_text(path, b"from_thread") for path in modules.everything())
    return name == _CANCELLED or name in knowledge.table("anyio_to_trio")["same"]


def _leads_to_trio(options: Options) -> bool:
    return options.async_library == "trio"


def _is_for_one(ctx: Context) -> bool:
    """Whether the file does not ask which library runs it."""
    return _leads_to_trio(ctx.options) and not any(word in ctx.source.text for word in _BOTH)


RULE = Rule(
    code="ASL650",
    name="anyio-call-in-trio-project",
    summary="a name of AnyIO that Trio has itself, where the project is meant for Trio",
    group=Group.MIGRATION,
    visits=(ast.Attribute, ast.Name),
    check=check,
    mentions=(("*anyio*",),),
    needs=_is_for_one,
    when=_leads_to_trio,
    fix="unsafe",
)
