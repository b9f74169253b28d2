"""From bytes to text: one ladder for every parser, and the mending of UTF-8 that was encoded twice."""

from __future__ import annotations

import codecs
import re

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


def decode(data: bytes, declared: str | None = None) -> str:
    """Return `data` as text; never raises.

    The ladder: byte-order mark, UTF-16 by its NULs, strict UTF-8, the declared encoding, a guess when most
    of the bytes are not ASCII, and UTF-8 with stray bytes read as Windows-1252.
    """
    return mend_double_encoding(_decode(data, declared))


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


def _decode(data: bytes, declared: str | None) -> str:
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, "replace")
    order = _utf16_order(data)
    if order is not None:
        return data.decode(order, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    return _declared(data, declared) or _guessed(data) or data.decode("utf-8", _STRAY)


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


def _declared(data: bytes, declared: str | None) -> str | None:
    name = (declared or "").strip().lower()
    if not name or name.replace("_", "-") in {"utf-8", "utf8"}:
        return None
    if name in _READ_AS_CP1252:
        return _windows_1252(data)
    try:
        return data.decode(name)
    except (LookupError, UnicodeError, ValueError):
        return None


def _guessed(data: bytes) -> str | None:
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
        return data.decode(best.encoding)
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
