"""How often properties are tried: forty cases each, the same in every run, or thousands of new ones where asked for.

`CPCHECK_PROPERTIES=thorough pytest tests/unit` is the long way. What it finds is printed with the line that repeats it.
"""

import os

from hypothesis import settings

settings.register_profile("short", max_examples=40, deadline=None, derandomize=True, database=None)
settings.register_profile("thorough", max_examples=3000, deadline=None, database=None, print_blob=True)
settings.load_profile(os.environ.get("CPCHECK_PROPERTIES", "short"))
