"""Markdown with YAML or TOML front matter."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime
from typing import Any, ClassVar

from sindikasi.errors import EmptyArticle, MalformedDocument
from sindikasi.model import Document, Image, ParsedArticle
from sindikasi.parsers.encoding import decode_noted
from sindikasi.parsers.sniff import agency_format, head, is_binary

_FRONT_LIMIT = 65_536
_FENCES = {"---": re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.M), "+++": re.compile(r"^\+\+\+[ \t]*$", re.M)}
_FRONT_START = re.compile(rb"(?:---|\+\+\+)[ \t]*\r?\n\s*[\"'\w#-]")
_NAMES = (".md", ".markdown", ".mdown", ".mkd")
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+([^\n]*)$")
_TITLE = re.compile(r"\A\s*# +[^\n#]+\n")
_LINKS = re.compile(rb"\[[^\]\n]{1,200}\]\((?:https?:)?/")
_IMAGE = re.compile(r"!\[([^\[\]\n]{0,500})\]\(\s*<?([^)\s>]{0,2000})>?(?:\s+\"([^\"\n]{0,500})\")?\s*\)")
_LINK = re.compile(r"(?<!!)\[([^\[\]\n]{1,1000})\](?:\((?:[^()\n]|\([^()\n]{0,200}\)){0,2000}+\)|\[[^\]\n]{0,200}\])")
_AUTOLINK = re.compile(r"<(https?://[^>\s]{1,2000})>")
_REFERENCE = re.compile(r"^ {0,3}\[[^\]\n]{1,200}\]:\s*\S+.*$")
_EMPHASIS = re.compile(r"(\*\*\*|\*\*|\*|___|__|_|~~)(?=\S)([^\n*_~]{1,2000}?)(?<=\S)\1(?!\w)")
_CODE = re.compile(r"`([^`\n]{1,500})`")
_MARK = re.compile(r"^ {0,3}(?:>[ \t]?)*(?:[-*+][ \t]+|(?=\d{1,3}[.)] ))?")
_RULE = re.compile(r"^ {0,3}(?:[-*_=][ \t]*){3,}$")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,500}>|<!--[^\n]{0,2000}?-->")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>~|])")


class MarkdownParser:
    """Reads an article in Markdown; simple markup becomes plain paragraphs."""

    name: ClassVar[str] = "markdown"
    is_container: ClassVar[bool] = False

    def recognises(self, document: Document) -> int:
        """Return a high mark for front matter, a middling one for the name or a title with links."""
        start = head(document)
        if is_binary(document.content) or agency_format(start) is not None:
            return 0
        if _FRONT_START.match(start):
            return 80
        if document.name.lower().endswith(_NAMES):
            return 40
        return 25 if start.startswith(b"# ") and _LINKS.search(start) else 0

    def parse(self, document: Document) -> ParsedArticle:
        """Return the article; raises MalformedDocument when the front matter cannot be read."""
        decoded = decode_noted(document.content)
        text = decoded.text.replace("\r\n", "\n").lstrip("\ufeff \n\t")
        fields, body = _front_matter(text)
        headline = _string(fields.get("title")) or _string(fields.get("headline"))
        title = _TITLE.match(body)
        if title is not None:
            headline = headline or _plain_line(title.group().strip().lstrip("# "))
            body = body[title.end() :]
        images = _images(fields, body)
        plain = _plain(body)
        if not plain.strip() and not headline:
            raise EmptyArticle("the Markdown file has neither title nor text; fill them in and drop it again")
        return ParsedArticle(
            body=plain,
            has_own_body=True,
            headline=headline,
            standfirst=_string(fields.get("standfirst"))
            or _string(fields.get("description"))
            or _string(fields.get("summary")),
            byline=_joined(fields.get("author") or fields.get("authors") or fields.get("byline")),
            dateline=_string(fields.get("dateline")),
            credit=_string(fields.get("credit")),
            language=_string(fields.get("language")) or _string(fields.get("lang")),
            url=_string(fields.get("url")) or _string(fields.get("link")) or _string(fields.get("canonical_url")),
            published=_moment(fields.get("published") or fields.get("date")),
            source=_string(fields.get("source")) or _string(fields.get("publisher")),
            guid=_string(fields.get("id")) or _string(fields.get("guid")),
            images=images,
            categories=(
                *_list(fields.get("categories")),
                *_list(fields.get("category")),
                *_list(fields.get("tags")),
            ),
            repairs=decoded.repairs,
        )


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    fence = _FENCES.get(text[:3])
    opening, _, rest = text.partition("\n")
    if fence is None or not fence.match(opening):
        return {}, text
    closing = fence.search(rest[:_FRONT_LIMIT])
    if closing is None:
        if len(rest) > _FRONT_LIMIT:
            raise MalformedDocument(
                f"the front matter does not end within {_FRONT_LIMIT // 1024} KB; put the closing fence behind it",
                reason="unsafe",
            )
        return {}, rest
    head_text, body = rest[: closing.start()], rest[closing.end() :]
    fields = _toml(head_text) if text.startswith("+++") else yaml_fields(head_text)
    return fields, body.lstrip("\n")


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads("\n" + text)  # lines are counted from the fence
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise MalformedDocument(
            f'the TOML front matter cannot be read: {error}; put texts in quotation marks: title = "Banjir"'
        ) from error


def yaml_fields(text: str, what: str = "front matter") -> dict[str, Any]:
    """Return the fields of YAML, none for what holds none; raises MalformedDocument that names the line."""
    import yaml

    # An alias can stand for a thousand others: front matter of articles has no use for any.
    if re.search(r"(?:^|[\s\[{,:-])[&*]\w", text) and re.search(r"(?:^|[\s\[{,:-])&\w+[ \t]*[\n\[{\w\"'-]", text):
        raise MalformedDocument(f"the YAML {what} uses anchors, which are refused; write the values out")
    try:
        fields = yaml.safe_load("\n" + text)  # lines are counted from the fence
    except (yaml.YAMLError, RecursionError, ValueError, TypeError, OverflowError) as error:
        raise MalformedDocument(
            f"the YAML {what} cannot be read: {_yaml_fault(error, text)}; put a value with a colon, bracket, "
            'quote or odd date in quotation marks: title: "Banjir: dua desa terendam"'
        ) from error
    return {str(key): value for key, value in fields.items()} if isinstance(fields, dict) else {}


def _yaml_fault(error: Exception, text: str) -> str:
    """Return the line, where the library knows it, and what is wrong there."""
    import yaml

    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return f"line {error.problem_mark.line + 1}: {error.problem}"
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, max(0, error.position - 1)) + 2
        return f"line {line}: the character U+{error.character:04X} is not allowed"
    return str(error).split("\n", 1)[0]


def _plain(body: str) -> str:
    lines: list[str] = []
    in_code = False
    for line in body.split("\n"):
        if _FENCE.match(line[:80]):
            in_code = not in_code
        elif in_code:
            lines.append(line)
        elif not _RULE.match(line[:80]) and not _REFERENCE.match(line[:2500]):
            lines += _plain_block(line)
    return "\n".join(lines)


def _plain_block(line: str) -> list[str]:
    heading = _HEADING.match(line) if line.lstrip(" ").startswith("#") else None
    if heading is not None:
        return ["", _plain_line(heading[1].rstrip(" \t").rstrip("#").rstrip(" \t")), ""]
    marked = _MARK.match(line)
    is_item = marked is not None and marked.group().strip(" >\t") != ""
    plain = _plain_line(line[marked.end() :] if marked else line)
    return ["", plain] if is_item else [plain]


def _plain_line(line: str) -> str:
    if not any(mark in line for mark in "[]*_`~<\\"):
        return line
    line = _LINK.sub(r"\1", _IMAGE.sub("", line)) if "[" in line else line
    line = _TAG.sub("", _AUTOLINK.sub(r"\1", line)) if "<" in line else line
    line = _CODE.sub(r"\1", line) if "`" in line else line
    for _ in range(2):
        line = _EMPHASIS.sub(r"\2", line)
    return _ESCAPE.sub(r"\1", line)


def _images(fields: dict[str, Any], body: str) -> tuple[Image, ...]:
    front = [Image(url=url) for url in _list(fields.get("image")) or _list(fields.get("cover"))]
    inline = [Image(url=found[2], caption=found[3] or found[1] or None) for found in _IMAGE.finditer(body)]
    return tuple(dict.fromkeys(front + inline))


def _string(value: object) -> str | None:
    if isinstance(value, dict):
        value = value.get("name")
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def _list(value: object) -> tuple[str, ...]:
    members = value if isinstance(value, list) else [value]
    return tuple(text for text in map(_string, members) if text)


def _joined(value: object) -> str | None:
    return ", ".join(_list(value)) or None


def _moment(value: object) -> datetime | str | None:
    if isinstance(value, datetime):
        return value
    return value.isoformat() if isinstance(value, date) else _string(value)
