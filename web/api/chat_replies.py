"""Replies of /v1/chat/completions: text with [1] and its sources, whole or as events.

What is in the articles' own words comes from the answer; what a language model writes comes
sentence by sentence, once each is checked.
"""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from corpus.citations import citation
from corpus.metadata import Metadata
from corpus.tables import BETWEEN_NAMES
from qa.llm.client import Endpoint, tell
from qa.records import Answer, Hit, LibraryAnswer
from web.api.public_json import links_of, public_answer
from web.error_response import escaped
from web.ui.strings import Words


def words_for(question: str) -> Words:
    """What is said beside the articles' words, in the language of the question."""
    chinese = any("\u4e00" <= character <= "\u9fff" for character in question)
    return Words("zh" if chinese else "en")


_ACTS = re.compile(r"[\[\]<]|(?<=[a-z]):(?=//)|(?<=www)\.", re.IGNORECASE)
"""What makes Markdown a link, a picture or HTML, in text that the articles or a model wrote."""


def unlinked(text: str) -> str:
    """Text in which Markdown finds no link, picture or HTML, for clients show replies as Markdown:
    an article could make the reader's browser fetch an address, or a citation lead elsewhere.
    The words themselves, untouched, are in `wenbao`."""
    return _ACTS.sub(r"\\\g<0>", text)


def extracted(answer: Answer, base: str) -> Iterator[str]:
    """The articles' own words, sentence by sentence, then where they stand."""
    words = words_for(answer.question)
    if answer.library:
        yield from library_lines(answer.library, base)
        return
    if not answer.answered:
        yield words("chat_nearest" if answer.hits else "chat_nothing")
        yield sources(answer.hits, "", base)
        return
    cited: set[int] = set()
    for sentence in answer.sentences:
        ranks = (sentence.hit, *sentence.also)
        cited.update(ranks)
        names = f"({BETWEEN_NAMES.join(sentence.columns)}) " if sentence.columns else ""
        yield unlinked(names + sentence.text) + "".join(f"[{rank}]" for rank in ranks)
    if answer.more:
        yield f" ({words('list_goes_on', n=answer.more)})"
    head = "\n\n" + words("chat_sources")
    yield sources([hit for hit in answer.hits if hit.rank in cited], head, base)


def library_lines(library: LibraryAnswer, base: str) -> Iterator[str]:
    """What the list of articles says: the sentence, then a line a name or article."""
    yield unlinked(library.text)
    yield "".join(f"\n- {unlinked(name)} ({count})" for name, count in library.names)
    for line in library.articles:
        yield "\n- " + _source_line(line.metadata, base + links_of(line.id, 1)["page"])


def composed(answer: Answer, model: Endpoint, base: str) -> Iterator[str]:
    """What the language model writes, a sentence once it is checked; what the passages do not say
    is left out, and that it was is said."""
    if answer.library:  # there is no passage to write from
        yield from extracted(answer, base)
        return
    words = words_for(answer.question)
    claims_read, left_out, cited = 0, 0, set[int]()
    for reply in tell(answer.question, answer.hits, model):
        if reply.failed:
            yield words("chat_failed") + "\n\n"
            yield from extracted(answer, base)
            return
        for claim in reply.claims[claims_read:]:
            if claim.supported:
                cited.update(claim.cites)
                yield unlinked(claim.text) + "".join(f"[{rank}]" for rank in claim.cites)
            else:
                left_out += 1
        claims_read = len(reply.claims)
    if left_out:
        yield "\n\n" + words("chat_left_out", count=left_out)
    head = "\n\n" + words("chat_sources")
    yield sources([hit for hit in answer.hits if hit.rank in cited], head, base)


def sources(hits: Sequence[Hit], head: str, base: str) -> str:
    """A line a hit: its number, its citation, its address."""
    lines = [
        f"\n[{hit.rank}] "
        + _source_line(hit.metadata, base + links_of(hit.article_id, hit.paragraph)["page"])
        for hit in hits
    ]
    return head + "".join(lines) if lines else ""


def _source_line(metadata: Metadata, link: str) -> str:
    """A citation, and where this server shows the passage."""
    # The article's own address would stand in place of ours if there were none; it is not shown.
    return unlinked(citation(replace(metadata, url=None), None, "plain")) + link


def citations(answer: Answer) -> dict[str, Any]:
    """What our replies have besides OpenAI's: the answer as /api/ask gives it, with links."""
    return {"wenbao": public_answer(answer, links=True)}


def completion(text: str, model: str, answer: Answer) -> dict[str, Any]:
    """A whole reply."""
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    count = {
        "prompt_tokens": len(answer.question), "completion_tokens": len(text),
        "total_tokens": len(answer.question) + len(text),
    }  # fmt: skip
    head = {"id": _completion_id(), "object": "chat.completion", "created": int(time.time())}
    return {**head, "model": model, "choices": [choice], "usage": count, **citations(answer)}


def events(pieces: Iterator[str], model: str, answer: Answer) -> Iterator[str]:
    """The reply as server-sent events; the last before [DONE] has the citations."""
    head = {"id": _completion_id(), "object": "chat.completion.chunk", "created": int(time.time())}

    def event(delta: dict[str, str], reason: str | None = None, **more: Any) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": reason, "logprobs": None}
        chunk = {**head, "model": model, "choices": [choice], **more}
        return f"data: {escaped(json.dumps(chunk, ensure_ascii=False))}\n\n"

    yield event({"role": "assistant", "content": ""})
    for piece in pieces:
        yield event({"content": piece})
    yield event({}, "stop", **citations(answer))
    yield "data: [DONE]\n\n"


def _completion_id() -> str:
    return f"chatcmpl-{secrets.token_hex(12)}"
