"""Command-line output and exit codes: text that is safe on a terminal, errors in one line, and
statuses that scripts can rely on."""

from __future__ import annotations

import argparse
import codecs
import contextlib
import errno
import json
import os
import re
import shlex
import sys
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, NoReturn
from unicodedata import east_asian_width

import settings
from errors import QuestionError, WenbaoError
from messages import Message
from messages.tables import HELP
from messages.translate import in_chinese, locale_language

# Controls (C0, C1), marks that turn the direction of the text or cannot be seen, line separators,
# halves of characters.  The joiners U+200C and U+200D, which emoji and scripts need, are not here.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)

_COMMAND = re.compile(r"python -m index [a-z]+")
_MODULE = re.compile(r"(?<![/\w])python -m index\b")


def printable(text: object) -> str:
    """One line that cannot steer a terminal: what could is shown by its number, as \\x1b."""
    return _UNSAFE.sub(lambda match: match.group().encode("unicode_escape").decode(), str(text))


def say(*lines: object) -> None:
    """Prints lines for people, made safe one by one."""
    print("\n".join(map(printable, lines)))


def warn(*lines: object) -> None:
    """The same on standard error."""
    print("\n".join(map(printable, lines)), file=sys.stderr, flush=True)


def to_json(value: Any) -> str:
    """JSON on one line, Chinese as it is; what could steer a terminal is escaped, as JSON may."""
    return _UNSAFE.sub(
        lambda match: json.dumps(match.group())[1:-1], json.dumps(value, ensure_ascii=False)
    )


class HelpFormatter(argparse.HelpFormatter):
    """Writes the help in the language of this user's locale."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        return action.help and in_words(action.help)

    def add_text(self, text: str | None) -> None:
        super().add_text(text and in_words(text))

    def start_section(self, heading: str | None) -> None:
        super().start_section(heading and in_words(heading))

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        head = in_words("usage: ") if prefix is None else prefix
        super().add_usage(usage and in_words(usage), actions, groups, head)


class Parser(argparse.ArgumentParser):
    """Reads the arguments; a wrong call is one line and exit status 2, as every error is."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"formatter_class": HelpFormatter, **options})

    def parse_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> argparse.Namespace:
        global _index
        _index = None
        parsed = super().parse_args(args, namespace)
        _index = getattr(parsed, "index", None)
        return parsed

    def error(self, message: str) -> NoReturn:
        warn(text("error_line", error=text("wrong_call", reason=message, command=self.prog)))
        self.exit(2)


WRONG_CALLS = (
    "arguments_missing", "arguments_unknown", "argument_choice", "argument_no_choice",
    "argument_value", "argument_range", "argument_no_value", "argument_one_value",
    "argument_other", "argument_without", "argument_either",
)  # fmt: skip
"""What argparse says of a wrong call; rows of the messages, by which its text is read back."""


def within(low: float, high: float, kind: type[float] = int) -> Callable[[str], Any]:
    """The `type` of an argument that is a number from `low` to `high`."""

    def number(text: str) -> float:
        with contextlib.suppress(ValueError, OverflowError):
            if low <= (value := kind(text)) <= high:
                return value
        raise argparse.ArgumentTypeError(f"{text!r} is no number from {low} to {high}")

    return number


_index: object = None
"""The --index of this call."""


def told(message: object) -> str:
    """An error, reason or note in the language of this user's locale.

    A command that it names acts on the index of this call: a hint to take articles out, followed
    word for word, would else take them out of the default one.
    """
    return at_index(in_chinese(message) if locale_language() == "zh" else str(message))


def at_index(told_text: str) -> str:
    """A text whose commands act on the index of this call, and are those of who called: outside
    its environment, `python` of an installed `wenbao` is another one."""
    if _index is not None and " --index " not in told_text:
        option = f" --index {shlex.quote(str(_index))}"
        told_text = _COMMAND.sub(lambda command: command[0] + option, told_text)
    is_installed = sys.argv[0].startswith("wenbao ")
    return _MODULE.sub("wenbao index", told_text) if is_installed else told_text


def text(key: str, **fields: object) -> str:
    """A line of a command's output in that language; a row of `messages/messages.json`."""
    return told(Message(key, fields))


def in_words(english: str) -> str:
    """A text of the help, or a label of the output, in that language."""
    return HELP.get(english, english) if locale_language() == "zh" else english


def column(label: str, width: int) -> str:
    """A label in that language, filled with spaces to this width on a terminal."""
    words = in_words(label)
    wide = sum(east_asian_width(character) in "WF" for character in words)
    return words + " " * (width - len(words) - wide)


def progress() -> Callable[[int, int | None, str], None]:
    """A line on standard error, renewed once a second, from the third second on."""
    started = shown = time.monotonic()

    def show(done: int, total: int | None, what: str) -> None:
        nonlocal shown
        now = time.monotonic()
        if now - started > 2 and now - shown > 1:
            shown = now
            fields = {"what": in_words(what), "done": str(done)}
            line = text("progress_of", total=str(total), **fields) if total else ""
            warn(line or text("progress_line", **fields))

    return show


def failed(error: WenbaoError) -> int:
    """Tells an error in one line; the exit status: 2 for a wrong call, 1 for what went wrong."""
    warn(text("error_line", error=told(error)))
    return 2 if isinstance(error, QuestionError) else 1


def program(module: str) -> str:
    """What a command calls itself: as `wenbao` was called, else as the module is run."""
    return sys.argv[0] if sys.argv[0].startswith("wenbao ") else module


def interruptible() -> None:
    """Tells of Ctrl-C in one line while the modules of a command are imported too, before `run`."""

    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        warn(text("stopped"))
        os._exit(130)  # the interpreter would end by the signal itself

    sys.excepthook = tell


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What keeps an output from being written, besides a reader who has gone."""


def run(main: Callable[[], int]) -> int:
    """The exit code of a command's main function.

    0 to 2 as `main` returns it; for an error of ours as `failed` says, which an output that cannot
    be written is too; 130 after Ctrl-C; 141 when whoever read the output has gone (`| head`), as a
    shell reports SIGPIPE.
    """
    try:
        settings.load()
        code = main()
        sys.stdout.flush()
        return code
    except WenbaoError as error:
        return failed(error)
    except KeyboardInterrupt:
        warn(text("stopped"))
        return 130
    except BrokenPipeError:
        _write_nowhere()
        return 141
    except UnicodeEncodeError as error:
        if codecs.lookup(sys.stdout.encoding).name == "utf-8":
            raise
        lacking = ascii(error.object[error.start])
        return failed(WenbaoError("narrow_output", encoding=error.encoding, character=lacking))
    except OSError as error:
        if error.filename is not None or error.errno not in _FULL:
            raise
        _write_nowhere()
        return failed(WenbaoError("unwritten_output", error=error.strerror))


def _write_nowhere() -> None:
    """The interpreter flushes once more on exit: this gives it somewhere to write to."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
