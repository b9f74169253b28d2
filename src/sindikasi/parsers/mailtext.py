"""The text of an e-mail without what mail programs and mailing lists put around it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sindikasi.parsers.agency import wrapped_text

_SIGNATURE = re.compile(r"--[ \u00a0]?")
_LIST_FOOTER = re.compile(r"_{30,}|-{40,}")
_FOOTER_LINES = 15
_FORWARDED = re.compile(
    r"(?<!-)-{2,60}[ \t]{0,5}(?:forwarded message|original message|pesan (?:terusan|asli|(?:yang )?diteruskan))"
    r"[^-\n]{0,60}-{2,60}|begin forwarded message:",
    re.I,
)
_HEADER = re.compile(r"\*?(from|dari|date|sent|tanggal|subject|perihal|subjek|to|kepada|cc|reply-to):\*?\s*(.*)", re.I)
_HEADER_NAMES = {
    "dari": "from", "sent": "date", "tanggal": "date", "perihal": "subject", "subjek": "subject", "kepada": "to",
}  # fmt: skip
_WORDS_ABOVE = 30
_BULLET = re.compile(r"\s*(?:[-*•–]|\d{1,2}[.)])\s+\S")
# Lines that were wrapped fill this share of the longest one; a shorter one was ended on purpose.
_FULL_SHARE = 0.7
_FLOWED_END = re.compile(r"(?<!--) \Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarded:
    """A message somebody passed on inside their own."""

    headers: dict[str, str]
    """From, subject and date as the mail program wrote them down, by small names."""
    text: str


def mail_text(text: str, *, is_flowed: bool) -> str:
    """Return the text with its soft line ends joined (RFC 3676) and without signature and list footer."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = lines[: _end_of_text(lines)]
    return "\n".join(_joined(kept)) if is_flowed else "\n".join(kept)


def forwarded_in(text: str) -> Forwarded | None:
    """Return the message that the text passes on, None when it says more than a few words itself."""
    text = text.replace("\r\n", "\n")
    mark = _FORWARDED.search(text)
    if mark is None or len(text[: mark.start()].split()) > _WORDS_ABOVE:
        return None
    lines = [line.lstrip("> ") for line in text[mark.end() :].strip("\n").split("\n")]
    headers: dict[str, str] = {}
    place = 0
    for place, line in enumerate(lines):  # noqa: B007  what stands behind the headers is the text
        found = _HEADER.fullmatch(line.strip())
        if found is not None:
            headers.setdefault(_HEADER_NAMES.get(found[1].lower(), found[1].lower()), found[2].strip())
        elif line.strip() or headers:
            break
    if "from" not in headers and "subject" not in headers:
        return None
    wanted = {name: headers[name] for name in ("from", "subject", "date") if headers.get(name)}
    return Forwarded(headers=wanted, text="\n".join(lines[place:]))


def article_text(text: str) -> str:
    """Return the paragraphs of a text that was wrapped by hand or by a mail program."""
    lines = text.split("\n")
    longest = max((len(line.rstrip()) for line in lines), default=0)
    spaced: list[str] = []
    for line in lines:
        if spaced and (_BULLET.match(line) or len(spaced[-1].rstrip()) < longest * _FULL_SHARE):
            spaced.append("")
        spaced.append(line)
    return wrapped_text("\n".join(spaced))


def _end_of_text(lines: list[str]) -> int:
    """Return the place of the line under which only signature and footers stand."""
    for place, line in enumerate(lines):
        if line in ("-- ", "--\u00a0"):
            return place
        is_near_end = place > 0 and len(lines) - place <= 2 * _FOOTER_LINES
        if is_near_end and _ends_text(line) and sum(1 for each in lines[place + 1 :] if each.strip()) <= _FOOTER_LINES:
            return place
    return len(lines)


def _ends_text(line: str) -> bool:
    return _SIGNATURE.fullmatch(line) is not None or _LIST_FOOTER.fullmatch(line.strip()) is not None


def _joined(lines: list[str]) -> list[str]:
    joined: list[str] = []
    is_open = False
    for line in lines:
        text = line.removeprefix(" ")
        if is_open:
            joined[-1] += text
        else:
            joined.append(text)
        is_open = _FLOWED_END.search(line) is not None and line.strip() != ""
    return joined
