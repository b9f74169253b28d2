"""QR codes of addresses, as SVG: the one door to segno."""

from __future__ import annotations

from functools import lru_cache

import segno

LONGEST = 300
"""Characters: an address that is longer makes a code that telephones hardly read."""
_QUIET = 4
"""Modules around the code that stay white (ISO/IEC 18004 9.1), also on a dark page."""
# Any mask can be read (ISO/IEC 18004 7.8); looking for the best of eight takes five times as long.
_MASK = 3


@lru_cache(maxsize=1024)
def qr_svg(address: str) -> str | None:
    """Return the code of an address, without a size of its own; None where the address is too long."""
    if len(address) > LONGEST:
        return None
    code = segno.make(address, error="m", micro=False, boost_error=False, mask=_MASK)
    return code.svg_inline(border=_QUIET, omitsize=True, dark="#000", light="#fff", svgclass=None, lineclass=None)
