"""`wenbao config`: every setting, its value, and whether the environment or the file has it."""

from __future__ import annotations

from collections.abc import Sequence

import console
from settings import config_file, values


def main(arguments: Sequence[str] | None = None) -> int:
    """0; or 1 with an error if the file cannot be used."""
    parser = console.Parser(
        prog=console.program("wenbao config"),
        description="Shows the settings: of the environment, else of the configuration file.",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--path", action="store_true", help="only where the file is, or would be")
    options = parser.parse_args(arguments)
    file = config_file()
    if options.path:
        console.say(file)
        return 0
    table = values()
    if options.json:
        rows = {row.setting.name: {"value": row.shown, "source": row.source} for row in table}
        print(console.to_json({"file": str(file), "exists": file.is_file(), "settings": rows}))
        return 0
    console.say(
        f"{file}{'' if file.is_file() else ' ' + console.in_words('(there is no such file)')}"
    )
    for row in table:
        about = console.in_words(row.setting.about if row.value is None else row.source)
        text = f"-  {about}" if row.value is None else f"{row.shown}  ({about})"
        console.say(f"{row.setting.name:<16} {row.setting.variable:<18} {text}")
    return 0
