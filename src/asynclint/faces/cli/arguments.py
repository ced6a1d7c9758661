"""The words of the command line. Each command's module is imported when it is asked for."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import NoReturn

from asynclint import __version__
from asynclint.model import UserError
from asynclint.nearest import suggestion


def parse(words: Sequence[str]) -> argparse.Namespace:
    """What the words mean; `run` is the command's function. Raises `UserError`."""
    parser = _Parser(
        prog="asynclint",
        description="Finds async bugs in Python before they run.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"asynclint {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    commands_of = (_check, _fix, _migrate, _rules, _explain, _test, _new, _config, _clean, _server)
    for add in commands_of:
        add(commands)
    command = next((word for word in words if not word.startswith("-")), None)
    if command is not None:
        _one_of("command", commands.choices)(command)
    elif words and words[0] not in parser._option_string_actions:
        raise _unknown(words[0], parser._actions)
    options, unknown = parser.parse_known_args(words)
    if unknown:
        raise _unknown(unknown[0], options.known)
    return options


def _unknown(word: str, known: Iterable[argparse.Action]) -> UserError:
    flags = [flag for action in known for flag in action.option_strings]
    return UserError(f"unknown option {word!r}{suggestion(word.partition('=')[0], flags)}")


def _one_of(what: str, known: Iterable[str]) -> Callable[[str], str]:
    """A reader of words that must be one of a few."""

    def read(word: str) -> str:
        if word not in known:
            near = suggestion(word, known) or f"; there are {', '.join(known)}"
            raise UserError(f"unknown {what} {word!r}{near}")
        return word

    return read


def _count(word: str) -> int:
    if not word.isascii() or not word.isdigit():
        raise UserError(f"--jobs must be a number of processes, not {word!r}")
    return int(word)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UserError(message)


def _command(commands: argparse._SubParsersAction[_Parser], name: str, summary: str) -> _Parser:
    parser = commands.add_parser(name, help=summary, description=summary, allow_abbrev=False)
    parser.set_defaults(run=_later(f"cli.{name}"), known=parser._actions)
    return parser


def _later(module: str) -> Callable[[argparse.Namespace], int]:
    def run(options: argparse.Namespace) -> int:
        status: int = import_module(f"asynclint.faces.{module}").run(options)
        return status

    return run


def _format(parser: _Parser, *names: str) -> None:
    parser.add_argument(
        "--output-format",
        type=_one_of("format", names),
        default=names[0],
        metavar="FORMAT",
        help=f"{' or '.join(names)}; {names[0]} when not given",
    )


def _check(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = _command(commands, "check", "Find async bugs in files and folders.")
    add = parser.add_argument
    add("paths", nargs="*", metavar="PATH", help="files and folders; '-' is standard input")
    add("--markdown", action="store_true", help="check blocks of code in .md and .rst files, too")
    _settings(parser)
    add("--no-cache", action="store_true", help="neither read nor write a cache")
    add("--cache-dir", metavar="PATH", help="the folder of the cache, instead of the user's")
    add("--statistics", action="store_true", help="show counts per rule instead of findings")
    _format(parser, "full", "concise", "json")
    add("--stdin-filename", metavar="PATH", help="the name of what comes from standard input")
    add("--fix", action="store_true", help="make the safe fixes, report what is left")
    add("--fix-only", action="store_true", help="make the safe fixes, report nothing")
    add("--diff", action="store_true", help="show what --fix would change, change nothing")
    add("--unsafe-fixes", action="store_true", help="make fixes that can change behaviour too")
    add("--show-fixes", action="store_true", help="list what was fixed")


def _settings(parser: _Parser) -> None:
    add = parser.add_argument
    add("--select", action="append", metavar="RULES", help="run these rules only")
    add("--ignore", action="append", metavar="RULES", help="do not run these rules")
    add("--extend-select", action="append", metavar="RULES", help="run these rules as well")
    _environment(parser)


def _environment(parser: _Parser) -> None:
    add = parser.add_argument
    add("--config", metavar="FILE", help="read the settings from this file")
    _python(parser)
    add("--isolated", action="store_true", help="read no configuration files")
    add("--jobs", type=_count, default=0, metavar="N", help="processes to use; 0 is one per core")
    add("--no-prefilter", action="store_true", help="parse every file, whatever it mentions")


def _migrate(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = _command(commands, "migrate", "Move a code base to another async library.")
    add = parser.add_argument
    add("paths", nargs="*", metavar="PATH", help="files and folders")
    targets = ("anyio", "pytest-asyncio")
    add(
        "--to",
        type=_one_of("target", targets),
        required=True,
        metavar="LIBRARY",
        help="anyio, or pytest-asyncio for tests alone",
    )
    add("--apply", action="store_true", help="write the files; without it only a plan is shown")
    add("--unsafe-fixes", action="store_true", help="convert what can change behaviour too")
    add("--dependencies", action="store_true", help="declare what the target needs, too")
    add("--check", action="store_true", help="status 1 while something is left")
    add(
        "--format",
        type=_one_of("format", ("text", "json", "html")),
        default="text",
        metavar="FORMAT",
        help="text, json or html; text when not given",
    )
    _environment(parser)


def _fix(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = _command(commands, "fix", "Make the safe fixes in files and folders.")
    add = parser.add_argument
    add("paths", nargs="*", metavar="PATH", help="files and folders")
    add("-i", "--interactive", action="store_true", help="show each change and ask for it")
    add("--unsafe-fixes", action="store_true", help="make fixes that can change behaviour too")
    _settings(parser)


def _python(parser: _Parser) -> None:
    help_text = "the environment whose packages are read, or 'none'"
    parser.add_argument("--python", metavar="PATH", help=help_text)


def _rules(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = _command(commands, "rules", "List all rules.")
    _format(parser, "text", "json")


def _explain(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = _command(commands, "explain", "Show the page of a rule, or what is known of a call.")
    add = parser.add_argument
    add("subject", metavar="RULE|FILE:LINE[:COLUMN]", help="a code or a name, or a place")
    _python(parser)


def _test(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = _command(commands, "test", "Run the examples of rule pages.")
    parser.add_argument("paths", nargs="*", metavar="PATH", help="pages, packs or folders of them")


def _new(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = _command(commands, "new", "Start a rule and its page.")
    parser.add_argument("name", metavar="NAME", help="kebab-case, named for the mistake")
    parser.add_argument("--kind", choices=("python", "pattern"), default="pattern")
    parser.add_argument("--family", default="", help="folder of the rule, such as 'coroutines'")
    parser.add_argument("--directory", default=".", help="where the rule's files go")


def _clean(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = _command(commands, "clean", "Remove what the cache holds.")
    parser.add_argument("--cache-dir", metavar="PATH", help="the folder of the cache")


def _server(commands: argparse._SubParsersAction[_Parser]) -> None:
    summary = "Serve an editor over standard input and output (Language Server Protocol)."
    parser = _command(commands, "server", summary)
    parser.set_defaults(run=_later("lsp"))
    # What many clients add to the command of every server.
    parser.add_argument("--stdio", action="store_true", help="what it does anyway")


def _config(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = _command(commands, "config", "Convert the settings of another tool.")
    add = parser.add_argument
    add("folder", nargs="?", default=".", metavar="FOLDER", help="where these settings are")
    help_text = "those of flake8-async, and of ruff's rules about async code"
    add("--from-flake8-async", action="store_true", help=help_text)
