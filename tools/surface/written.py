"""Everything a release says about types and timeouts, by the place that defines it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from surface.annotations import ANY, Annotations
from surface.attributes import Attributes
from surface.bindings import FUNCTION_TYPES
from surface.calls import Calls
from surface.names import Names, Origin
from surface.results import Results
from surface.timeouts import timeouts


class Texts(NamedTuple):
    """Texts by full name, and those of members by class and name; "" where nothing is known."""

    results: dict[str, str]
    timeouts: dict[str, str]
    variables: dict[str, str]
    parents: dict[str, tuple[str, ...]]
    """Class -> its bases with their arguments: `collections.abc.Awaitable[$0]`."""
    method_results: dict[str, dict[str, str]]
    method_timeouts: dict[str, dict[str, str]]
    attributes: dict[str, dict[str, str]]

    def members(self) -> tuple[dict[str, dict[str, str]], ...]:
        """The tables that subclasses inherit from."""
        return self.method_results, self.method_timeouts, self.attributes


def no_texts() -> Texts:
    """Tables with nothing in them."""
    return Texts({}, {}, {}, {}, {}, {}, {})


class Writer:
    """Writes down what one release says."""

    def __init__(self, names: Names, calls: Calls) -> None:
        annotations = Annotations(names)
        self._names = names
        self._calls = calls
        self._annotations = annotations
        self._results = Results(names, calls, annotations)
        self._attributes = Attributes(names, calls, annotations, self._results)
        self._variables: dict[str, dict[str, str]] = {}

    def write(self, name: str, origin: Origin, texts: Texts) -> Iterator[str]:
        """Write down what is said of a definition; gives every type text of it."""
        if self._calls.class_node(origin):
            yield from self._write_class(name, origin, texts)
            return
        bound = self._names.definitions(origin)
        if all(isinstance(node, FUNCTION_TYPES) for node in bound):
            twins = self._calls.twins(origin)
            found = {self._results.of_all(module, nodes, None) for module, nodes in twins}
            texts.results[name] = found.pop() if len(found) == 1 else ""
            texts.timeouts[name] = timeouts(bound) if len(twins) == 1 else ""
            yield texts.results[name]
        elif len(bound) == 1:
            texts.variables[name] = self._variable(origin)
            yield texts.variables[name]

    def _write_class(self, name: str, origin: Origin, texts: Texts) -> Iterator[str]:
        body = self._calls.body(origin).names
        texts.method_results[name] = {
            method: self._results.of_all(origin.module, bound, origin)
            for method, bound in body.items()
            if not method.startswith("_") or method.startswith("__")
        }
        texts.method_timeouts[name] = {method: timeouts(bound) for method, bound in body.items()}
        texts.attributes[name] = self._attributes.of_class(origin)
        texts.parents[name] = tuple(self._parents(origin))
        yield from texts.method_results[name].values()
        yield from texts.attributes[name].values()

    def _parents(self, origin: Origin) -> Iterator[str]:
        node = self._calls.class_node(origin)
        known = self._results.known_in_class(origin)
        for base in node.bases if node else ():
            text = self._annotations.text(origin.module, base, known)
            if text.endswith("]"):
                yield text

    def _variable(self, origin: Origin) -> str:
        if origin.module not in self._variables:
            self._variables[origin.module] = self._attributes.of_module(origin.module)
        text = self._variables[origin.module].get(origin.name, "")
        return "" if text == ANY else text
