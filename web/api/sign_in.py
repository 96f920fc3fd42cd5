"""Routes of signing in and out by the page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from web.api.dependencies import part
from web.error_response import lang_of
from web.security.access import COOKIE, SESSION_SECONDS, Access, TooManyAttempts
from web.ui.html_answer import message_html
from web.ui.html_article import document
from web.ui.strings import Words

api = APIRouter(include_in_schema=False)
Admission = Annotated[Access, part("access")]


@api.get("/login")
def login(request: Request, access: Admission, wrong: int = 0) -> Response:
    if access.open:
        return RedirectResponse("/", 303)
    words = Words(lang_of(request.headers))
    text = {1: "sign_in_wrong", 2: "sign_in_wait"}.get(wrong)
    body = _login_form(words, words(text) if text else "")
    return HTMLResponse(document(words("sign_in"), body, words))


@api.post("/login")
def sign_in(
    request: Request,
    access: Admission,
    password: Annotated[str, Form(max_length=1000)],
    user: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    try:
        session = access.sign_in(user.strip(), password, request.scope["wenbao.address"])
    except TooManyAttempts:
        return RedirectResponse("/login?wrong=2", 303)
    if session is None:
        return RedirectResponse("/login?wrong=1", 303)
    reply = RedirectResponse("/", 303)
    reply.set_cookie(
        COOKIE, session, max_age=SESSION_SECONDS, httponly=True, samesite="strict",
        secure=request.url.scheme == "https",
    )  # fmt: skip
    return reply


@api.get("/logout")
def sign_out(request: Request, access: Admission) -> Response:
    access.sign_out(request.headers)
    reply = RedirectResponse("/login", 303)
    reply.delete_cookie(COOKIE)
    return reply


def _login_form(words: Words, message: str) -> str:
    return (
        f'<h1 class="wb-brand">{words("name")}</h1>'
        + (message_html(message) if message else "")
        + '<form class="wb-login" method="post" action="/login">'
        f'<label for="user">{words("user")}</label>'
        '<input id="user" name="user" autocomplete="username" maxlength="200">'
        f'<label for="password">{words("password")}</label>'
        '<input id="password" name="password" type="password" autocomplete="current-password" '
        'required maxlength="1000">'
        f'<button type="submit">{words("sign_in")}</button></form>'
    )
