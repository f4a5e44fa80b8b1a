"""Any bytes as a report in plain text: refused, or drafted without a word lost and with every anchor in its place."""

import datetime as dt
from collections import Counter

from cpcheck.errors import DocumentError
from cpcheck.importers.anchors import AnchorOutcome, verify
from cpcheck.importers.document import Document
from cpcheck.importers.draft import Particulars, draft_case
from cpcheck.importers.language import guess_language
from cpcheck.importers.lexicon import load_lexicon
from cpcheck.importers.segment import segment_document
from cpcheck.importers.segment_proof import find_added_words, find_lost_words
from cpcheck.importers.segments import Segmentation
from cpcheck.importers.text import read_text
from cpcheck.model import Case, ReviewStatus
from cpcheck.store.cases import build_cases, check_files
from cpcheck.store.files import read_file
from cpcheck.store.finder import RecommendationFinder
from cpcheck.store.writing import write_recommendations, write_response
from fuzz.inputs import store_input

_ABOUT = Particulars(
    state="XA",
    recommendations_id="XA/Rec(2023)01",
    adopted=dt.date(2023, 6, 16),
    source="composed for fuzzing",
    symbol="XA(2025)01",
    received=dt.date(2025, 6, 11),
)


def check(raw: bytes) -> None:
    """Hold the text importer to its promises for one report."""
    try:
        document = read_text(store_input(raw, "report.txt"))
    except DocumentError:
        return
    result = segment_document(document)
    _check_segmentation(document, result)
    if not result.items:
        return
    lexicon = load_lexicon(guess_language("\n".join(line.text for line in document.lines)))
    case = draft_case(result, document, _ABOUT, lexicon=lexicon).case
    for anchored in verify(case.response, document).checks:
        assert anchored.outcome in {AnchorOutcome.FOUND, AnchorOutcome.NO_ANCHOR}, anchored
    assert all(answer.review is ReviewStatus.DRAFT for answer in case.response.answers)
    _check_files(case)


def _check_segmentation(document: Document, result: Segmentation) -> None:
    assert find_lost_words(document, result) == Counter()
    assert find_added_words(document, result) == Counter()
    ids = [item.id for item in result.items]
    assert len(ids) == len(set(ids))
    assert all(answer.items and set(answer.items) <= set(ids) for answer in result.answers)
    assert 0 <= result.share_placed() <= 1
    assert all(message.text for message in result.messages)


def _check_files(case: Case) -> None:
    """Assert that the drafted files are sound and say what was drafted."""
    asked = store_input(write_recommendations(case.recommendations).encode(), "recommendations.yaml")
    answered = store_input(write_response(case.response).encode(), "response.yaml")
    given = read_file(asked, kind="recommendations")
    finder = RecommendationFinder(given=(given,), only_given=True)
    problems, pairs = check_files([given, read_file(answered, kind="response")], finder)
    assert problems == []
    (filed,) = build_cases(pairs)
    assert filed.case == case
