from __future__ import annotations

import pytest

from sindikasi.model import Image
from sindikasi.outputs.images import media_type


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (Image(url="https://a.example/1", media_type="image/webp"), "image/webp"),
        (Image(url="https://a.example/1.JPG?w=800"), "image/jpeg"),
        (Image(url="https://a.example/1.png", media_type="application/octet-stream"), "image/png"),
        (Image(url="https://a.example/foto"), None),
        (Image(), None),
    ],
)
def test_the_type_is_the_one_sent_else_that_of_the_name(image: Image, expected: str | None) -> None:
    assert media_type(image) == expected
