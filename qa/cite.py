"""`python -m qa.cite ID…`: articles and passages as reference lists have them."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

import console

if __name__ == "__main__":
    console.interruptible()

from corpus.citations import STYLES, citation
from corpus.dates import iso_date
from errors import QuestionError
from index import INDEX_HELP
from index.current import current_store
from index.store import Store
from messages.tables import DATE_FORM


def main(arguments: Sequence[str] | None = None) -> int:
    """0, or 2 for an id, style or date that is none."""
    parser = console.Parser(
        prog=console.program("python -m qa.cite"),
        description="Cites articles and passages as reference lists have them.",
    )
    parser.add_argument(
        "ids", nargs="+", metavar="ID", help="of an article, or of a passage of it: ID#3"
    )
    parser.add_argument(
        "--style", default="gbt7714", help=f"{', '.join(STYLES)} (default: gbt7714)"
    )
    parser.add_argument(
        "--accessed", metavar="DATE", help=f"when its own address was read: {DATE_FORM}"
    )
    parser.add_argument("--index", metavar="DIR", help=INDEX_HELP)
    args = parser.parse_args(arguments)
    accessed = iso_date(args.accessed) if args.accessed else None
    if args.accessed and accessed is None:
        raise QuestionError(
            "bad_date", filter="accessed", value=repr(args.accessed)[:80], form=DATE_FORM
        )
    store = current_store(args.index)
    citations = [cited(place, args.style, accessed, store) for place in args.ids]
    if args.style == "csl-json":
        records = [record for text in citations for record in json.loads(text)]
        print(console.to_json(records))
        return 0
    for text in citations:
        console.say(*text.splitlines())
    return 0


def cited(place: str, style: str, accessed: str | None, store: Store) -> str:
    """The citation of an article, or of ID#n with the words of that paragraph."""
    article, number = store.article(place), ""
    if article is None:
        name, _, number = place.rpartition("#")
        article = store.article(name) if number.isdecimal() and len(number) < 7 else None
    if article is None:
        raise QuestionError("no_article_here", id=repr(place)[:80])
    count = len(article.paragraphs)
    if number and not 1 <= int(number) <= count:
        raise QuestionError("no_such_paragraph", number=int(number), count=count)
    words = article.paragraphs[int(number) - 1].text if number else None
    return citation(article.metadata, words, style, accessed=accessed, key=article.id)


if __name__ == "__main__":
    sys.exit(console.run(main))
