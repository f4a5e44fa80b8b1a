"""Frozen records, as cheap to define as any class.

    @record
    class Item:
        id: str
        title: str = ""

They are what `@dataclass(frozen=True, kw_only=True, slots=True)` makes, to whoever uses them and to a type checker.
But a dataclass writes and compiles the source of its methods when its module is imported, 0.8 to 2.3 ms for each class,
which was a third of the start of the program. These methods are written once, here, and a class takes 0.07 ms. Making
an instance takes as long as with a dataclass.
"""

from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from typing import Any, NoReturn, TypeVar, dataclass_transform

_Class = TypeVar("_Class")
_Record = TypeVar("_Record")
FIELDS = "__record_fields__"
"""Attribute of a class that holds the names of its fields, in order."""
DEFAULTS = "__record_defaults__"
"""Attribute of a class that holds what fields are set to where nothing is given."""


class FrozenRecordError(AttributeError):
    """Something tried to change a record."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
def record(cls: type[_Class]) -> type[_Class]:
    """Make a frozen record of a class: its annotated names are fields, in order, with what they are set to as default.

    Those of a record that it derives from come first. Defaults are shared by all instances, so they must not be
    changed. `__post_init__` is called where there is one.
    """
    own = tuple(cls.__annotations__)
    names = (*getattr(cls, FIELDS, ()), *own)
    body = {name: value for name, value in cls.__dict__.items() if name not in {"__dict__", "__weakref__"}}
    defaults = getattr(cls, DEFAULTS, {}) | {name: body.pop(name) for name in own if name in body}
    slots = {"__slots__": own, "__match_args__": (), "__qualname__": cls.__qualname__}
    body |= {DEFAULTS: defaults, FIELDS: names, **slots}
    kind: Any = type(cls)
    made: Any = kind(cls.__name__, cls.__bases__, body)
    made.__init__ = _write_init(made, names, defaults, getattr(made, "__post_init__", None))
    read = _write_read(names)
    for name, method in _write_methods(read).items():
        if name not in body:
            setattr(made, name, method)
    return made  # type: ignore[no-any-return]


def _write_init(
    made: type, names: tuple[str, ...], defaults: Mapping[str, Any], finish: Callable[[Any], None] | None
) -> Callable[..., None]:
    setters = tuple((name, getattr(made, name).__set__) for name in names)
    number = len(names)

    def __init__(self: Any, **given: Any) -> None:  # noqa: N807 - it becomes the method of this name
        if len(given) != number:
            given = {**defaults, **given}
        try:
            for name, put in setters:
                put(self, given[name])
        except KeyError as error:
            raise TypeError(f"{made.__name__} lacks {error.args[0]}") from None
        if len(given) != number:
            unknown = ", ".join(given.keys() - set(names))
            raise TypeError(f"{made.__name__} has no {unknown}")
        if finish is not None:
            finish(self)

    return __init__


def _write_read(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """Return what gives the values of all fields."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda self: tuple(getattr(self, name) for name in names)


def _write_methods(read: Callable[[Any], tuple[Any, ...]]) -> dict[str, Callable[..., Any]]:
    """Return the methods that are alike for all records but for their fields."""

    def equals(self: Any, other: object) -> Any:
        return read(self) == read(other) if type(other) is type(self) else NotImplemented

    def hash_(self: Any) -> int:
        return hash(read(self))

    def reduce(self: Any) -> tuple[Any, ...]:
        return _restore, (type(self), read(self))

    return {
        "__eq__": equals,
        "__hash__": hash_,
        "__repr__": _represent,
        "__reduce__": reduce,
        "__replace__": _replace,
        "__setattr__": _refuse,
        "__delattr__": _refuse,
    }


def _represent(self: Any) -> str:
    return f"{type(self).__qualname__}({', '.join(f'{name}={value!r}' for name, value in list_values(self))})"


def _refuse(self: Any, name: str, *_: Any) -> NoReturn:
    raise FrozenRecordError(f"{type(self).__name__}.{name} cannot be changed")


def _replace(self: _Record, **changes: Any) -> _Record:
    return type(self)(**{**dict(list_values(self)), **changes})


def _restore(cls: Any, values: tuple[Any, ...]) -> Any:
    return cls(**dict(zip(getattr(cls, FIELDS), values, strict=True)))


def list_values(one: Any) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a record with their values, in order."""
    for name in getattr(one, FIELDS):
        yield name, getattr(one, name)


def replace(one: _Record, **changes: Any) -> _Record:
    """Return a record, or a dataclass, with other values for some fields.

    Raises: TypeError for a field that it does not have.
    """
    change: Any = getattr(one, "__replace__", None)
    if change is None:
        import dataclasses

        other: Any = one
        changed: _Record = dataclasses.replace(other, **changes)
        return changed
    made: _Record = change(**changes)
    return made
