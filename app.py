"""Serves the page, REST and MCP of one index:  python app.py [--index DIR] [--host H] [--port P]"""

from __future__ import annotations

import argparse
import os
import socket
import sys
from pathlib import Path

import console
from errors import WenbaoError


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="app.py", description=__doc__)
    parser.add_argument(
        "--index", type=Path, metavar="DIR", help="the index ($WENBAO_INDEX, else var/index)"
    )
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    parser.add_argument("--port", type=int, default=7860, help="the port; 0 takes a free one")
    parser.add_argument(
        "--users", type=Path, metavar="FILE",
        help="who may sign in; made by: python -m web.access FILE NAME",
    )  # fmt: skip
    parser.add_argument(
        "--token", type=Path, metavar="FILE",
        help="a file with the token for REST and MCP (or $WENBAO_TOKEN)",
    )  # fmt: skip
    parser.add_argument(
        "--read-only", action="store_true", help="nothing can be added, removed or judged"
    )
    parser.add_argument(
        "--data", type=Path, metavar="DIR",
        help="where uploads and judgements are kept (beside the index)",
    )  # fmt: skip
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
        "--log", choices=("debug", "info", "warning", "error"), default="warning",
        help="what to log, as JSON lines on standard error; info has a line a request",
    )  # fmt: skip
    parser.add_argument(
        "--log-questions", action="store_true", help="let the log have the text of questions"
    )
    return parser.parse_args(given)


def main(given: list[str] | None = None) -> int:
    """Serves until stopped; raises WenbaoError with a sentence if that cannot be."""
    return serve(arguments(given))


def serve(options: argparse.Namespace) -> int:
    """Opens the index, builds the application and runs it."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        # Before numpy is imported: its products are small here, and idle threads would only spin.
        os.environ.setdefault(name, "1")

    from web import logs
    from web.access import Access, AccessError, is_loopback, read_users

    logs.set_up(options.log, questions=options.log_questions)
    token = os.environ.get("WENBAO_TOKEN") or None
    if options.token:
        try:
            token = options.token.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise AccessError(f"the token file cannot be read: {error}") from error
        if not token:
            raise AccessError(f"the token file {options.token} is empty; write a token into it")
    access = Access(read_users(options.users) if options.users else {}, token)
    access.check_host(options.host)
    listening = bound(options.host, options.port)  # early: a busy port is told before the work

    import uvicorn

    from web.core import Core
    from web.library import Limits
    from web.server import Settings, create_app

    core = Core(options.index)
    report = core.prepare()
    if report:
        print(
            f"built the index of the bundled articles: {report.articles} articles, "
            f"{report.paragraphs} paragraphs, {report.seconds:.1f} s",
            file=sys.stderr,
        )
    per_minute = options.per_minute
    if per_minute is None:
        per_minute = 0 if is_loopback(options.host) else 1200
    app = create_app(
        core,
        Settings(
            data=options.data or core.path.parent,
            host=options.host,
            port=listening.getsockname()[1],
            read_only=options.read_only,
            access=access,
            limits=Limits(options.upload_files, options.upload_mb),
            per_minute=per_minute,
        ),
    )
    config = uvicorn.Config(
        app, log_level="warning", server_header=False, access_log=False, lifespan="on",
        timeout_graceful_shutdown=3,
    )  # fmt: skip

    class Announced(uvicorn.Server):
        """Says its address once it answers, not before."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            announce(listening, options.host, access.open or is_loopback(options.host))

    Announced(config).run(sockets=[listening])
    return 0


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
        raise WenbaoError(
            f"cannot listen on {host}, port {port}: {reason}; "
            "choose another with --port, or --port 0 for a free one"
        ) from error
    return listening


def announce(listening: socket.socket, host: str, private: bool) -> None:
    """The address to open, on standard output; a warning where others can reach it."""
    port = listening.getsockname()[1]
    shown = f"[{host}]" if ":" in host and not host.startswith("[") else host
    print(f"Wenbao 问报: http://{shown}:{port}", flush=True)
    if not private:
        print(
            "Others on the network can reach this address; passwords and articles travel "
            "unencrypted. Put a server with HTTPS before it where that matters "
            "(docs/SECURITY.md).",
            file=sys.stderr,
        )


if __name__ == "__main__":
    sys.exit(console.run(main))
