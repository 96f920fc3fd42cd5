"""Serves the page, REST and MCP of one index."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import console
from errors import WenbaoError
from index import INDEX_HELP
from settings import SETTINGS, switched

if TYPE_CHECKING:  # imported once it is needed: `--help` waits for none of it
    from starlette.types import ASGIApp

    from web.security.access import Access


def arguments(argv: list[str] | None = None) -> argparse.Namespace:
    """What the command line says."""
    parser = console.Parser(prog=console.program("app.py"), description=__doc__)
    parser.add_argument("--index", type=Path, metavar="DIR", help=INDEX_HELP)

    def setting(name: str, default: object = None, **more: Any) -> None:
        """An option that the environment, or the file of `settings`, may set too."""
        (row,) = (row for row in SETTINGS if row.name == f"serve.{name}")
        value = switched(row.variable) if row.switch else os.environ.get(row.variable) or default
        option = f"--{name.replace('_', '-')}"
        parser.add_argument(option, default=value, help=row.about, **more)

    setting("host", "127.0.0.1")
    setting("port", 7860, type=console.within(0, 65_535))
    setting("users", type=Path, metavar="FILE")
    parser.add_argument(
        "--token", type=Path, metavar="FILE",
        help="a file with the token for REST and MCP (or $WENBAO_TOKEN)",
    )  # fmt: skip
    setting("read_only", action="store_true")
    setting("data", type=Path, metavar="DIR")
    setting("sync", type=Path, metavar="DIR")
    parser.add_argument(
        "--upload-mb", type=int, default=64, metavar="N", help="the largest file to upload, in MB"
    )
    parser.add_argument(
        "--upload-files", type=int, default=200, metavar="N", help="the most files at a time"
    )
    parser.add_argument(
        "--per-minute", type=int, metavar="N", default=None,
        help="requests a minute from one address (0: no limit, as on this machine alone; "
        "else 1200)",
    )  # fmt: skip
    parser.add_argument(
        "--trusted-proxy", action="append", default=[], metavar="ADDRESS",
        help="a proxy, or a network of them (10.0.0.0/8), whose X-Forwarded-For is believed; "
        "may be given more than once (none)",
    )  # fmt: skip
    parser.add_argument(
        "--log", choices=("debug", "info", "warning", "error"), default="warning",
        help="what to log, as JSON lines on standard error; info has a line a request",
    )  # fmt: skip
    parser.add_argument(
        "--log-questions", action="store_true", help="let the log have the text of questions"
    )
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Serves until stopped; raises WenbaoError with a sentence if that cannot be."""
    return serve(arguments(argv))


def serve(options: argparse.Namespace) -> int:
    """Opens the index, builds the application and runs it."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        # Before numpy is imported: its products are small here, and idle threads would only spin.
        os.environ.setdefault(name, "1")

    from web import logs
    from web.security.access import Access, is_loopback, read_token, read_users

    logs.set_up(options.log, questions=options.log_questions)
    token = read_token(options.token) if options.token else os.environ.get("WENBAO_TOKEN") or None
    access = Access(read_users(options.users) if options.users else {}, token)
    access.check_host(options.host)
    listening = bound(options.host, options.port)  # early: a busy port is told before the work

    import uvicorn

    from web.security.connections import configured

    app = application(options, access, listening.getsockname()[1])

    class Announced(uvicorn.Server):
        """Says its address once it answers, not before."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            announce(listening, options.host, access.open or is_loopback(options.host))

    Announced(configured(app, timeout_graceful_shutdown=3)).run(sockets=[listening])
    return 0


def application(options: argparse.Namespace, access: Access, port: int) -> ASGIApp:
    """The application over the open index; where there is none, one is built first."""
    from web.query_service import Core
    from web.security.access import is_loopback, networks
    from web.security.upload_limits import UploadLimits
    from web.server import Settings, create_app

    core = Core(options.index)
    if options.read_only and options.index is not None:
        core.store()  # nothing is written: not even where there is no index
    report = core.prepare(console.progress())
    if report:
        counts = {"articles": report.articles, "paragraphs": report.paragraphs}
        console.warn(console.text("built_bundled", **counts, seconds=f"{report.seconds:.1f}"))
    per_minute = options.per_minute
    if per_minute is None:
        per_minute = 0 if is_loopback(options.host) else 1200
    settings = Settings(
        data=options.data or core.path.parent,
        host=options.host,
        port=port,
        read_only=options.read_only,
        sync=options.sync,
        access=access,
        limits=UploadLimits(options.upload_files, options.upload_mb),
        per_minute=per_minute,
        proxies=networks(options.trusted_proxy),
    )
    return create_app(core, settings)


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens there; WenbaoError if the address is not to be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
        if os.name != "nt":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise WenbaoError("cannot_listen", host=host, port=str(port), error=reason) from error
    return listening


def announce(listening: socket.socket, host: str, private: bool) -> None:
    """The address to open, on standard output; a warning where others can reach it."""
    port = listening.getsockname()[1]
    url_host = f"[{host}]" if ":" in host and not host.startswith("[") else host
    print(f"Wenbao 问报: http://{url_host}:{port}", flush=True)
    if not private:
        console.warn(console.text("open_to_others"))


if __name__ == "__main__":
    sys.exit(console.run(main))
