"""What browsers may do with what we send, as header fields."""

from __future__ import annotations

from sindikasi.outputs import pages
from sindikasi.outputs.rendering import script_hash, style_hash

SAFE = {"X-Content-Type-Options": "nosniff"}
OUR_PICTURES = "data:"
ANY_PICTURES = "data: https: http:"
"""The pictures of a text lie with whoever sent it; the referrer policy keeps back which page is read."""
ANY_STYLE = "'unsafe-inline'"
"""A published page may be older than this program, and its style sheet with it."""
_POLICY = (
    "default-src 'none'; style-src {style}; script-src '{script}'; img-src {pictures}; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


def guard(style: str, pictures: str = OUR_PICTURES) -> dict[str, str]:
    """Return the headers of a page; `style` and `pictures` say which style sheets and pictures it may use.

    Of scripts it may use our own and no other; a published page with an older one does without.
    """
    return {
        "Content-Type": pages.MEDIA_TYPE,
        "Content-Security-Policy": _POLICY.format(style=style, script=script_hash(), pictures=pictures),
        "Referrer-Policy": "same-origin",
        **SAFE,
    }


def own_style() -> str:
    """Return the style sheet of our pages as a policy names it."""
    return f"'{style_hash()}'"
