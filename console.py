"""How the commands end: errors as one line, exit codes that scripts can trust."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from errors import WenbaoError


def run(main: Callable[[], int]) -> int:
    """The exit code of a command's main function.

    0 to 2 as `main` returns it; 1 with one line on standard error for an error of ours; 130 after
    Ctrl-C; 141 when whoever read the output has gone (`| head`), as a shell reports SIGPIPE.
    """
    try:
        code = main()
        sys.stdout.flush()
        return code
    except WenbaoError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The interpreter flushes once more on exit; give it somewhere to write to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
