"""Who gets in: users with hashed passwords from a file, a token, sessions, limits of attempts.

Make or change a user:  python -m web.access USERS_FILE NAME
"""

from __future__ import annotations

import argparse
import base64
import binascii
import getpass
import hashlib
import hmac
import ipaddress
import secrets
import sys
import threading
import time
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from pathlib import Path

from errors import WenbaoError

COOKIE = "wenbao-session"
SESSION_SECONDS = 12 * 3600
ATTEMPTS, PER_SECONDS = 10, 60.0
"""Wrong passwords from one address before it must wait."""
SHORTEST_TOKEN = 16

_N, _R, _P = 1 << 14, 8, 1
"""scrypt's cost (RFC 7914): 16 MiB and some 50 ms a try."""


class AccessError(WenbaoError):
    """A users file or token that cannot be used, or a host that may not be served openly."""


class TooManyAttempts(AccessError):
    """An address has tried too many wrong passwords."""


def hashed(password: str, salt: bytes | None = None) -> str:
    """The password as `scrypt$n$r$p$salt$key`, salt and key in base64."""
    salt = salt or secrets.token_bytes(16)
    key = hashlib.scrypt(password.encode(), salt=salt, n=_N, r=_R, p=_P, maxmem=1 << 26)
    return "$".join(
        ["scrypt", str(_N), str(_R), str(_P), *(base64.b64encode(x).decode() for x in (salt, key))]
    )


def matches(password: str, stored: str) -> bool:
    """Whether the password is the one that was hashed; takes the same time for any wrong one."""
    try:
        kind, n, r, p, salt, key = stored.split("$")
        if kind != "scrypt":
            return False
        made = hashlib.scrypt(
            password.encode(), salt=base64.b64decode(salt), n=int(n), r=int(r), p=int(p),
            maxmem=1 << 26,
        )  # fmt: skip
        return hmac.compare_digest(made, base64.b64decode(key))
    except (ValueError, binascii.Error):
        return False


def read_users(path: Path) -> dict[str, str]:
    """`name:hash` a line; AccessError names the first line that is not."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise AccessError(f"the users file {path.name} cannot be read: {error}") from error
    users: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, colon, stored = line.strip().partition(":")
        if not name or not colon or stored.count("$") != 5 or not stored.startswith("scrypt$"):
            raise AccessError(
                f"line {number} of {path.name} is not name:hash; make one with "
                f"python -m web.access {path.name} NAME"
            )
        users[name] = stored
    if not users:
        raise AccessError(
            f"{path.name} has no user; make one with python -m web.access {path.name} NAME"
        )
    return users


def write_user(path: Path, name: str, password: str) -> None:
    """Adds or changes a user; the file is readable by its owner alone."""
    if not name or ":" in name or any(c.isspace() or not c.isprintable() for c in name):
        raise AccessError(f"{name!r} is not a user name; expected no colon, space or control")
    if len(password) < 8:
        raise AccessError(f"the password has {len(password)} characters; expected 8 or more")
    users = read_users(path) if path.exists() and path.stat().st_size else {}
    users[name] = hashed(password)
    beside = path.with_name(path.name + ".new")
    beside.touch(mode=0o600)
    beside.write_text("".join(f"{n}:{h}\n" for n, h in users.items()), encoding="utf-8")
    beside.replace(path)


def is_loopback(host: str) -> bool:
    """Whether an address to listen on can be reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@dataclass(slots=True)
class Access:
    """The door-keeper.  With neither users nor a token everybody gets in, which is for loopback."""

    users: Mapping[str, str] = field(default_factory=dict)
    token: str | None = None
    _sessions: dict[str, tuple[str, float]] = field(default_factory=dict)
    _wrong: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _known: set[bytes] = field(default_factory=set)
    _pepper: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def open(self) -> bool:
        return not self.users and not self.token

    def check_host(self, host: str) -> None:
        """AccessError unless this address may be served with what is configured."""
        if self.token is not None and len(self.token) < SHORTEST_TOKEN:
            raise AccessError(
                f"the token has {len(self.token)} characters; expected {SHORTEST_TOKEN} or more, "
                'such as from: python -c "import secrets; print(secrets.token_urlsafe(24))"'
            )
        if self.open and not is_loopback(host):
            raise AccessError(
                f"--host {host} would let everybody on the network read and change the articles; "
                "give --users FILE (see python -m web.access --help) or --token FILE, "
                "or leave --host out to serve this machine alone"
            )

    def sign_in(self, name: str, password: str, address: str) -> str | None:
        """A new session for a right password or token, else None; raises TooManyAttempts."""
        user = self._right(name, password, address)
        if user is None:
            return None
        session = secrets.token_urlsafe(32)
        with self._lock:
            now = time.time()
            for old in [key for key, (_, until) in self._sessions.items() if until < now]:
                del self._sessions[old]
            self._sessions[session] = (user, now + SESSION_SECONDS)
        return session

    def sign_out(self, headers: Mapping[str, str]) -> None:
        with self._lock:
            self._sessions.pop(_cookie(headers), None)

    def who(self, headers: Mapping[str, str], address: str) -> str | None:
        """The user of a request by session, bearer token or Basic; None if it has no right."""
        if self.open:
            return "local"
        with self._lock:
            user, until = self._sessions.get(_cookie(headers), ("", 0.0))
        if until > time.time():
            return user
        scheme, _, value = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self._right("", value.strip(), address)
        if scheme.lower() == "basic":
            try:
                name, _, password = base64.b64decode(value).decode().partition(":")
            except (ValueError, UnicodeDecodeError):
                return None
            return self._right(name, password, address)
        return None

    def _right(self, name: str, password: str, address: str) -> str | None:
        """The user's name if the password is right (no name: the token), counting wrong tries."""
        mark = hashlib.sha256(self._pepper + f"{name}\0{password}".encode()).digest()
        with self._lock:
            if mark in self._known:
                return name or "token"
            wrong, now = self._wrong[address], time.monotonic()
            while wrong and wrong[0] < now - PER_SECONDS:
                wrong.popleft()
            if len(wrong) >= ATTEMPTS:
                raise TooManyAttempts("too many wrong passwords; try again in a minute")
        if name:
            stored = self.users.get(name)
            right = matches(password, stored or _NOBODY) and stored is not None
        else:
            right = self.token is not None and hmac.compare_digest(
                password.encode(), self.token.encode()
            )
        with self._lock:
            if right:
                self._known.add(mark)
                return name or "token"
            self._wrong[address].append(time.monotonic())
            if len(self._wrong) > 10_000:
                self._wrong.clear()
        return None


_NOBODY = hashed("nobody", b"0" * 16)
"""Compared with when a name is unknown, so that time does not tell which names exist."""


def _cookie(headers: Mapping[str, str]) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def main(arguments: list[str] | None = None) -> int:
    """Adds or changes a user of a users file."""
    parser = argparse.ArgumentParser(prog="python -m web.access", description=main.__doc__)
    parser.add_argument("file", type=Path, help="the users file; made if there is none")
    parser.add_argument("name", help="the user's name")
    parser.add_argument("--password-stdin", action="store_true", help="read it from standard input")
    options = parser.parse_args(arguments)
    if options.password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = getpass.getpass("Password: ")
        if getpass.getpass("Again: ") != password:
            print("the two passwords differ; nothing was written", file=sys.stderr)
            return 1
    try:
        write_user(options.file, options.name, password)
    except AccessError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{options.name} can sign in with --users {options.file}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
