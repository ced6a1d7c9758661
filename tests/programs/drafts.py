"""A program from a seed, with holes where calls are used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from programs import (
    flows_attributes,
    flows_coroutines,
    flows_functions,
    flows_patches,
    flows_protocols,
    flows_variables,
)
from programs.world import World, new_world
from programs.writing import Body, Hole, Line, Module, top

Files = dict[str, str]
FLOWS: tuple[Callable[[World, Body], None], ...] = (
    *flows_variables.FLOWS,
    *flows_functions.FLOWS,
    *flows_attributes.FLOWS,
    *flows_coroutines.FLOWS,
    *flows_protocols.FLOWS,
    *flows_patches.FLOWS,
)
MAIN = "main"


@dataclass(frozen=True)
class Draft:
    """A program: its seed, and the lines of its files."""

    seed: int
    files: dict[str, list[Line]]

    def holes(self) -> list[Hole]:
        """The holes in the order in which they were numbered."""
        found = [line for lines in self.files.values() for line in lines if isinstance(line, Hole)]
        return sorted(found, key=lambda hole: hole.number)

    def text(self, filled: Callable[[Hole], list[str]]) -> Files:
        """The files, with some lines in the place of each hole."""
        files = {}
        for path, lines in self.files.items():
            text: list[str] = []
            for line in lines:
                if isinstance(line, Hole):
                    text.extend(hole_line(line, each) for each in filled(line))
                else:
                    text.append(line)
            files[path] = "\n".join(text) + "\n"
        return files

    def probed(self) -> Files:
        """The files, with probes in the holes that tell `running` what each value is."""
        return self.text(_probe)


def draft(seed: int) -> Draft:
    """The program of a seed."""
    rng = Random(seed)
    world = new_world(rng)
    main = Module(MAIN, "main.py", imports=list(world.modules[0].imports))
    world.modules.append(main)
    scenarios = []
    for _ in range(rng.randint(2, 5)):
        home = rng.choice((main, rng.choice(world.modules)))
        name = world.pen.fresh("scenario")
        lines = Body(world.pen, home, [], is_async=False)
        body = lines.function(f"async def {name}(flag):")
        for _ in range(rng.randint(1, 2)):
            rng.choice(FLOWS)(world, body)
        home.blocks.append(lines.lines)
        scenarios.append((home, name))
    body = top(world.pen, main).function("async def main():")
    loop = body.block("for flag in (True, False):")
    for home, name in scenarios:
        loop.add(f"await {world.named(loop, home, name)}(flag)")
    return Draft(seed, {**_packages(world), **{m.path: list(m.lines()) for m in world.modules}})


def hole_line(hole: Hole, text: str) -> str:
    """A line of a hole, with a comment that says which one it is and what it is about."""
    return f"{hole.indent}{text}  # {hole.topic} ({hole.number})"


def _probe(hole: Hole) -> list[str]:
    probe = "await use" if hole.is_async else "peek"
    return [f"{probe}({hole.number}, {hole.expression})"]


def _packages(world: World) -> dict[str, list[Line]]:
    """The `__init__.py` of packages, which export what their modules define."""
    files: dict[str, list[Line]] = {}
    for module in world.modules:
        package, _, last = module.name.rpartition(".")
        if package:
            lines = files.setdefault(f"{package}/__init__.py", [])
            source = world.rng.choice((f".{last}", module.name))
            lines.append(f"from {source} import *")
    return files
