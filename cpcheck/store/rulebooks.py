"""Rulebooks, by the name of a shipped one or as a file of the user's."""

from pathlib import Path

from cpcheck.errors import DataError, UsageError, name_nearest
from cpcheck.rulebook import Rulebook, build_rulebook
from cpcheck.store.cache import NO_CACHE, Cache
from cpcheck.store.cases import check_book, merge_problems
from cpcheck.store.files import SUFFIXES, read_file

_RULEBOOKS = Path(__file__).parent.parent / "rulebooks"


def list_rulebooks() -> list[str]:
    """Return the names of the shipped rulebooks."""
    return sorted(path.stem for path in _RULEBOOKS.glob("*.yaml"))


def load_rulebook(name: str, *, cache: Cache = NO_CACHE) -> Rulebook:
    """Read a rulebook, by the name of a shipped one or by its file.

    Raises: UsageError for an unknown name; DataError for a file that is not a sound rulebook.
    """
    shipped = _RULEBOOKS / f"{name}.yaml"
    is_file = name.endswith(SUFFIXES) or "/" in name or "\\" in name
    if not is_file and name not in list_rulebooks():
        known = list_rulebooks()
        raise UsageError(
            f'no rulebook "{name}"; expected one of {", ".join(known)}, or a .yaml file{name_nearest(name, known)}'
        )
    file = read_file(name if is_file else str(shipped), kind="rulebook", cache=cache)
    problems = merge_problems(file, check_book(file, cache) if file.holds_data else [])
    if problems:
        raise DataError(problems)
    return build_rulebook(file.data)
