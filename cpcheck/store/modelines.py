"""The first line by which an editor checks a data file: which schema it names, where that lies, and adding it."""

import io
import os
import re
from pathlib import Path

SOUGHT = ("schemas/{kind}.schema.json", "{kind}.schema.json", "cpcheck/schemas/{kind}.schema.json")
"""Where the schema of a kind of file is looked for, in its folder and in those above."""
_MODELINE = re.compile(rb"#[ \t]*yaml-language-server:[ \t]*\$schema=\S")
_BOM = b"\xef\xbb\xbf"


def has_modeline(raw: bytes) -> bool:
    """Tell whether a comment before the data names a schema, as yaml-language-server reads it."""
    for line in io.BytesIO(raw.removeprefix(_BOM)):
        text = line.strip()
        if text and not text.startswith(b"#"):
            return False
        if _MODELINE.match(text):
            return True
    return False


def find_schema(folder: Path, kind: str) -> str | None:
    """Return the way from a folder to the schema of a kind of file beside or above it; None where there is none.

    The search ends at the root of the repository. The way leads up and then to a fixed name, so that it has no
    character that a comment or an editor could stumble over.
    """
    named = Path(os.path.abspath(folder))  # noqa: PTH100 - takes `..` out, so that each step up is one folder
    for steps, place in enumerate((named, *named.parents)):
        for name in SOUGHT:
            if (place / name.format(kind=kind)).is_file():
                return "../" * steps + name.format(kind=kind)
        if (place / ".git").exists():
            break
    return None


def write_modeline(schema: str) -> str:
    """Return the line that names a schema, without a line break."""
    return f"# yaml-language-server: $schema={schema}"


def add_modeline(raw: bytes, schema: str) -> bytes:
    """Return the bytes of a file with the line before all others; nothing else of it changes."""
    bom, body = (_BOM, raw[len(_BOM) :]) if raw.startswith(_BOM) else (b"", raw)
    first, found, _ = body.partition(b"\n")
    end = "\r\n" if found and first.endswith(b"\r") else "\n"
    return bom + f"{write_modeline(schema)}{end}".encode() + body
