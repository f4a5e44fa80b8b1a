"""How much a user's template may do: what is more is refused by the name of the bound, with file and line."""

MAX_TEMPLATE_BYTES = 1024 * 1024
"""Bytes of one template; the longest shipped one has about 30,000."""
MAX_STEPS = 400_000
"""Turns of loops, calls, filters and pieces of output of a template, and entries of the lists that go through them."""
STEPS_OF_AN_ITEM = 20_000
"""Steps more for each item that a report shows; the shipped page takes about 6,000."""
MAX_CHARS = 20_000_000
"""Characters that a template may make on the way and in the end."""
CHARS_OF_AN_ITEM = 200_000
"""Characters more for each item that a report shows; the shipped page makes about 40,000, Markdown 60,000."""
MAX_VALUE = 1_000_000
"""Characters of a text, or entries of a list, that one operation, method or filter of a template may make."""
MAX_BITS = 10_000
"""Bits of a number that a template may make."""
MAX_WIDTH = 10_000
"""Number that a filter, or a method of text, may be given in a template: a width, a length, a count."""
