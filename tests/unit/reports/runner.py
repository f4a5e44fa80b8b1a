"""The rules by which actions/runner finds commands in what a step prints, after its `ActionCommand.cs`."""

import re
from typing import NamedTuple

REGISTERED = {"error", "warning", "notice", "stop-commands", "add-mask", "set-output", "set-env", "add-path", "group"}


class Command(NamedTuple):
    """What the runner makes of one line."""

    name: str
    properties: dict[str, str]
    data: str


class Runner:
    """Finds the commands in what a step prints, and leaves alone what stands between the two lines of a pause."""

    def __init__(self) -> None:
        self.token: str | None = None
        self.commands: list[Command] = []

    def read(self, output: str) -> list[Command]:
        """Return the commands in what a step prints."""
        for line in re.split(r"\r\n|\r|\n", output):
            self._take(line)
        return self.commands

    def _take(self, line: str) -> None:
        command = self._parse(line) or self._parse_old(line)
        if command is None:
            return
        if self.token is not None:
            self.token = None if command.name == self.token else self.token
        elif command.name == "stop-commands":
            self.token = command.data.lower()
        else:
            self.commands.append(command)

    def _parse(self, line: str) -> Command | None:
        start, sign, rest = line.lstrip().partition("::")
        told, end, data = rest.partition("::")
        name, _, properties = told.partition(" ")
        if start or not sign or not end or name.lower() not in REGISTERED | {self.token}:
            return None
        pairs = [pair.split("=", 1) for pair in properties.strip().split(",") if "=" in pair]
        return Command(name.lower(), {key: unescape(value, ":,") for key, value in pairs}, unescape(data))

    def _parse_old(self, line: str) -> Command | None:
        found = re.search(r"##\[([^\]]*)\](.*)", line)
        name = found[1].partition(" ")[0].lower() if found else ""
        return Command(name, {}, found[2]) if found and name in REGISTERED | {self.token} else None


def unescape(text: str, further: str = "") -> str:
    for char in ("\r", "\n", *further, "%"):
        text = text.replace(f"%{ord(char):02X}", char)
    return text
