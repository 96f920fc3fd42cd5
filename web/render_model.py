"""What a language model wrote, as HTML: each sentence with its sources, or struck out."""

from __future__ import annotations

from qa.llm import Reply
from qa.records import Answer, Hit
from qa.support import Claim
from web.marks import bdi, plain
from web.render import article_link, title_of
from web.strings import Words


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
    links = "".join(_link(hits[rank], words) for rank in claim.cites if rank in hits)
    if claim.supported:
        return f"<p>{bdi(claim.text)}{links}</p>"
    reason = plain(claim.reason or "")
    return (
        f'<p class="wb-unsupported"><s>{bdi(claim.text)}</s>{links} '
        f'<em title="{reason}">{words("unsupported")}</em></p>'
    )


def _link(hit: Hit, words: Words) -> str:
    label = words("cite_label", rank=hit.rank, title=title_of(hit, words), n=hit.paragraph)
    return (
        f'<a class="wb-cite" href="{plain(article_link(hit, ()))}" aria-label="{plain(label)}" '
        f'title="{plain(label)}">[{hit.rank}]</a>'
    )
