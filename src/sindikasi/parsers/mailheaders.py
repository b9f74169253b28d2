"""What the headers of an e-mail say, read within bounds."""

from __future__ import annotations

import re
from email import policy
from email.errors import MessageError
from typing import TYPE_CHECKING, Any

from sindikasi.parsers.encoding import decode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from sindikasi.parsers.mailtext import Forwarded

# The standard library takes quadratic time for addresses and encoded words.
_READ_CHARACTERS = 2_000
_KEPT = ("from", "subject", "date", "message-id", "organization", "keywords", "content-language", "list-id")
_PREFIX = re.compile(r"(?:(?:re|fwd?|tr|wg|bls|trs)\s?(?:\[\d+\])?:\s*)+", re.I)
_LIST_TAG = re.compile(r"\[[^\[\]]{1,40}\]\s*")
_ROLE = re.compile(
    r"(?:redaksi|redaktur|newsroom|news|berita|press|pers|media|humas|info|admin|no-?reply|editor|desk|kontak|contact"
    r"|publik|public|siaran)(?:[._-].*)?",
    re.I,
)
_FREE_MAIL = re.compile(
    r"(?:gmail|googlemail|yahoo|ymail|outlook|hotmail|live|icloud|aol|gmx|proton(?:mail)?)\.[a-z.]+", re.I
)
_SENDER_HOST = re.compile(r"^(?:www|mail|mailer|email|news|newsletter|lists?)\.", re.I)


class MailHeaders:
    """The headers of a message; of those that stand there twice the first counts."""

    def __init__(self, message: EmailMessage) -> None:
        self._raw: dict[str, str] = {}
        for name, value in message.raw_items():
            self._raw.setdefault(name.lower(), _unescaped(str(value)))

    def of_forwarded(self, forwarded: Forwarded) -> MailHeaders:
        """Return the headers of a message forwarded inside the text; the id stays that of the mail."""
        headers = MailHeaders.__new__(MailHeaders)
        headers._raw = {**self._raw, **forwarded.headers}
        return headers

    def kept(self) -> Iterator[tuple[str, str]]:
        """Yield the headers an article is made from, on one line each."""
        for name in _KEPT:
            if name in self._raw:
                yield name, " ".join(self._raw[name].split())

    def text(self, name: str) -> str | None:
        """Return a header with its encoded words read (RFC 2047), None when it is missing or blank."""
        value = self._parsed(name)
        return " ".join(str(value).split()) or None if value is not None else None

    def subject(self) -> str | None:
        """Return the subject without "Fwd:" and the tag of a mailing list."""
        text = self.text("subject") or ""
        while (
            prefix := _PREFIX.match(text) or (_LIST_TAG.match(text) if "list-id" in self._raw else None)
        ) is not None:
            text = text[prefix.end() :]
        return text.strip() or None

    def sender(self) -> tuple[str | None, str | None]:
        """Return who wrote it and for which outlet: a person by name, an outlet by name or domain."""
        name, user, domain = self._address()
        outlet = self.text("organization")
        if name and _ROLE.fullmatch(user):
            return None, outlet or name
        host = _SENDER_HOST.sub("", domain)
        return name, outlet or (host if host and not _FREE_MAIL.fullmatch(domain) else None)

    def message_id(self) -> str | None:
        """Return the id without its angle brackets."""
        return (self._raw.get("message-id") or "")[:_READ_CHARACTERS].strip(" <>\t\r\n") or None

    def keywords(self) -> tuple[str, ...]:
        """Return the words of the Keywords header (RFC 5322 3.6.5)."""
        words = (word.strip() for word in (self.text("keywords") or "").split(","))
        return tuple(dict.fromkeys(word for word in words if word))

    def _address(self) -> tuple[str | None, str, str]:
        """Return name, user and domain of the first address in From."""
        addresses = getattr(self._parsed("from"), "addresses", ())
        if not addresses:
            return None, "", ""
        first = addresses[0]
        name = " ".join(first.display_name.split()).strip("\"' ")
        return (name if name and "@" not in name else None), first.username, first.domain.lower()

    def _parsed(self, name: str) -> Any:
        raw = self._raw.get(name)
        if raw is None:
            return None
        text = " ".join(raw[:_READ_CHARACTERS].split())
        try:
            return policy.default.header_factory(name, text)
        except (
            MessageError,
            ValueError,
            LookupError,
            TypeError,
            IndexError,
            AttributeError,
            OverflowError,
            RecursionError,
        ):
            return text


def _unescaped(value: str) -> str:
    """Return a raw header with bytes that are not ASCII read as what they are."""
    return value if value.isascii() else decode(value.encode("utf-8", "surrogateescape"))
