"""The JSON report: the same data for a reader, and inert where it is shown."""

import json

from cpcheck.records import replace
from cpcheck.reports.json_report import render
from cpcheck.reports.view import ReportView


def test_characters_that_steer_a_terminal_are_escaped_and_read_back(shipped: ReportView) -> None:
    hostile = "a\x9b31m\u202eb\u2028c"
    text = render([replace(shipped, document=hostile)])
    assert all(char.isprintable() or char == "\n" for char in text)
    assert json.loads(text)["document"]["symbol"] == hostile
