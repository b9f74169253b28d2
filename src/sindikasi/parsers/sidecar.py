"""Metadata beside a text: `x.json`, `x.yaml` or `x.yml` fills in what `x.txt` does not say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from sindikasi.core.sidecars import describes, is_metadata
from sindikasi.errors import MalformedDocument
from sindikasi.parsers.encoding import decode
from sindikasi.parsers.json import without_text
from sindikasi.parsers.jsonvalues import decode_json
from sindikasi.parsers.markdown import yaml_fields

if TYPE_CHECKING:
    from sindikasi.model import Document, ParsedArticle

_FIELDS = """
    wire headline standfirst byline dateline credit language url published source guid images categories subjects
""".split()


class MetadataParser:
    """Refuses metadata that came without its text: it is no article."""

    name: ClassVar[str] = "metadata"
    is_container: ClassVar[bool] = False

    def recognises(self, document: Document) -> int:
        """Return a high mark for a JSON or YAML file with title, url, date and the like, and no text."""
        return 85 if describes(document.name) and is_metadata(document.content) else 0

    def parse(self, document: Document) -> NoReturn:
        """Raise MalformedDocument, which says how text and metadata come together."""
        text, *_ = describes(document.name)
        raise MalformedDocument(
            f"this tells of an article, but holds no text, and none lay beside it as {text.rpartition('/')[2]!r}; "
            'drop both again in one folder, or put the text into it as "text"'
        )


def with_metadata(parsed: ParsedArticle, metadata: bytes) -> ParsedArticle:
    """Return the article with what its metadata says; where both say something, the metadata is right.

    Raises MalformedDocument when the metadata cannot be read.
    """
    try:
        told = without_text(_fields(metadata))
    except MalformedDocument as error:
        raise MalformedDocument(f"the metadata file beside the text: {error.message}", reason=error.reason) from error
    values = {name: getattr(told, name) for name in _FIELDS}
    changes: dict[str, Any] = {name: value for name, value in values.items() if value}
    if told.published:
        changes["published_basis"] = "metadata"
    return replace(parsed, **changes)


def _fields(metadata: bytes) -> dict[str, Any]:
    if metadata.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        fields: dict[str, Any] = decode_json(metadata, dict[str, Any])
        return fields
    fields = yaml_fields(decode(metadata).removeprefix("\ufeff").removeprefix("---"), "text")
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in fields.items()}
