"""What a schema cannot say: references that lead nowhere, ids given twice, days that do not exist.

Every check works on data that the schema may have refused, so that one run reports everything: it looks only at the
parts that have the shape it needs and leaves the rest to the schema's own message.
"""

from cpcheck.store.checks.recommendations import KnownElements, check_recommendations, know_elements
from cpcheck.store.checks.response import check_response
from cpcheck.store.checks.rulebook import check_rulebook

__all__ = ["KnownElements", "check_recommendations", "check_response", "check_rulebook", "know_elements"]
