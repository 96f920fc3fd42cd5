"""`python -m corpus PATH… [--json]`: prints the articles that the readers find, one a line.

`--hocr DIR` and `--alto DIR` write what is recognised in scans into a folder instead."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import console

if __name__ == "__main__":
    console.interruptible()

from corpus import Skipped, article_json, read_articles


def main(arguments: Sequence[str] | None = None) -> int:
    """0 if everything was read, 1 if something was refused, 2 for wrong usage."""
    parser = console.Parser(
        prog=console.program("python -m corpus"),
        description="Read articles and print what was found.",
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file or folder")
    parser.add_argument("--json", action="store_true", help="one JSON object an article")
    forms = parser.add_mutually_exclusive_group()
    for form, name in (("hocr", "hOCR"), ("alto", "ALTO")):
        purpose = f"write the text of scans and its places into DIR as {name}, instead of articles"
        forms.add_argument(f"--{form}", metavar="DIR", type=Path, help=purpose)
    options = parser.parse_args(arguments)
    refused = 0

    def on_skip(skipped: Skipped) -> None:
        nonlocal refused
        refused += 1
        console.warn(f"{skipped.path}: {console.told(skipped.reason)}")

    form = "hocr" if options.hocr else "alto" if options.alto else ""
    if form:
        from corpus import scans

        for target in scans.write(options.paths, form, getattr(options, form), on_skip):
            console.say(target)
        return 1 if refused else 0
    for article in read_articles(options.paths, on_skip=on_skip):
        if options.json:
            print(console.to_json(article_json(article)))
        else:
            source = " · ".join(filter(None, (article.author, article.office, article.published)))
            console.say(
                f"{article.id}  {article.title or console.text('no_title')}  {source}".rstrip(),
                "    "
                + console.text("article_line", count=len(article.paragraphs), path=article.path),
            )
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(console.run(main))
