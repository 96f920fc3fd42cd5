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
    given = parser.parse_args(arguments)
    file = config_file()
    if given.path:
        console.say(file)
        return 0
    found = values()
    if given.json:
        rows = {one.setting.name: {"value": one.shown, "source": one.source} for one in found}
        print(console.to_json({"file": str(file), "exists": file.is_file(), "settings": rows}))
        return 0
    console.say(
        f"{file}{'' if file.is_file() else ' ' + console.in_words('(there is no such file)')}"
    )
    for one in found:
        about = console.in_words(one.setting.about if one.value is None else one.source)
        told = f"-  {about}" if one.value is None else f"{one.shown}  ({about})"
        console.say(f"{one.setting.name:<16} {one.setting.variable:<18} {told}")
    return 0
