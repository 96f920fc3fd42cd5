"""Authentication: users with hashed passwords, a token, sessions, limits on attempts.

Make or change a user:  python -m web.security.access USERS_FILE NAME
"""

from __future__ import annotations

import base64
import getpass
import hashlib
import hmac
import ipaddress
import secrets
import sys
import threading
import time
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from pathlib import Path

import console
from errors import WenbaoError
from messages import Message

COOKIE = "wenbao-session"
SESSION_SECONDS = 12 * 3600
ATTEMPTS, PER_SECONDS = 10, 60.0
"""Wrong passwords from one address before it must wait."""
SHORTEST_TOKEN = 16
SHORTEST_PASSWORD = 8

_N, _R, _P = 1 << 14, 8, 1
_MEMORY = 1 << 26
"""scrypt's cost (RFC 7914): 16 MiB and some 50 ms a try."""


class AccessError(WenbaoError):
    """A users file or token that cannot be used, or a host that may not be served openly."""


class TooManyAttempts(AccessError):
    """An address has tried too many wrong passwords."""


def hashed(password: str, salt: bytes | None = None) -> str:
    """The password as `scrypt$n$r$p$salt$key`, salt and key in base64."""
    salt = salt or secrets.token_bytes(16)
    key = hashlib.scrypt(password.encode(), salt=salt, n=_N, r=_R, p=_P, maxmem=_MEMORY)
    encoded = (base64.b64encode(part).decode() for part in (salt, key))
    return "$".join(["scrypt", str(_N), str(_R), str(_P), *encoded])


def matches(password: str, stored: str) -> bool:
    """Whether the password is the one that was hashed; takes the same time for any wrong one."""
    try:
        n, r, p, salt, key = _parts(stored)
        computed = hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=_MEMORY)
    except ValueError:
        return False
    return hmac.compare_digest(computed, key)


def _parts(stored: str) -> tuple[int, int, int, bytes, bytes]:
    """The cost n, r, p, the salt and the key of a hash.  Raises ValueError for what is none."""
    kind, n, r, p, *encoded = stored.split("$")
    if kind != "scrypt":
        raise ValueError(kind)
    salt, key = (base64.b64decode(part, validate=True) for part in encoded)
    return int(n), int(r), int(p), salt, key


def _fault(stored: str) -> Message | None:
    """What is wrong with a hash: its form, or a strength below that of `hashed`."""
    try:
        n, r, p, salt, key = _parts(stored)
    except ValueError:
        return Message("bad_user_line", {})
    if n < _N or n & (n - 1) or r < _R or p < _P or 128 * n * r * p >= _MEMORY:
        strength, least = f"{n}, {r}, {p}", f"{_N}, {_R}, {_P}"
        return Message("weak_hash", {"found": strength, "expected": least})
    if len(salt) < 16 or len(key) != 64:
        return Message("short_hash", {"salt": len(salt), "key": len(key)})
    return None


def read_users(path: Path) -> dict[str, str]:
    """`name:hash` a line; AccessError names the first line that is not."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise AccessError("unread_users", path=path.name, error=error) from error
    users: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, colon, stored = line.strip().partition(":")
        reason = _fault(stored) if name and colon else Message("bad_user_line", {})
        if reason:
            raise AccessError(reason.key, number=number, path=path.name, **reason.fields)
        users[name] = stored
    if not users:
        raise AccessError("no_users", path=path.name)
    return users


def read_token(path: Path) -> str:
    """The token that a file holds."""
    try:
        token = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise AccessError("unread_token", path=path, error=error) from error
    if not token:
        raise AccessError("empty_token", path=path)
    return token


def write_user(path: Path, name: str, password: str) -> None:
    """Adds or changes a user; the file is readable by its owner alone."""
    if not name or ":" in name or any(c.isspace() or not c.isprintable() for c in name):
        raise AccessError("bad_user_name", name=repr(name))
    if len(password) < SHORTEST_PASSWORD:
        raise AccessError("short_password", size=len(password), expected=SHORTEST_PASSWORD)
    users = read_users(path) if path.exists() and path.stat().st_size else {}
    users[name] = hashed(password)
    new_path = path.with_name(path.name + ".new")
    try:
        new_path.touch(mode=0o600)
        new_path.write_text("".join(f"{n}:{h}\n" for n, h in users.items()), encoding="utf-8")
        new_path.replace(path)
    except OSError as error:
        raise AccessError("cannot_write", path=path.name, error=error) from error


def is_loopback(host: str) -> bool:
    """Whether an address to listen on can be reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def networks(addresses: Sequence[str]) -> tuple[str, ...]:
    """Addresses and networks of trusted proxies; AccessError names one that is none."""
    try:
        return tuple(str(ipaddress.ip_network(address)) for address in addresses)
    except ValueError as error:
        raise AccessError("bad_proxy", error=error) from error


@dataclass(slots=True)
class Access:
    """Authentication.  With neither users nor a token everybody is admitted, for loopback only."""

    users: Mapping[str, str] = field(default_factory=dict)
    token: str | None = None
    _sessions: dict[str, tuple[str, float]] = field(default_factory=dict)
    _failures: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _right_digests: set[bytes] = field(default_factory=set)
    _pepper: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _trying: threading.Lock = field(default_factory=threading.Lock)

    @property
    def open(self) -> bool:
        return not self.users and not self.token

    def check_host(self, host: str) -> None:
        """AccessError unless this address may be served with what is configured."""
        if self.token is not None and len(self.token) < SHORTEST_TOKEN:
            raise AccessError("short_token", size=len(self.token), expected=SHORTEST_TOKEN)
        if self.open and not is_loopback(host):
            raise AccessError("open_host", host=host)

    def sign_in(self, name: str, password: str, address: str) -> str | None:
        """A new session for a right password or token, else None; raises TooManyAttempts."""
        user = self._right_user(name, password, address)
        if user is None:
            return None
        session = secrets.token_urlsafe(32)
        with self._lock:
            now = time.monotonic()
            for old in [key for key, (_, until) in self._sessions.items() if until < now]:
                del self._sessions[old]
            self._sessions[session] = (user, now + SESSION_SECONDS)
        return session

    def sign_out(self, headers: Mapping[str, str]) -> None:
        with self._lock:
            self._sessions.pop(_session_of(headers), None)

    def who(self, headers: Mapping[str, str], address: str) -> str | None:
        """The user of a request by session, bearer token or Basic; None if it has no right."""
        if self.open:
            return "local"
        with self._lock:
            user, until = self._sessions.get(_session_of(headers), ("", 0.0))
        if until > time.monotonic():
            return user
        scheme, _, value = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self._right_user("", value.strip(), address)
        if scheme.lower() == "basic":
            try:
                name, _, password = base64.b64decode(value).decode().partition(":")
            except (ValueError, UnicodeDecodeError):
                return None
            return self._right_user(name, password, address)
        return None

    def _right_user(self, name: str, password: str, address: str) -> str | None:
        """The user's name if the password is right (no name: the token), counting wrong tries."""
        digest = hashlib.sha256(self._pepper + f"{name}\0{password}".encode()).digest()
        if digest in self._right_digests:
            return name or "token"
        # At once, so that nobody who must wait stands in the line below.
        self._check_attempts(address)
        with self._trying:  # one scrypt at a time: every try is counted before the next is made
            if digest in self._right_digests:
                return name or "token"
            self._check_attempts(address)
            if name:
                stored = self.users.get(name)
                right = matches(password, stored or _NOBODY) and stored is not None
            else:
                right = self.token is not None and hmac.compare_digest(
                    password.encode(), self.token.encode()
                )
            if right:
                self._right_digests.add(digest)
                return name or "token"
            with self._lock:
                self._failures[address].append(time.monotonic())
        return None

    def _check_attempts(self, address: str) -> None:
        """TooManyAttempts if the address has no try left in this minute."""
        with self._lock:
            oldest = time.monotonic() - PER_SECONDS
            if len(self._failures) > 10_000:
                for old in [key for key, tries in self._failures.items() if tries[-1] < oldest]:
                    del self._failures[old]
            tries = self._failures.get(address, deque())
            while tries and tries[0] < oldest:
                tries.popleft()
            if not tries:
                self._failures.pop(address, None)
            if len(tries) >= ATTEMPTS:
                raise TooManyAttempts("too_many_passwords")


_NOBODY = hashed("nobody", b"0" * 16)
"""Compared with when a name is unknown, so that time does not tell which names exist."""


def _session_of(headers: Mapping[str, str]) -> str:
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return cookie.value if cookie else ""


def main(arguments: list[str] | None = None) -> int:
    """Adds or changes a user of a users file."""
    parser = console.Parser(prog="python -m web.security.access", description=main.__doc__)
    parser.add_argument("file", type=Path, help="the users file; made if there is none")
    parser.add_argument("name", help="the user's name")
    parser.add_argument("--password-stdin", action="store_true", help="read it from standard input")
    options = parser.parse_args(arguments)
    if options.password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = getpass.getpass(console.text("password_asked"))
        if getpass.getpass(console.text("password_again")) != password:
            raise AccessError("passwords_differ")
    write_user(options.file, options.name, password)
    console.say(console.text("user_written", name=options.name, path=options.file))
    return 0


if __name__ == "__main__":
    raise SystemExit(console.run(main))
