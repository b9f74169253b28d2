"""From bytes to text: one ladder for every parser, and the mending of UTF-8 that was encoded twice."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from sindikasi.model import ParsedArticle

TWICE = "UTF-8 encoded twice"
_FIELDS = "headline standfirst body byline dateline credit source".split()
_UTF8 = {"utf-8", "utf8"}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PROBE_BYTES = 4_096
# Latin text in UTF-16 has a NUL in nearly every second byte; other scripts have at least their spaces and
# line ends.
_NUL_SHARE = 0.3
_MOSTLY_FOREIGN = 0.3
_FEWEST_FOREIGN = 24
_FOREIGN_BYTES = bytes(range(0x80, 0x100))
# The web reads these labels as Windows-1252 (WHATWG Encoding, table of labels).
_READ_AS_CP1252 = {"iso-8859-1", "latin-1", "latin1", "iso8859-1", "us-ascii", "ascii", "l1", "cp819"}
_STRAY = "sindikasi-stray-cp1252"
# What UTF-8 bytes look like after a round through Windows-1252: a lead byte and its continuation bytes,
# each a letter. Of the two-byte forms only those of Latin letters and signs ("Ã©", "Â·") are mended singly:
# others are too short to be sure of, and are mended when the whole text reads again.
_TAIL = "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
_TWICE = re.compile(
    "[\u00c2\u00c3\u00e0-\u00f4]"  # in front of the alternatives: what has no lead byte is skipped at once
    f"(?:(?<=[\u00c2\u00c3]){_TAIL}|(?<=[\u00e0-\u00ef]){_TAIL}{{2}}|(?<=[\u00f0-\u00f4]){_TAIL}{{3}})"
)
_ROUNDS = 3


class Decoded(NamedTuple):
    """Text, and what was mended to have it."""

    text: str
    repairs: tuple[str, ...]
    """For people; goes to `ParsedArticle.repairs`."""


def decode(data: bytes, declared: str | None = None) -> str:
    """Return `data` as text; never raises.

    The ladder: byte-order mark, UTF-16 by its NULs, strict UTF-8, the declared encoding, a guess when most
    of the bytes are not ASCII, and UTF-8 with stray bytes read as Windows-1252.
    """
    return decode_noted(data, declared).text


def decode_noted(data: bytes, declared: str | None = None) -> Decoded:
    """Return `data` as text like `decode`, with what was mended."""
    text, repair = _decode(data, declared)
    mended = mend_double_encoding(text)
    found = (repair, TWICE if mended != text else None)
    return Decoded(mended, tuple(each for each in found if each))


def mended(parsed: ParsedArticle) -> ParsedArticle:
    """Return an article whose fields hold no UTF-8 encoded twice: JSON and YAML can spell it in escapes."""
    changes: dict[str, Any] = {}
    for name in _FIELDS:
        value = getattr(parsed, name)
        if isinstance(value, str) and not value.isascii():
            read = mend_double_encoding(value)
            if read != value:
                changes[name] = read
    if not changes:
        return parsed
    return replace(parsed, **changes, repairs=tuple(dict.fromkeys((*parsed.repairs, TWICE))))


def as_utf8(data: bytes) -> bytes:
    """Return UTF-16 as UTF-8, so that bytes can be looked for in it; anything else as it is."""
    return decode(data).encode("utf-8", "replace") if is_utf16(data) else data


def is_utf16(data: bytes) -> bool:
    """Tell whether the bytes are UTF-16 with or without a mark, rather than binary with some NULs."""
    return data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _utf16_order(data) is not None


def mend_double_encoding(text: str) -> str:
    """Return text in which UTF-8 read as Windows-1252 and encoded again ("â€œ") is read right ("“")."""
    if text.isascii():
        return text
    for _ in range(_ROUNDS):
        mended = _all_read_again(text) or _TWICE.sub(_read_again, text)
        if mended == text:
            break
        text = mended
    return text


def _decode(data: bytes, declared: str | None) -> tuple[str, str | None]:
    """Return the text and, where the bytes are not what they should be, what they were read as."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, "replace"), None
    order = _utf16_order(data)
    if order is not None:
        return data.decode(order, "replace"), "UTF-16 without a byte-order mark"
    name = (declared or "").strip().lower()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_other(data, name)
    is_contradicted = name and _normal(name) not in _UTF8 and not data.isascii()
    return text, f"declared as {name}, read as the UTF-8 it is" if is_contradicted else None


def _decode_other(data: bytes, declared: str) -> tuple[str, str | None]:
    text = _declared(data, declared)
    if text is not None:
        return text, None
    said = f"declared as {declared}, which it is not" if declared else "not UTF-8"
    guessed = _guessed(data)
    if guessed is not None:
        return guessed[0], f"{said}: read as {guessed[1]}, by its bytes"
    text = data.decode("utf-8", _STRAY)
    return text, f"{said}: read as UTF-8 with single bytes of Windows-1252"


def _normal(name: str) -> str:
    return name.replace("_", "-")


def _utf16_order(data: bytes) -> str | None:
    probe = data[:_PROBE_BYTES]
    if b"\0" not in probe:
        return None
    half = max(1, len(probe) // 2)
    even, odd = probe[0::2].count(0) / half, probe[1::2].count(0) / half
    if odd > _NUL_SHARE and even < odd / 4:
        return "utf-16-le"
    if even > _NUL_SHARE and odd < even / 4:
        return "utf-16-be"
    return None


def _declared(data: bytes, name: str) -> str | None:
    if not name or _normal(name) in _UTF8:
        return None
    if name in _READ_AS_CP1252:
        return _windows_1252(data)
    try:
        return data.decode(name)
    except (LookupError, UnicodeError, ValueError):
        return None


def _guessed(data: bytes) -> tuple[str, str] | None:
    """Ask charset-normalizer, but only about mostly foreign bytes: it misreads Windows-1252 Indonesian."""
    probe = data[: _PROBE_BYTES * 4]
    foreign = len(probe) - len(probe.translate(None, _FOREIGN_BYTES))
    if foreign < max(_FEWEST_FOREIGN, _MOSTLY_FOREIGN * len(probe)):
        return None
    from charset_normalizer import from_bytes

    best = from_bytes(probe).best()
    if best is None:
        return None
    try:
        return data.decode(best.encoding), best.encoding
    except (LookupError, UnicodeError):
        return None


def _windows_1252(data: bytes) -> str:
    return data.decode("latin-1").translate(_C1_AS_CP1252)


def _stray_byte(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _windows_1252(error.object[error.start : error.end]), error.end


def _all_read_again(text: str) -> str | None:
    """Return the text read again as a whole, None when any of it was not encoded twice."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return None


def _read_again(match: re.Match[str]) -> str:
    garbled = match.group()
    try:
        return b"".join(map(_as_byte, garbled)).decode("utf-8")
    except UnicodeError:
        return garbled


def _as_byte(character: str) -> bytes:
    return bytes([ord(character)]) if ord(character) < 0x100 else character.encode("cp1252")


_C1_AS_CP1252 = {code: bytes([code]).decode("cp1252", "ignore") or "\ufffd" for code in range(0x80, 0xA0)}
codecs.register_error(_STRAY, _stray_byte)
