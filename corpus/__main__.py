"""`python -m corpus PATH… [--json]`: what the readers make of files, an article a line."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

import console
from corpus import Skipped, article_json, read_articles


def main(arguments: Sequence[str] | None = None) -> int:
    """0 if everything was read, 1 if something was refused, 2 for wrong usage."""
    parser = argparse.ArgumentParser(
        prog="python -m corpus", description="Read articles and print what was found."
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file or folder")
    parser.add_argument("--json", action="store_true", help="one JSON object an article")
    options = parser.parse_args(arguments)
    refused = 0

    def on_skip(skipped: Skipped) -> None:
        nonlocal refused
        refused += 1
        print(_printable(f"{skipped.path}: {skipped.reason}"), file=sys.stderr)

    for article in read_articles(options.paths, on_skip=on_skip):
        if options.json:
            print(json.dumps(article_json(article), ensure_ascii=False))
        else:
            by = " · ".join(x for x in (article.author, article.office, article.published) if x)
            line = f"{article.id}  {article.title or '(no title)'}  {by}".rstrip()
            print(_printable(line))
            print(_printable(f"    {len(article.paragraphs)} paragraphs, {article.path}"))
    return 1 if refused else 0


def _printable(line: str) -> str:
    """The line without what could steer a terminal."""
    return "".join(char if char.isprintable() else "\ufffd" for char in line)


if __name__ == "__main__":
    sys.exit(console.run(main))
