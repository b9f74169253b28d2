"""Mails that are made to do harm: parts without end, headers without end, encodings that lie."""

from __future__ import annotations

import base64

from tests.flow.newsroom import CUP, FLOOD
from tests.hostile.rows import PARAGRAPHS, Row, partly, read, refused

_HEAD = "From: Meja <meja@a.example>\r\nTo: b@b.example\r\nSubject: Banjir bandang rendam 14 desa\r\nDate: Fri, 20 Nov 2026 08:00:00 +0700\r\n"
_STORY = FLOOD.partition("\n\n")[2].replace("\n", "\r\n")
_MULTI = _HEAD + 'MIME-Version: 1.0\r\nContent-Type: multipart/%s; boundary="b"\r\n\r\n'
_PLAIN = f"--b\r\nContent-Type: text/plain\r\n\r\n{_STORY}\r\n"


def _mail(body: str = _STORY, headers: str = "") -> str:
    return f"{_HEAD}{headers}\r\n{body}"


def _nested(levels: int) -> bytes:
    """A message in a message, so many times."""
    content = _mail()
    for _ in range(levels):
        content = f"{_HEAD}MIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n{content}"
    return content.encode()


ROWS: tuple[Row, ...] = (
    read("parts that are never closed", "surat.eml", _MULTI % "mixed" + _PLAIN + "--b\r\n" * 2_000),
    read("parts inside parts under one boundary", "surat.eml",
         _MULTI % "mixed" + '--b\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n' * 20 + _PLAIN + "--b--\r\n"),
    refused("parts nested 3,000 deep", "surat.eml",
            lambda: (_MULTI % "mixed" + "".join(f'--b\r\nContent-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n'
                                                f'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' for n in range(1_500)) + _PLAIN).encode(),
            "unsafe", "empty", "malformed"),
    refused("messages nested 100 deep", "surat.eml", lambda: _nested(100), "unsafe"),
    *(
        refused(f"brackets 3,000 deep in {name}", "surat.eml", _mail(headers=f"{name}: {'(' * 3_000}\r\n").encode(), "unsafe")
        for name in ("Content-Disposition", "Content-Transfer-Encoding", "Content-Type")
    ),
    read("brackets 3,000 deep in Date", "surat.eml", _mail().replace("Fri, 20", "(" * 3_000)),
    read("a boundary that is empty", "surat.eml", (_MULTI % "mixed").replace('"b"', '""') + _PLAIN),
    read("no boundary at all", "surat.eml", (_MULTI % "mixed").replace('; boundary="b"', "") + _STORY),
    refused("a header of a megabyte", "surat.eml", lambda: _mail(headers=f"X-Spam: {'x' * 1_000_000}\r\n").encode(), "unsafe"),
    refused("100,000 headers", "surat.eml", lambda: _mail(headers="X-A: b\r\n" * 100_000).encode(), "unsafe"),
    read("a header folded 50,000 times", "surat.eml", lambda: _mail(headers="X-A: b\r\n" + " c\r\n" * 50_000).encode()),
    read("headers put into a header", "surat.eml", _mail().replace("Subject: ", "Subject: =?utf-8?Q?a=0D=0ABcc:_x@x=0D=0A=0D=0A?= "),
         lacks=("\r", "Bcc: x@x\n")),
    read("encoded words without end", "surat.eml", _mail().replace("Subject: ", "Subject: " + "=?utf-8?B?//8=?= =?x?Q?=ZZ?= " * 300)),
    read("a charset nobody knows, in a mail", "surat.eml", _mail(headers="Content-Type: text/plain; charset=x-klingon\r\n")),
    read("a charset that is a compression", "surat.eml", _mail(headers="Content-Type: text/plain; charset=zlib\r\n")),
    read("a charset that is no text", "surat.eml", _mail(headers="Content-Type: text/plain; charset=\"\x00\x1b\"\r\n")),
    read("a charset that lies", "surat.eml", _mail(headers="Content-Type: text/plain; charset=utf-16\r\n")),
    read("base64 that is none", "surat.eml", _MULTI % "mixed" + _PLAIN + "--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n"
         + "!!!!====" * 100 + "\r\n--b--\r\n"),
    read("quoted-printable of broken escapes", "surat.eml",
         _mail(_STORY + "=\r\n=Z=3=\r\n" * 3_000, "Content-Transfer-Encoding: quoted-printable\r\nContent-Type: text/plain\r\n")),
    read("uuencode that is cut off", "surat.eml", _mail(_STORY + "\r\nbegin 644 a.txt\r\n#86)C\r\n" * 50)),
    refused("a transfer encoding nobody knows", "surat.eml",
            f"{_HEAD}Content-Type: text/plain\r\nContent-Transfer-Encoding: x-zip\r\n\r\n\r\n".encode(), "empty"),
    read("HTML that runs in a mail", "surat.eml",
         _mail(f"<html><body>{PARAGRAPHS}<script>alert(1)</script><img src=cid:x onerror=y><a href=javascript:z>w</a></body></html>",
               "Content-Type: text/html\r\n"), lacks=("<script", "onerror", "javascript:")),
    read("mail quoted 200 deep", "surat.eml", _mail(_STORY + "".join("> " * n + "x\r\n" for n in range(200)))),
    read("forwarded again and again", "surat.eml",
         _mail(_STORY + "\r\n-------- Forwarded Message --------\r\nFrom: x\r\nSubject: y\r\n\r\n" * 300), holds=()),
    read("dashes for a forwarded message", "surat.eml", lambda: _mail(_STORY + "\r\n" + "-- forwarded message " * 20_000).encode()),
    read("a date nobody can read, in a mail", "surat.eml", _mail().replace("Fri, 20 Nov 2026", "Xxx, 99 Foo 99999")),
    read("addresses without end", "surat.eml", _mail().replace("Meja <meja@a.example>", "<" * 3_000 + '"' * 999)),
    read("NULs in a mail", "surat.eml", _mail(_STORY.replace("desa", "de\0sa")), lacks=("\0",)),
    partly("attachments under hostile names", "surat.eml",
           (_MULTI % "mixed" + _PLAIN + "".join(
               f'--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename="{name}"\r\n\r\n{CUP}{number}\r\n'
               for number, name in enumerate(("../../etc/cron.txt", "a\x1b[2J.txt", "/etc/passwd", "C:\\x.txt", "x" * 3_000))
           ) + "--b--\r\n").encode(), {}, count=6),
    partly("an attachment that is a bomb", "surat.eml",
           lambda: (_MULTI % "mixed" + _PLAIN + '--b\r\nContent-Type: application/gzip\r\nContent-Disposition: attachment; filename="a.txt.gz"\r\n'
                    "Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(_bomb()).decode() + "\r\n--b--\r\n").encode(),
           {"!a.txt.gz": "too-large"}),
)  # fmt: skip


def _bomb() -> bytes:
    from tests.unit.parsers.packing import COMPRESS

    return COMPRESS["gz"](b"0" * 60_000_000)
