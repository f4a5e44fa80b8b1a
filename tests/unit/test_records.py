"""Records are what frozen dataclasses are, to whoever uses them."""

import copy
import pickle
from dataclasses import dataclass
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpcheck.records import FrozenRecordError, list_values, record, replace


@record
class Pair:
    """A record with defaults."""

    first: int
    second: str = "two"
    rest: tuple[int, ...] = ()

    @property
    def both(self) -> str:
        """Return the first two."""
        return f"{self.first}{self.second}"

    @classmethod
    def of(cls, first: int) -> "Pair":
        """Make one of its first field."""
        return cls(first=first)


@record
class Single:
    """A record with one field."""

    only: int


@record
class Triple(Pair):
    """A record with a field more than the one it derives from."""

    third: bool = False


@record
class Checked:
    """A record that is checked."""

    text: str

    def __post_init__(self) -> None:
        """Refuse an empty text."""
        if not self.text:
            raise ValueError("empty")
        object.__setattr__(self, "text", self.text.strip())


@dataclass(frozen=True, kw_only=True, slots=True)
class Twin:
    """The dataclass that `Pair` should be like."""

    first: int
    second: str = "two"
    rest: tuple[int, ...] = ()


VALUES = st.fixed_dictionaries(
    {"first": st.integers()}, optional={"second": st.text(), "rest": st.tuples(st.integers())}
)


@given(VALUES, VALUES)
def test_a_record_is_equal_hashed_and_written_as_a_dataclass(one: dict[str, object], other: dict[str, object]) -> None:
    ours, theirs = (Pair(**one), Pair(**other)), (Twin(**one), Twin(**other))  # type: ignore[arg-type]
    assert (ours[0] == ours[1]) is (theirs[0] == theirs[1])
    assert (hash(ours[0]) == hash(ours[1])) is (hash(theirs[0]) == hash(theirs[1]))
    assert repr(ours[0]) == repr(theirs[0]).replace("Twin(", "Pair(")
    assert [list(list_values(pair)) for pair in ours] == [
        [(name, getattr(twin, name)) for name in ("first", "second", "rest")] for twin in theirs
    ]


def test_fields_are_given_by_name_and_all_that_have_no_default() -> None:
    with pytest.raises(TypeError, match="Pair lacks first"):
        Pair()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="Pair has no third"):
        Pair(first=1, third=3)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Pair(1)  # type: ignore[call-arg]
    assert Pair(first=1).both == "1two"
    assert Pair.of(2) == Pair(first=2, second="two", rest=())
    assert Single(only=1) != Single(only=2)


def test_nothing_of_a_record_can_be_changed_and_nothing_added() -> None:
    pair = Pair(first=1)
    for name in ("first", "third"):
        with pytest.raises(FrozenRecordError):
            setattr(pair, name, 2)
        with pytest.raises(FrozenRecordError):
            delattr(pair, name)
    assert not hasattr(pair, "__dict__")


def test_records_of_two_classes_are_never_equal() -> None:
    @record
    class Other:
        first: int
        second: str = "two"
        rest: tuple[int, ...] = ()

    others: list[object] = [Other(first=1), (1, "two", ())]
    assert Pair(first=1) not in others


def test_a_copy_and_a_pickle_are_the_same_record() -> None:
    pair = Pair(first=1, rest=(2, 3))
    assert copy.copy(pair) == copy.deepcopy(pair) == pickle.loads(pickle.dumps(pair)) == pair  # noqa: S301 - our own


def test_replace_gives_another_record_and_serves_dataclasses_too() -> None:
    pair = Pair(first=1)
    assert replace(pair, second="x") == Pair(first=1, second="x")
    assert pair.second == "two"
    assert replace(Twin(first=1), second="x") == Twin(first=1, second="x")
    with pytest.raises(TypeError):
        replace(pair, third=3)


def test_what_is_checked_at_the_end_of_making_is_checked_every_time() -> None:
    assert Checked(text=" a ").text == "a"
    with pytest.raises(ValueError, match="empty"):
        Checked(text="")
    with pytest.raises(ValueError, match="empty"):
        replace(Checked(text="a"), text="")


def test_a_method_of_its_own_is_kept() -> None:
    @record
    class Loud:
        name: str
        kinds: ClassVar[int]  # a name without a value is a field, whatever its type says

        def __repr__(self) -> str:
            return self.name.upper()

    assert repr(Loud(name="a", kinds=1)) == "A"  # type: ignore[call-arg]


def test_keyword_patterns_match_and_positional_ones_are_refused() -> None:
    match Pair(first=1):
        case Pair(first=number):
            assert number == 1
        case _:
            pytest.fail("the pattern did not match")


def test_a_record_has_the_fields_of_the_one_it_derives_from_first() -> None:
    one = Triple(first=1, third=True)
    assert list(list_values(one)) == [("first", 1), ("second", "two"), ("rest", ()), ("third", True)]
    assert one.both == "1two"
    assert replace(one, second="zwei").third is True
    assert one != Pair(first=1)
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - ours
    with pytest.raises(TypeError, match="Triple has no fourth"):
        Triple(first=1, fourth=2)  # type: ignore[call-arg]
