"""Which of the languages that there are lexicons for a text is written in."""

import re

_COMMON = {
    "en": re.compile(r"\b(?:the|of|and|to|in|that|for|is|with|by|are|was|be|have|has|which|their|from|an)\b"),
    "fr": re.compile(
        r"\b(?:le|la|les|de|des|du|et|à|en|que|pour|est|avec|par|sont|sur|été|une|dans|aux|qui|leur|au)\b"
    ),
}
"""The commonest words of each language that the others do not have."""
_FIRST = "en"
"""What a text is taken for in which no language shows."""


def guess_language(text: str) -> str:
    """Return `en` or `fr`: the language whose commonest words the text holds most of, `en` where it holds none."""
    totals = {language: len(words.findall(text.lower())) for language, words in _COMMON.items()}
    return max(totals, key=lambda language: (totals[language], language == _FIRST))
