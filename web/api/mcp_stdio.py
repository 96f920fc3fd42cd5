"""MCP over standard input and output:  python -m web.api.mcp_stdio [--index DIR]

For desktop clients, which start it themselves; `wenbao mcp` is the same.  The running server has
the same tools at /mcp.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import console
from index import INDEX_HELP


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves until the client hangs up; standard output is the client's alone."""
    parser = console.Parser(
        prog=console.program("python -m web.api.mcp_stdio"),
        description="Serves the tools of an index to an MCP client on standard input and output.",
    )
    parser.add_argument("--index", type=Path, metavar="DIR", help=INDEX_HELP)
    options = parser.parse_args(arguments)

    from web import logs
    from web.api.mcp import server
    from web.interface import Interface
    from web.metrics import Metrics
    from web.query_service import Core

    logs.set_up()
    core = Core(options.index)
    core.prepare()  # what is wrong with the index is told before the client asks
    server(Interface("mcp", core, Metrics())).run("stdio")
    return 0


if __name__ == "__main__":
    sys.exit(console.run(main))
