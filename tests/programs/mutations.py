"""Source text spoiled at random: most of it is no program any more, and all of it must be borne."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Callable
from random import Random

# Bits of syntax that rules look for; put anywhere they make odd code.
BITS = (
    "async ", "await ", "await (", "async with ", "async for ", "return ", "yield ", "del ",
    "lambda: ", "self.", "super().", "*", "**", "(", ")", "[", "]", ":", ":=", "=", "@", ",",
    "\n", "    ", "\t", "\f", "\r", "\\\n", "# noqa: ASL101\n", "# type: ignore\n", "'''",
    "f'{await x}'", "...", "None", "global asyncio\n", "nonlocal x\n", "import asyncio\n",
    "from . import *\n", "from asyncio import *\n", "\ufeff", "\u2028", "\U0001f40d", "é", "\0",
)  # fmt: skip

COLOURS = (
    ("async def", "def"),
    ("def", "async def"),
    ("await ", ""),
    ("async ", ""),
    ("with ", "async with "),
)


def mutated(text: str, rng: Random) -> bytes:
    """A few mutations of source text, as bytes that may not even decode."""
    for _ in range(rng.choice((1, 1, 1, 3))):
        text = rng.choice(_MUTATIONS)(text, rng)
    data = text.encode("utf-8", "surrogatepass")
    if rng.random() < 0.03 and data:
        place = rng.randrange(len(data))
        data = data[:place] + bytes([rng.randrange(256)]) + data[place:]
    return data


def _replaced_nodes(text: str, rng: Random) -> str:
    """Expressions and statements in the places of others, which nearly always parses."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return text
    kind = rng.choice((ast.expr, ast.expr, ast.stmt))
    nodes = [node for node in ast.walk(tree) if isinstance(node, kind)]
    for _ in range(rng.randint(1, 5) if nodes else 0):
        _replace(tree, rng.choice(nodes), rng.choice(nodes))
    try:
        return ast.unparse(tree)
    except (ValueError, RecursionError, TypeError):
        return text


def _replace(tree: ast.AST, old: ast.AST, new: ast.AST) -> None:
    """Put a node where another one is, unless it would then hold itself."""
    if any(node is old for node in ast.walk(new)) or any(node is new for node in ast.walk(old)):
        return
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list):
                value[:] = [new if each is old else each for each in value]


def _tokens(text: str) -> list[tuple[int, int]]:
    """The spans of the tokens, as far as the text has any."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    spans = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.string.strip() and token.end[0] < len(starts):
                begin = starts[token.start[0] - 1] + token.start[1]
                spans.append((begin, starts[token.end[0] - 1] + token.end[1]))
    except (tokenize.TokenError, SyntaxError, IndexError):
        pass
    return spans


def _dropped_token(text: str, rng: Random) -> str:
    spans = _tokens(text)
    if not spans:
        return text
    start, end = rng.choice(spans)
    return text[:start] + text[end:]


def _swapped_tokens(text: str, rng: Random) -> str:
    spans = _tokens(text)
    if len(spans) < 2:
        return text
    (a, b), (c, d) = sorted(rng.sample(spans, 2))
    return text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]


def _renamed(text: str, rng: Random) -> str:
    """One name everywhere in the place of another: definitions collide, and shadow each other."""
    spans = [text[start:end] for start, end in _tokens(text)]
    names = sorted({token for token in spans if token.isidentifier()})
    if len(names) < 2:
        return text
    old, new = rng.sample(names, 2)
    return new.join(text.split(old))


def _inserted(text: str, rng: Random) -> str:
    spans = _tokens(text)
    place = rng.choice(spans)[0] if spans and rng.random() < 0.8 else rng.randint(0, len(text))
    return text[:place] + rng.choice(BITS) + text[place:]


def _recoloured(text: str, rng: Random) -> str:
    """Async words come and go."""
    word, other = rng.choice(COLOURS)
    parts = text.split(word)
    if len(parts) < 2:
        return text
    cut = rng.randrange(1, len(parts))
    return word.join(parts[:cut]) + other + word.join(parts[cut:])


def _cut_short(text: str, rng: Random) -> str:
    start, end = sorted((rng.randint(0, len(text)), rng.randint(0, len(text))))
    return text[start:] if rng.random() < 0.3 else text[:start] + text[end:][:2000]


def _doubled_lines(text: str, rng: Random) -> str:
    lines = text.splitlines(keepends=True)
    if not lines:
        return text
    start = rng.randrange(len(lines))
    some = lines[start : start + rng.randint(1, 8)]
    place = rng.randint(0, len(lines))
    return "".join(lines[:place] + some + lines[place:])


_MUTATIONS: tuple[Callable[[str, Random], str], ...] = (
    *[_replaced_nodes] * 10,
    _dropped_token,
    _swapped_tokens,
    _renamed,
    _renamed,
    _inserted,
    _recoloured,
    _recoloured,
    _cut_short,
    _doubled_lines,
)
