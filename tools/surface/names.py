"""Where a name leads inside one release: through imports, re-exports, stars and aliases.

An answer is given only when every binding of a name leads to the same place; where branches
disagree the answer is None.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from typing import NamedTuple

from surface.bindings import Assigned, Binding, Imported, Scope, bindings
from surface.release import Release, parsed


class Origin(NamedTuple):
    """Where something is defined: `name` in `module` of the release.

    Without a name it is the module itself; without a module `name` is a full name that lies
    outside of the release.
    """

    module: str
    name: str

    @property
    def full(self) -> str:
        return ".".join(part for part in self if part)


class Names:
    """The names of one release."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self._trees: dict[str, ast.Module] = {}
        self._scopes: dict[str, Scope] = {}
        self._origins: dict[tuple[str, str], Origin | None] = {}
        self._alternatives: dict[Origin, set[Origin]] = {}
        self._exports: dict[str, list[str] | None] = {}

    def scope(self, module: str) -> Scope:
        """What a module binds."""
        if module not in self._scopes:
            is_package = self.release.modules[module].is_package
            self._scopes[module] = bindings(self._tree(module).body, module, is_package)
        return self._scopes[module]

    def exports(self, module: str) -> list[str] | None:
        """The names in `__all__`; None when there is none or it cannot be read."""
        if module not in self._exports:
            self._exports[module] = None
            self._exports[module] = self._read_exports(module)
        return self._exports[module]

    def origin(self, module: str, name: str) -> Origin | None:
        """Where attribute `name` of a module comes from."""
        key = (module, name)
        if key not in self._origins:
            self._origins[key] = None
            self._origins[key] = self._find(module, name)
        return self._origins[key]

    def definitions(self, origin: Origin) -> list[Binding]:
        """The bindings at a place, without the C function that replaces a Python one."""
        bound = self.scope(origin.module).names.get(origin.name, [])
        own = [b for b in bound if not _is_accelerator(self._lead(*origin, b))]
        return own or bound

    def alternatives(self, origin: Origin) -> set[Origin]:
        """The definitions that may stand at `origin`, itself among them."""
        return self._alternatives.get(origin, {origin})

    def loaded(self) -> list[tuple[str, ast.Module]]:
        """The modules that have been read so far, with their trees."""
        return sorted(self._trees.items(), key=lambda pair: pair[0])

    def meaning(self, module: str, expression: ast.expr | None) -> Origin | None:
        """What a dotted name, a subscript of one or a quoted annotation stands for."""
        match expression:
            case ast.Name(id=name):
                return self._meaning_of_name(module, name)
            case ast.Attribute(value=value, attr=attribute):
                return self._attribute(self.meaning(module, value), attribute)
            case ast.Subscript(value=value):
                return self.meaning(module, value)
            case ast.Constant(value=str(text)):
                try:
                    return self.meaning(module, ast.parse(text, mode="eval").body)
                except SyntaxError:
                    return None
        return None

    def _tree(self, module: str) -> ast.Module:
        if module not in self._trees:
            self._trees[module] = parsed(self.release.modules[module])
        return self._trees[module]

    def _find(self, module: str, name: str) -> Origin | None:
        scope = self.scope(module)
        if name in scope.names:
            return self._agreed(module, name, scope.names[name])
        starred = {self.origin(star, name) for star in self._stars_with(module, name)}
        if starred:
            return self._one_of(starred)
        if f"{module}.{name}" in self.release.modules:
            return Origin(f"{module}.{name}", "")
        if name in scope.for_types and name in (self.exports(module) or ()):
            # A name that only type checkers see imported, yet promised in `__all__`, is one
            # that the module hands out on demand.
            return self._agreed(module, name, scope.for_types[name])
        return None

    def _stars_with(self, module: str, name: str) -> Iterator[str]:
        for star in self.scope(module).stars:
            if star in self.release.modules and star != module and name in self._public(star):
                yield star

    def _agreed(self, module: str, name: str, bound: list[Binding]) -> Origin | None:
        found = {self._lead(module, name, binding) for binding in bound}
        if len(found) > 1:
            found = {origin for origin in found if not _is_accelerator(origin)}
        return self._one_of(found)

    def _one_of(self, found: set[Origin | None]) -> Origin | None:
        """The place; of several definitions of one name, as for each system, one for all."""
        places = [origin for origin in found if origin and origin.module and origin.name]
        if len(found) > 1 and len(places) == len(found) and _one_name(places):
            first = min(places)
            self._alternatives.setdefault(first, set()).update(places)
            return first
        return found.pop() if len(found) == 1 else None

    def _lead(self, module: str, name: str, binding: Binding) -> Origin | None:
        if isinstance(binding, Imported):
            return self._imported(module, name, binding)
        if isinstance(binding, Assigned) and isinstance(binding.value, (ast.Name, ast.Attribute)):
            return self.meaning(module, binding.value) or Origin(module, name)
        return Origin(module, name)

    def _imported(self, module: str, name: str, binding: Imported) -> Origin | None:
        source, wanted = binding
        if source not in self.release.modules:
            return Origin("", _modern(f"{source}.{wanted}" if wanted else source))
        if not wanted:
            return Origin(source, "")
        if (source, wanted) == (module, name):
            submodule = f"{source}.{wanted}"
            return Origin(submodule, "") if submodule in self.release.modules else None
        return self.origin(source, wanted)

    def _meaning_of_name(self, module: str, name: str) -> Origin | None:
        scope = self.scope(module)
        found = self.origin(module, name)
        if found or name in scope.names:
            return found
        if name in scope.for_types:
            return self._agreed(module, name, scope.for_types[name])
        return Origin("", f"builtins.{name}") if hasattr(builtins, name) else None

    def _attribute(self, owner: Origin | None, attribute: str) -> Origin | None:
        if owner is None or (owner.module and owner.name):
            return None
        if owner.module:
            return self.origin(owner.module, attribute)
        return Origin("", _modern(f"{owner.name}.{attribute}"))

    def _public(self, module: str) -> list[str]:
        exported = self.exports(module)
        if exported is not None:
            return exported
        scope = self.scope(module)
        inside = [star for star in scope.stars if star in self.release.modules and star != module]
        starred = [name for star in inside for name in self._public(star)]
        return [name for name in (*scope.names, *starred) if not name.startswith("_")]

    def _read_exports(self, module: str) -> list[str] | None:
        names: list[str] | None = None
        if b"__all__" not in self.release.modules[module].text:
            return None
        for node in ast.walk(self._tree(module)):
            added = _addition_to_exports(node)
            if added is not None:
                more = self._strings(module, added)
                if more is None:
                    return None
                names = [*(names or []), *more]
        return names

    def _strings(self, module: str, expression: ast.expr) -> list[str] | None:
        match expression:
            case ast.Constant(value=str(text)):
                return [text]
            case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
                lists = [self._strings(module, part) for part in parts]
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                lists = [self._strings(module, left), self._strings(module, right)]
            case ast.Starred(value=value):
                return self._strings(module, value)
            case ast.Call(func=ast.Name(id="list" | "tuple" | "sorted"), args=[value]):
                return self._strings(module, value)
            case ast.Attribute(value=value, attr="__all__"):
                owner = self.meaning(module, value)
                return self.exports(owner.module) if owner and owner.module else None
            case _:
                return None
        known = [part for part in lists if part is not None]
        return [text for part in known for text in part] if len(known) == len(lists) else None


def _is_accelerator(origin: Origin | None) -> bool:
    """Whether it comes from a C module, `_asyncio`, that stands in for the Python text."""
    return origin is not None and not origin.module and origin.name.startswith("_")


def _one_name(places: list[Origin]) -> bool:
    return len({place.name for place in places}) == 1


def _modern(full_name: str) -> str:
    """The name in Python's own library of what `typing_extensions` brings to older ones."""
    if full_name == "typing_extensions.deprecated":
        return "warnings.deprecated"
    return full_name.replace("typing_extensions.", "typing.")


def _addition_to_exports(node: ast.AST) -> ast.expr | None:
    match node:
        case ast.Assign(targets=[ast.Name(id="__all__")], value=value):
            return value
        case ast.AnnAssign(target=ast.Name(id="__all__"), value=value):
            return value
        case ast.AugAssign(target=ast.Name(id="__all__"), value=value):
            return value
        case ast.Call(func=ast.Attribute(value=ast.Name(id="__all__"), attr=how), args=[value]):
            return value if how in ("extend", "append") else None
    return None
