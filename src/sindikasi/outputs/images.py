"""Pictures as feeds name them: a media type is required there and often not sent."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from sindikasi.model import Image

_TYPES = {
    "avif": "image/avif",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "svg": "image/svg+xml",
    "webp": "image/webp",
}


def media_type(image: Image) -> str | None:
    """Return the image's media type as sent, else by its address; None when neither tells."""
    if image.media_type and image.media_type.startswith("image/"):
        return image.media_type
    return _TYPES.get(urlsplit(image.url or "").path.rpartition(".")[2].lower())
