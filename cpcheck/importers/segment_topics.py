"""Topics that a closing sentence names, such as `Proposals concerning X, Y and Z are under discussion`."""

import re
from functools import cache

from cpcheck.importers.marks import join_words, load_layout_words


@cache
def _compile_sentence() -> re.Pattern[str]:
    words = load_layout_words()
    return re.compile(
        rf"(?i:(?:the|les|des|certain|several|plusieurs)\s+)?(?i:{join_words(words['topic_heads'])})\s+"
        rf"(?i:{join_words(words['topic_links'])})\s+(?P<topics>.+?)\s+(?i:{join_words(words['topic_verbs'])})\s+",
        re.DOTALL,
    )


def find_topics(text: str) -> tuple[str, ...]:
    """Return the topics that a sentence enumerates as its subject, at least three; none where it is another sentence.

    Commas divide them, and the last joint: `X, Y, and Z`. One topic more or less is easily mended by a person; with two
    only, `X and Y` may be one.
    """
    found = _compile_sentence().match(text)
    if not found:
        return ()
    joints = join_words(load_layout_words()["joints"])
    parts = [part.strip() for part in re.split(r"\s*[,;]\s+", found["topics"])]
    last = re.sub(rf"^(?:{joints})\s+", "", parts[-1])
    if last == parts[-1] and len(parts) > 1:
        divided = re.split(rf"\s+(?:{joints})\s+", last)
        parts[-1:] = [divided[0], " ".join(divided[1:])] if len(divided) == 2 else [last]
    else:
        parts[-1] = last
    return tuple(parts) if len(parts) > 2 and all(parts) else ()
