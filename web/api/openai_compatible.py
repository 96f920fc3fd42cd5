"""OpenAI-shaped routes: /v1/chat/completions answers with citations, /v1/embeddings encodes texts.

The model `wenbao` answers in the articles' own words.  Where the server has a language model
(`qa/llm/client.py`), `wenbao-written` lets it write, and passes on only the sentences that the
passages cited support.
"""

from __future__ import annotations

import asyncio
import base64
import threading
from typing import Annotated, Literal

import numpy as np
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt

from qa.llm.client import endpoint
from qa.request import LONGEST, has_half_character, read_fields
from web.api import models
from web.api.chat_replies import completion, composed, events, extracted
from web.api.dependencies import Service, interface, part
from web.api.responses import EndingResponse, Json, Problem
from web.interface import Interface
from web.redaction import echoed, model_name

OWN, WRITTEN = "wenbao", "wenbao-written"
EVENTS = "text/event-stream; charset=utf-8"
TEXTS, CHARACTERS = 256, 20_000
"""What one request of /v1/embeddings may bring."""
WRITING = 4
"""Replies that the language model writes at a time, as in the page.  Each holds a thread for as
long as the model takes, and of threads there are some forty for all routes."""
AT_A_TIME = 4
"""Texts encoded before another request has its turn, and before it is seen that nobody waits for
the rest."""


class Part(BaseModel):
    """A part of a message; only text is read."""

    type: str
    text: str | None = None


class ChatMessage(BaseModel):
    role: str
    content: str | list[Part] | None = None

    @property
    def text(self) -> str:
        if isinstance(self.content, list):
            return "\n".join(part.text or "" for part in self.content if part.type == "text")
        return self.content or ""


class Chat(BaseModel):
    """A conversation; the last message of the user is the question, the one before it what it may
    follow up.  Other options of the interface (temperature …) have no meaning here."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"model": OWN, "messages": [{"role": "user", "content": "试用期最长多久"}]}
            ]
        }
    )

    model: str = OWN
    messages: list[ChatMessage] = Field(min_length=1, max_length=1000)
    stream: StrictBool = False
    k: StrictInt = 5


class Texts(BaseModel):
    """Texts to encode."""

    model: str = ""
    input: str | list[str]
    encoding_format: Literal["float", "base64"] = "float"
    input_type: Literal["passage", "query"] = "passage"


class Model(BaseModel):
    """A model by its name."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class ModelList(BaseModel):
    object: Literal["list"]
    data: list[Model]


class Usage(BaseModel):
    """Characters: there are no tokens here."""

    prompt_tokens: int
    completion_tokens: int | None = None
    total_tokens: int


class Embedding(BaseModel):
    object: Literal["embedding"]
    index: int
    embedding: list[float] | str


class EmbeddingList(BaseModel):
    object: Literal["list"]
    data: list[Embedding]
    model: str
    usage: Usage


class Choice(BaseModel):
    """The one reply."""

    index: int
    message: ChatMessage
    finish_reason: Literal["stop"]
    logprobs: None


class Completion(BaseModel):
    """A reply; `wenbao` is the answer as /api/ask gives it, with links."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[Choice]
    usage: Usage
    wenbao: models.Answer


api = APIRouter(default_response_class=Json, responses=models.ERRORS, tags=["compatible"])
"""The routes under /v1."""
PLACES = threading.BoundedSemaphore(WRITING)
Encoding = Annotated[asyncio.Semaphore, part("encoding")]
"""Lets the texts of one request be encoded at a time."""
OpenAI = Annotated[Interface, interface("openai")]


@api.get("/v1/models", summary="OpenAI: models", response_model=ModelList)
def models_(core: Service) -> Json:
    """What may stand as `model`."""
    names = [OWN, *([WRITTEN] if endpoint() else []), model_name(core.store().status.encoder)]
    data = [{"id": name, "object": "model", "created": 0, "owned_by": OWN} for name in names]
    return Json({"object": "list", "data": data})


@api.post("/v1/embeddings", summary="OpenAI: embeddings", response_model=EmbeddingList)
async def embeddings(
    texts: Texts, request: Request, core: Service, one_at_a_time: Encoding
) -> Json:
    """The vectors of the index's encoder: of passages, or with `input_type` "query" of
    questions."""
    encoder = core.store().encoder
    name = model_name(encoder.name)
    if texts.model not in ("", OWN, name, encoder.name):
        raise Problem(404, "no_such_model", name=echoed(texts.model), known=name)
    inputs = [texts.input] if isinstance(texts.input, str) else texts.input
    count = sum(map(len, inputs))
    if len(inputs) > TEXTS or count > CHARACTERS:
        raise Problem(413, "too_many_texts", texts=TEXTS, characters=CHARACTERS)
    if not inputs or not all(map(str.strip, inputs)):
        raise Problem(422, "empty_texts")
    if any(map(has_half_character, inputs)):
        raise Problem(422, "half_character")
    encode = encoder.queries if texts.input_type == "query" else encoder.passages
    rows: list[NDArray[np.float32]] = []
    for start in range(0, len(inputs), AT_A_TIME):
        async with one_at_a_time:
            if await request.is_disconnected():
                break  # nobody reads the reply
            chunk = inputs[start : start + AT_A_TIME]
            rows.extend((await run_in_threadpool(encode, chunk)).astype(np.float32))
    packed = texts.encoding_format == "base64"

    def vector(row: NDArray[np.float32]) -> list[float] | str:
        return base64.b64encode(row.astype("<f4").tobytes()).decode() if packed else row.tolist()

    data = [
        {"object": "embedding", "index": number, "embedding": vector(row)}
        for number, row in enumerate(rows)
    ]
    usage = {"prompt_tokens": count, "total_tokens": count}  # characters; there are no tokens
    return Json({"object": "list", "data": data, "model": name, "usage": usage})


@api.post("/v1/chat/completions", summary="OpenAI: chat completions", response_model=Completion)
def completions(chat: Chat, request: Request, interface: OpenAI) -> Response:
    """The answer with [1] after each sentence and the sources below; `citations` has them as
    JSON.  With `stream`, events as OpenAI sends them."""
    model = endpoint() if chat.model == WRITTEN else None
    if chat.model not in (OWN, WRITTEN) or (chat.model == WRITTEN and model is None):
        raise Problem(404, "no_such_model", name=echoed(chat.model), known=OWN)
    texts = [message.text for message in chat.messages if message.role == "user"]
    questions = [text for text in texts if text.strip()]
    question = (questions or [""])[-1]
    # What is too long for a question was none, so that nothing follows it up.
    earlier = [text for text in questions[-2:-1] if len(text.strip()) <= LONGEST]
    qa_request = read_fields(
        {"question": question, "k": chat.k, "follow": earlier[0] if earlier else None}
    )
    answer = interface.ask(qa_request, interface.core.store())
    base = str(request.base_url).rstrip("/")
    if model and not PLACES.acquire(blocking=False):
        raise Problem(429, "too_many_written", {"Retry-After": "20"}, limit=WRITING)
    pieces = composed(answer, model, base) if model else extracted(answer, base)

    def free_place() -> None:
        if model:
            PLACES.release()

    if chat.stream:
        return EndingResponse(events(pieces, chat.model, answer), EVENTS, free_place)
    try:
        return Json(completion("".join(pieces), chat.model, answer))
    finally:
        free_place()
