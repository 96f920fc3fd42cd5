"""HTML of a language model's reply: each sentence with its sources, or struck out."""

from __future__ import annotations

from qa.llm.citation_check import Claim
from qa.llm.client import Reply
from qa.records import Answer, Hit
from web.ui.escape import bdi, plain
from web.ui.html_sources import cite_html
from web.ui.strings import Words


def reply_html(reply: Reply, answer: Answer, words: Words) -> str:
    """The reply as far as it has come; its sentences are cited and judged once it is done."""
    if reply.failed:
        text = words("model_failed", reason=words.told(reply.failed))
        return f'<p class="wb-message" role="status">{plain(text)}</p>'
    if reply.done:
        hits = {hit.rank: hit for hit in answer.hits}
        body = "".join(_claim(claim, hits, words) for claim in reply.claims)
    else:
        caret = '<span class="wb-caret" aria-hidden="true"></span>'
        body = f"<p><bdi>{plain(reply.text)}</bdi>{caret}</p>"
    return (
        f'<section class="wb-model" aria-busy="{str(not reply.done).lower()}">'
        f"<h2>{words('model_answer')}</h2>{body}</section>"
    )


def _claim(claim: Claim, hits: dict[int, Hit], words: Words) -> str:
    links = "".join(cite_html(hits[rank], (), words) for rank in claim.cites if rank in hits)
    if claim.supported:
        return f"<p>{bdi(claim.text)}{links}</p>"
    reason = plain(words.told(claim.reason or ""))
    return (
        f'<p class="wb-unsupported"><s>{bdi(claim.text)}</s>{links} '
        f'<em title="{reason}">{words("unsupported")}</em></p>'
    )
