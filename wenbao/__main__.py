"""`wenbao ask | index | corpus | serve | …`: the commands of the packages under one name."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

import console
from wenbao import __version__

_COMMANDS = {
    "ask": ("qa.__main__", "ask the indexed articles a question"),
    "index": ("index.__main__", "build, change and check an index"),
    "corpus": ("corpus.__main__", "show what the readers make of files"),
    "serve": ("app", "serve the page, REST and MCP of an index"),
    "cite": ("qa.cite", "cite articles and passages: GB/T 7714, BibTeX, RIS, CSL-JSON"),
    "mcp": ("web.api.mcp_stdio", "serve MCP on standard input and output, for desktop clients"),
    "config": ("wenbao.config", "show the settings, and where each is from"),
}
"""The module whose `main` does it, which is imported only then; what it does."""


class _Formatter(console.HelpFormatter, argparse.RawDescriptionHelpFormatter):
    """Keeps the lines of the commands."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Hands the line to the command that it names; 2 for a name that is none."""
    in_words = console.in_words
    lines = "\n".join(f"  {name:<8} {in_words(about)}" for name, (_, about) in _COMMANDS.items())
    parser = console.Parser(
        prog="wenbao",
        usage="wenbao COMMAND …   (wenbao COMMAND --help tells its options)",
        description=f"{in_words('Asks your articles, and shows the source.')}\n\n"
        f"{in_words('commands:')}\n{lines}",
        formatter_class=_Formatter,
    )
    parser.add_argument("--version", action="version", version=f"wenbao {__version__}")
    parser.add_argument("command", nargs="?", help=argparse.SUPPRESS)
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    args = parser.parse_args(arguments)
    if args.command not in _COMMANDS:
        instead = console.text("found_instead", value=repr(args.command)) if args.command else ""
        commands = ", ".join(_COMMANDS)
        parser.error(console.text("expected_command", found=instead, commands=commands))
    sys.argv[0] = f"wenbao {args.command}"  # what the command calls itself in its own help
    code: int = import_module(_COMMANDS[args.command][0]).main(args.rest)
    return code


def run() -> None:
    """What the installed script calls."""
    sys.exit(console.run(main))


if __name__ == "__main__":
    run()
