from __future__ import annotations

import segno
from lxml import etree

from sindikasi.outputs.qr import LONGEST, qr_svg

ADDRESS = "https://berita.example/feeds/bencana.atom"


def test_a_code_stands_on_white_whatever_the_page_is() -> None:
    svg = etree.fromstring(qr_svg(ADDRESS))
    ground, code = svg.findall("path")
    assert (ground.get("fill"), code.get("stroke")) == ("#fff", "#000")
    side = segno.make(ADDRESS, error="m", micro=False, boost_error=False).symbol_size(border=4)[0]
    assert svg.get("viewBox") == f"0 0 {side} {side}"
    assert ground.get("d") == f"M0 0h{side}v{side}h-{side}z"


def test_the_same_address_gives_the_same_code() -> None:
    first = qr_svg(ADDRESS)
    qr_svg.cache_clear()
    assert qr_svg(ADDRESS) == first != qr_svg(f"{ADDRESS}x")


def test_an_address_too_long_to_be_read_has_no_code() -> None:
    assert qr_svg("x" * LONGEST) is not None
    assert qr_svg("x" * (LONGEST + 1)) is None
