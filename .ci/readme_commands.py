"""Print the two set-up commands of the README, one on each line: the code blocks of its section "Set up"."""

import re
import sys
from pathlib import Path

readme = Path(sys.argv[1]).read_text(encoding="utf-8")
section = re.search(r"^## Set up\n(.*?)^## ", readme, re.MULTILINE | re.DOTALL)
if section is None:
    sys.exit('README.md has no section "Set up"')
commands = [block.strip() for block in re.findall(r"^```sh\n(.*?)^```", section[1], re.MULTILINE | re.DOTALL)]
if len(commands) != 2 or any("\n" in command for command in commands):
    sys.exit(f'the section "Set up" of README.md must hold two commands of one line each, found {commands}')
print("\n".join(commands))
