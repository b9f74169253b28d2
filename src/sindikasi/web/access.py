"""Who may see what: tokens as requests carry them, and the tokens' digests."""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import structlog

from sindikasi.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from sindikasi.model import Token
    from sindikasi.ports import Tokens

log = structlog.get_logger("http")

CHALLENGE = {"WWW-Authenticate": 'Basic realm="sindikasi", charset="UTF-8"', "Cache-Control": "no-store"}
"""What a request without a token is asked for: any user, and the token as password (RFC 7617)."""
_PREFIX = "sindikasi_"
"""So that programs that look for secrets in public places recognise one."""
_RANDOM_BYTES = 24
_LONGEST = 200
_USED_EVERY = timedelta(hours=1)


def new_token() -> str:
    """Return a token of 192 random bits."""
    return _PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)


def digest_of(token: str) -> bytes:
    """Return what is kept of a token: nobody guesses 192 bits, so that a fast digest is enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def presented(asked: Mapping[str, str], query_string: bytes) -> str | None:
    """Return the token a request carries: as Bearer, as the password of Basic, or as `token` in its address."""
    scheme, _, rest = asked.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(rest.strip(), validate=True).decode("utf-8").partition(":")[2]
        except ValueError:
            return None
    if b"token=" not in query_string:
        return None
    return next((value for name, value in parse_qsl(query_string.decode("latin-1")) if name == "token"), None)


class Access:
    """Finds the token a request carries and notes, to the hour, that it was used."""

    def __init__(self, tokens: Tokens, now: Callable[[], datetime]) -> None:
        self._tokens = tokens
        self._now = now

    def token_of(self, asked: Mapping[str, str], query_string: bytes = b"") -> Token | None:
        """Return the token in force that a request carries, None when there is none. Raises StorageError."""
        given = presented(asked, query_string)
        if not given or len(given) > _LONGEST:
            return None
        token = self._tokens.find(digest_of(given))
        if token is not None and (token.used is None or self._now() - token.used >= _USED_EVERY):
            self._mark_used(token)
        return token

    def _mark_used(self, token: Token) -> None:
        try:
            self._tokens.mark_used(token.name)
        except StorageError as error:
            log.warning("use of a token not noted", token=token.name, reason=str(error))


def opens(token: Token | None, topic: str) -> bool:
    """Return whether a token opens a private topic."""
    return token is not None and token.purpose == "read" and (not token.topics or topic in token.topics)
