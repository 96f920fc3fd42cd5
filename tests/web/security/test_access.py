"""Who gets in: passwords, tokens, sessions, attempts, and which address may be served."""

from __future__ import annotations

import base64
import io
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from web_fixtures import ROOT

from web.security import access
from web.security.access import Access, AccessError, TooManyAttempts

TOKEN = "t" * 24


@pytest.fixture(scope="module")
def hashed() -> str:
    return access.hashed("open sesame")


def basic(name: str, password: str) -> dict[str, str]:
    value = base64.b64encode(f"{name}:{password}".encode()).decode()
    return {"authorization": f"Basic {value}"}


def test_a_hash_tells_its_password_and_no_other(hashed: str) -> None:
    assert access.matches("open sesame", hashed)
    assert not access.matches("open sesam", hashed)
    assert "sesame" not in hashed
    assert access.hashed("open sesame") != hashed, "each has its own salt"


@pytest.mark.parametrize("bad", ["", "plain", "scrypt$x$8$1$AA$AA", "md5$1$1$1$AA$AA", "$$$$$"])
def test_what_is_no_hash_matches_nothing(bad: str) -> None:
    assert not access.matches("", bad)


def test_a_users_file_is_written_private_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "users.txt"
    access.write_user(path, "li", "first password")
    access.write_user(path, "wang", "second password")
    access.write_user(path, "li", "third password")
    users = access.read_users(path)
    assert list(users) == ["li", "wang"]
    assert access.matches("third password", users["li"])
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(("name", "password"), [("a:b", "x" * 9), ("", "x" * 9), ("a", "short")])
def test_a_bad_user_is_refused(tmp_path: Path, name: str, password: str) -> None:
    with pytest.raises(AccessError):
        access.write_user(tmp_path / "users.txt", name, password)


@pytest.mark.parametrize("text", ["", "# only a comment\n", "li:secret\n", "nocolon\n"])
def test_a_broken_users_file_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "users.txt"
    path.write_text(text)
    with pytest.raises(AccessError, match=r"users\.txt"):
        access.read_users(path)


def test_the_command_makes_a_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "users.txt"
    monkeypatch.setattr(sys, "stdin", io.StringIO("long enough\n"))
    assert access.main([str(path), "li", "--password-stdin"]) == 0
    assert access.matches("long enough", access.read_users(path)["li"])
    monkeypatch.setattr(sys, "stdin", io.StringIO("short\n"))
    with pytest.raises(AccessError, match="8 or more"):
        access.main([str(path), "li", "--password-stdin"])


def test_the_command_tells_its_errors_without_steering_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "\x1b[31m.txt").write_text("li:secret\n")
    for name in ("\x1b[31m.txt", "none/\x1b[31m.txt"):
        command = [sys.executable, "-m", "web.security.access", str(tmp_path / name), "li"]
        done = subprocess.run(
            [*command, "--password-stdin"], input=b"long enough\n", capture_output=True, cwd=ROOT
        )
        assert done.returncode == 1
        assert done.stderr.startswith(b"error: ") and b"\x1b" not in done.stderr


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "[::1]", "localhost", "127.8.8.8"])
def test_this_machine_needs_no_password(host: str) -> None:
    Access().check_host(host)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.4", "example.org", "127.0.0.1.nip.io"]
)
def test_another_address_does(host: str, hashed: str) -> None:
    with pytest.raises(AccessError, match="--users"):
        Access().check_host(host)
    Access({"li": hashed}).check_host(host)
    Access(token=TOKEN).check_host(host)


def test_a_short_token_is_refused() -> None:
    with pytest.raises(AccessError, match="16"):
        Access(token="123").check_host("127.0.0.1")


def test_users_and_tokens_enter_and_others_do_not(hashed: str) -> None:
    door = Access({"li": hashed}, TOKEN)
    assert door.who(basic("li", "open sesame"), "a") == "li"
    assert door.who({"authorization": f"Bearer {TOKEN}"}, "a") == "token"
    for headers in (
        {}, basic("li", "wrong"), basic("nobody", "open sesame"), basic("", "open sesame"),
        {"authorization": "Bearer "}, {"authorization": "Basic %%%"}, {"authorization": "Bearer é"},
        {"cookie": f"{access.COOKIE}=made-up"}, {"cookie": "\x00;;="},
    ):  # fmt: skip
        assert door.who(headers, "b") is None, headers


def test_without_a_token_an_empty_one_opens_nothing(hashed: str) -> None:
    door = Access({"li": hashed})
    assert door.who({"authorization": "Bearer "}, "a") is None
    assert door.who(basic("", ""), "a") is None


def test_a_session_lasts_until_it_is_signed_out(hashed: str) -> None:
    door = Access({"li": hashed})
    session = door.sign_in("li", "open sesame", "a")
    assert session
    cookie = {"cookie": f"x=1; {access.COOKIE}={session}"}
    assert door.who(cookie, "a") == "li"
    door.sign_out(cookie)
    assert door.who(cookie, "a") is None


def test_a_session_ends_by_itself(hashed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    door = Access({"li": hashed})
    session = door.sign_in("li", "open sesame", "a")
    later = time.monotonic() + access.SESSION_SECONDS + 1
    # Of this module alone: the loop of a server that runs beside the test sleeps by the true clock.
    monkeypatch.setattr(access, "time", SimpleNamespace(monotonic=lambda: later))
    assert door.who({"cookie": f"{access.COOKIE}={session}"}, "a") is None


def test_guessing_is_stopped_for_that_address_alone() -> None:
    door = Access(token=TOKEN)
    for number in range(access.ATTEMPTS):
        assert door.sign_in("", f"guess {number}", "bad") is None
    with pytest.raises(TooManyAttempts):
        door.sign_in("", "one more", "bad")
    assert door.sign_in("", TOKEN, "good")


def test_an_unknown_name_costs_as_much_as_a_wrong_password(
    hashed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One scrypt of the same cost for either, so that time tells no names."""
    costs: list[tuple[int, int, int]] = []
    real = access.hashlib.scrypt

    def scrypt(password: bytes, **options: Any) -> bytes:
        costs.append((options["n"], options["r"], options["p"]))
        return real(password, **options)

    monkeypatch.setattr(access.hashlib, "scrypt", scrypt)
    door = Access({"li": hashed})
    assert door.sign_in("li", "wrong", "a") is None
    assert door.sign_in("nobody", "wrong", "a") is None
    assert len(costs) == 2 and costs[0] == costs[1] == (1 << 14, 8, 1)


def test_sixty_tries_at_once_are_ten(hashed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each try is counted before the next one costs anything."""
    door = Access({"li": hashed})
    tried: list[str] = []
    real = access.matches

    def slow(password: str, stored: str) -> bool:
        tried.append(password)
        return real(password, stored)

    monkeypatch.setattr(access, "matches", slow)
    with ThreadPoolExecutor(60) as pool:
        found = list(pool.map(lambda n: outcome(door, f"guess {n}"), range(60)))
    assert len(tried) == access.ATTEMPTS
    assert found.count("wait") == 60 - access.ATTEMPTS


def test_right_passwords_at_once_all_enter(hashed: str) -> None:
    door = Access({"li": hashed})
    with ThreadPoolExecutor(30) as pool:
        assert set(pool.map(lambda _: outcome(door, "open sesame"), range(30))) == {"li"}


def outcome(door: Access, password: str) -> str | None:
    try:
        return door.who(basic("li", password), "a")
    except TooManyAttempts:
        return "wait"


def test_many_addresses_do_not_clear_the_count_of_one() -> None:
    door = Access(token=TOKEN)
    for _ in range(access.ATTEMPTS):
        door.who({"authorization": "Bearer wrong"}, "bad")
    for number in range(10_050):
        door.who({"authorization": "Bearer wrong"}, f"other {number}")
    with pytest.raises(TooManyAttempts):
        door.who({"authorization": "Bearer wrong"}, "bad")


@pytest.mark.parametrize(
    ("at", "value", "told"),
    [
        (1, "1", "cost"), (1, "1024", "cost"), (1, "20000", "cost"), (1, str(1 << 30), "cost"),
        (2, "1", "cost"), (3, "0", "cost"), (3, "-1", "cost"), (4, "AA==", "salt of 1"),
        (5, "AA==", "key of 1"), (5, "", "key of 0"), (1, "x", "name:hash"), (4, "%", "name:hash"),
    ],
)  # fmt: skip
def test_a_weak_hash_is_refused_with_the_reason(
    tmp_path: Path, hashed: str, at: int, value: str, told: str
) -> None:
    parts = hashed.split("$")
    parts[at] = value
    path = tmp_path / "users.txt"
    path.write_text(f"li:{'$'.join(parts)}\n")
    with pytest.raises(AccessError, match=told):
        access.read_users(path)


@pytest.mark.parametrize("bad", ["*", "example.org", "10.0.0.1/8", "", "10.0.0.0/99", "1,2"])
def test_a_proxy_is_an_address(bad: str) -> None:
    with pytest.raises(AccessError, match="trusted-proxy"):
        access.networks([bad])
