"""Material that lies beside a checkout and is not part of the repository."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
SOURCE = SHARED / "seeds" / "000_987ee1f124e61331.txt"

needs_source = pytest.mark.skipif(
    not SOURCE.is_file(), reason="the source report is not beside this checkout (../shared/seeds)"
)
