"""Which tests run unasked, and how often properties are tried.

`pytest` alone leaves out what takes long and seldom fails by itself: browsers, LibreOffice, files of strangers by the
hundred, the program as a process of its own. `pytest --long` runs just these, and `pytest --all` everything; what is
named runs whole.

Properties are tried on forty cases each, the same in every run, or on thousands of new ones where asked for:
`CPCHECK_PROPERTIES=thorough pytest tests/unit` is the long way. What it finds is printed with the line that repeats it.
"""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("short", max_examples=40, deadline=None, derandomize=True, database=None)
settings.register_profile("thorough", max_examples=3000, deadline=None, database=None, print_blob=True)
settings.load_profile(os.environ.get("CPCHECK_PROPERTIES", "short"))

_HERE = Path(__file__).parent
LONG = (
    "browser",
    "hostile",
    "test_ci_output.py",
    "test_collection.py",
    "test_command_line.py",
    "test_diff.py",
    "test_exit_codes.py",
    "test_fuzz_targets.py",
    "test_growth.py",
    "test_history.py",
    "test_hrc_benchmark.py",
    "test_init_and_new.py",
    "test_jobs.py",
    "test_pictures.py",
    "test_pull_request.py",
    "test_report_page_benchmark.py",
    "test_reproducible.py",
    "test_shipping.py",
    "test_site.py",
    "unit/importers/test_layouts.py",
    "unit/importers/test_pdf_layouts.py",
    "unit/importers/test_word_layouts.py",
    "unit/reports/test_word.py",
    "unit/reports/test_word_pages.py",
    "unit/reports/test_xlsx.py",
    "unit/store/test_files.py",
    "unit/store/test_writing.py",
    "unit/test_condition_properties.py",
    "unit/test_properties.py",
)
"""Files and folders of tests that take long: together some nine tenths of the time of all."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--all` and `--long`."""
    parser.addoption("--all", action="store_true", help="run the tests that take long too")
    parser.addoption("--long", action="store_true", help="run the tests that take long, and no others")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes long, unless it was asked for, or files by name."""
    if config.getoption("--all") or config.args_source is not pytest.Config.ArgsSource.TESTPATHS:
        return
    long = [_HERE / name for name in LONG]
    only_long = config.getoption("--long")
    left_out = [item for item in items if any(item.path.is_relative_to(place) for place in long) is not only_long]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        gone = set(left_out)
        items[:] = [item for item in items if item not in gone]
