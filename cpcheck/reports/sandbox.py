"""Jinja's sandbox with a meter: a template that came with a pull request can neither run on nor make gigabytes.

Jinja keeps such templates from the world around them; it does not keep them from looping for years. Here each turn of a
loop, each call, filter, template and piece of output is counted, with the size of what it makes, and what would make a
large value in one go (`"x" * 10**9`, `center(10**9)`) is refused before it does.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, TemplateNotFound, TemplateRuntimeError, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.loaders import split_template_path
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, LoopContext, markup_join, str_join
from jinja2.sandbox import SandboxedEnvironment
from jinja2.utils import pass_eval_context
from jinja2.visitor import NodeTransformer

from cpcheck.reports.bounds import (
    CHARS_OF_AN_ITEM,
    MAX_BITS,
    MAX_CHARS,
    MAX_STEPS,
    MAX_TEMPLATE_BYTES,
    MAX_VALUE,
    MAX_WIDTH,
    STEPS_OF_AN_ITEM,
)

_LOOP = "cpcheck.loop"
_JOIN = "cpcheck.join"
_SIZE = "cpcheck.size"
"""Filters that are put in where Jinja compiles what it calls nothing for; no template can name them."""
_CALL = 4
"""Steps that a call counts for; it takes about four times as long as a turn of a loop."""
_MULTIPLYING = frozenset({"batch", "expandtabs", "indent", "join", "replace", "tojson", "translate", "wordwrap"})
"""Filters and methods whose result can be as long as their value times one of their arguments."""
_FORMATTING = frozenset({"format", "format_map"})
_WIDE = re.compile(r"[0-9]{5}|\*|\{[^{}]*\{")
"""In a format string, a width of five digits, or one that is itself a value."""


class FolderLoader(FileSystemLoader):
    """Templates of one folder: none is larger than a bound, and none lies elsewhere behind a link."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self._folder = Path(folder)

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return a template's text. Raises: TemplateRuntimeError for what lies elsewhere or is too large."""
        file = self._folder.joinpath(*split_template_path(template))
        if not file.is_file():
            raise TemplateNotFound(template)
        if not file.resolve().is_relative_to(self._folder.resolve()):
            raise TemplateRuntimeError(f"{file}: this leads out of the folder of templates; expected a file in it")
        if file.stat().st_size > MAX_TEMPLATE_BYTES:
            raise TemplateRuntimeError(f"{file}: it is larger than {MAX_TEMPLATE_BYTES} bytes; expected a smaller one")
        return super().get_source(environment, template)


class MeteredEnvironment(SandboxedEnvironment):
    """An environment in which all that the templates of one rendering do is counted together."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, *, filters: Mapping[str, Callable[..., Any]], **options: Any) -> None:
        super().__init__(finalize=self._count_output, **options)
        self.code_generator_class = _MeteringGenerator
        self.globals.pop("lipsum", None)  # makes text without measure, and none that a report needs
        self.begin(0)
        self.filters = {name: self._meter(name, function) for name, function in {**self.filters, **filters}.items()}
        self.filters.update({_LOOP: self._count_turns, _JOIN: self._join, _SIZE: self._count_output})

    # --- counting

    def begin(self, items: int) -> None:
        """Begin to count anew, for the rendering of so many items."""
        self._steps = self._most_steps = MAX_STEPS + items * STEPS_OF_AN_ITEM
        self._chars = self._most_chars = MAX_CHARS + items * CHARS_OF_AN_ITEM

    def take(self, steps: int = 1, chars: int = 0) -> None:
        """Count. Raises: TemplateRuntimeError beyond a bound."""
        self._steps -= steps
        self._chars -= chars
        if self._steps < 0:
            raise TemplateRuntimeError(f"more than {self._most_steps} steps are taken; expected fewer turns of loops")
        if self._chars < 0:
            raise TemplateRuntimeError(f"more than {self._most_chars} characters are made; expected less text")

    def _take_value(self, value: Any) -> None:
        """Count a value by its size, with all that lists in it hold: each of them may stand there many times."""
        self.take(chars=len(value) if isinstance(value, str | bytes) else 0)
        waiting = [value]
        while waiting:
            value = waiting.pop()
            if isinstance(value, Mapping):
                value = list(value.values())
            if isinstance(value, list | tuple | set | frozenset | range):
                self.take(steps=len(value))
                if not isinstance(value, range):
                    waiting += [entry for entry in value if isinstance(entry, list | tuple | set | frozenset | Mapping)]

    def _count_output(self, value: Any) -> Any:
        self._take_value(value)
        return value

    def _count_turns(self, values: Any, chars: int = 0) -> Any:
        """Return what a loop runs over so that its turns are counted, with the characters that each prints at least."""
        return _Turns(values, self, chars) if isinstance(values, Iterable) else values

    @pass_eval_context
    def _join(self, context: EvalContext, values: list[Any]) -> str:
        """Do what `~` does."""
        self._take_value(values)
        joined = markup_join(values) if context.autoescape else str_join(values)
        self._take_value(joined)
        return joined

    # --- what templates call

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Do a sum; what would make a value without measure is refused before."""
        self._take_value(left)
        self._take_value(right)
        if operator == "%" and isinstance(left, str | bytes):
            _check_format(left)
        elif operator == "**" and isinstance(left, int) and isinstance(right, int):
            _check_size(left.bit_length() * max(0, right), MAX_BITS, "bits")
        elif operator == "*" and isinstance(left, int) and isinstance(right, int):
            _check_size(left.bit_length() + right.bit_length(), MAX_BITS, "bits")
        elif operator == "*":
            times, value = (left, right) if isinstance(left, int) else (right, left)
            if isinstance(times, int) and isinstance(value, str | bytes | list | tuple):
                _check_size(len(value) * max(0, times), MAX_VALUE, "characters or entries")
        value = super().call_binop(context, operator, left, right)
        self._take_value(value)
        return value

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call what a template calls, and count it by what it costs."""
        self.take(_CALL)
        if isinstance(obj, LoopContext) and args:
            args = (self._count_turns(args[0]), *args[1:])
        method = getattr(obj, "__wrapped__", obj)  # Jinja wraps the methods that format
        owner = getattr(method, "__self__", None)
        if isinstance(owner, str | bytes):
            _check_arguments(method.__name__, owner, args, kwargs)
        value = super().call(context, obj, *args, **kwargs)
        self._take_value(value)
        return value

    def _load_template(self, name: str, globals: Any) -> Any:  # noqa: A002 - as Jinja has it
        self.take()
        return super()._load_template(name, globals)

    def _meter(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        place = 1 if hasattr(function, "jinja_pass_arg") else 0

        @wraps(function)
        def metered(*args: Any, **kwargs: Any) -> Any:
            value, given = args[place], args[place + 1 :]
            self._take_value(value)
            _check_arguments(name, value, given, kwargs)
            result = function(*args, **kwargs)
            self._take_value(result)
            return result

        return metered


class _Turns:
    """What a loop runs over."""

    def __init__(self, values: Any, environment: MeteredEnvironment, chars: int) -> None:
        self._values, self._environment, self._chars = values, environment, chars

    def __iter__(self) -> Iterator[Any]:
        for value in self._values:
            self._environment.take(chars=self._chars)
            yield value

    def __len__(self) -> int:
        return len(self._values)


def _check_size(size: int, bound: int, unit: str) -> None:
    if size > bound:
        raise TemplateRuntimeError(f"this would make more than {bound} {unit}; expected less")


def _check_format(text: str | bytes) -> None:
    if _WIDE.search(text.decode("latin-1") if isinstance(text, bytes) else text):
        raise TemplateRuntimeError(
            f"a width in a format is not below {MAX_WIDTH}, or is itself a value; expected one that is"
        )


def _check_arguments(name: str, value: Any, args: Iterable[Any], kwargs: Mapping[str, Any]) -> None:
    """Refuse what a filter or a method of text would make of a value without measure, before it does."""
    given = [*args, *kwargs.values()]
    for one in given:
        if isinstance(one, int) and abs(one) > MAX_WIDTH:
            raise TemplateRuntimeError(f"{name} is given {one}; expected at most {MAX_WIDTH}")
    if name in _FORMATTING and isinstance(value, str | bytes):
        _check_format(value)
    if name in _MULTIPLYING:
        sizes = [
            one if isinstance(one, int) else len(one)
            for one in given
            if isinstance(one, int | str | bytes | list | tuple)
        ]
        length = len(value) if isinstance(value, str | bytes | list | tuple) else 1
        _check_size(length * max(sizes, default=1), MAX_CHARS, "characters")


class _Metering(NodeTransformer):
    """Puts a filter of ours around all that Jinja compiles without calling anything."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 - as Jinja has it
        self.generic_visit(node)
        printed = sum(len(data.data) for part in node.body for data in _find_data(part))
        assert isinstance(node.iter, nodes.Expr)
        node.iter = _filter(node.iter, _LOOP, nodes.Const(printed))
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _filter(nodes.List(node.nodes, lineno=node.lineno), _JOIN)

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        for operand in node.ops:
            operand.expr = _filter(operand.expr, _SIZE)
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Expr:  # noqa: N802
        self.generic_visit(node)
        return _filter(node, _SIZE) if isinstance(node.arg, nodes.Slice) else node


def _find_data(node: nodes.Node) -> Iterator[nodes.TemplateData]:
    if isinstance(node, nodes.TemplateData):
        yield node
    yield from node.find_all(nodes.TemplateData)


def _filter(node: nodes.Expr, name: str, *args: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(node, name, list(args), [], None, None, lineno=node.lineno)


class _MeteringGenerator(CodeGenerator):
    """Compiles templates so that what they do can be counted."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - as Jinja has it
        """Compile a whole template."""
        _Metering().visit(node)
        node.set_environment(self.environment)
        super().visit_Template(node, frame)
