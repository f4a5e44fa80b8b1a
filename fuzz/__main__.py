"""`python -m fuzz TARGET [OPTION OF LIBFUZZER | FOLDER]...`: feed a target until something breaks.

Inputs that reach new code are kept in the first folder named; seeds and found inputs are read in any case.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

from fuzz.targets import CORPUS, FOUND, NAMES


def main() -> None:
    """Run libFuzzer, which exits by itself."""
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in NAMES:
        sys.exit(f"usage: python -m fuzz TARGET [OPTION|FOLDER]...; expected as target one of {', '.join(NAMES)}")
    with atheris.instrument_imports(include=["cpcheck"]):
        from fuzz.mutation import change_lines, change_tree, list_words
        from fuzz.targets import load_target

        target = load_target(name)
    with tempfile.NamedTemporaryFile("w", suffix=".dict", encoding="utf-8") as words:
        words.writelines(f'"{word}"\n' for word in list_words())
        words.flush()
        given = sys.argv[2:]
        kept = [] if any(not option.startswith("-") for option in given) else [tempfile.mkdtemp(prefix="cpcheck-kept-")]
        seeds = [str(folder / name) for folder in (CORPUS, FOUND) if (folder / name).is_dir()]
        Path(FOUND / name).mkdir(parents=True, exist_ok=True)
        options = [f"-dict={words.name}", f"-artifact_prefix={FOUND / name}/", "-max_len=8192", "-timeout=30"]
        change = change_lines if name == "report_text" else change_tree
        atheris.Setup([sys.argv[0], *options, *given, *kept, *seeds], target, custom_mutator=_mix(change))
        atheris.Fuzz()


def _mix(change: Callable[[bytes, int], bytes | None]) -> Callable[[bytes, int, int], bytes]:
    """Return a mutator that changes two inputs of three in their own grain, and the third as bytes."""

    def mutate(raw: bytes, most: int, seed: int) -> bytes:
        changed = change(bytes(raw), seed) if seed % 3 else None
        if changed is None or len(changed) > most:
            mutated: bytes = atheris.Mutate(raw, most)
            return mutated
        return changed

    return mutate


if __name__ == "__main__":
    main()
