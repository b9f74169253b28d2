"""Files made to do harm, or broken on their way, and what has to become of them."""

from __future__ import annotations

import io
import json
import struct
import tarfile
import zipfile
import zlib

from tests.flow.newsroom import CUP, FLOOD
from tests.unit.parsers.packing import COMPRESS, a_tar, a_zip

PROLOG = '<?xml version="1.0" encoding="UTF-8"?>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
NITF = f"{PROLOG}<nitf><head><title>Banjir</title></head><body><body.content>%s</body.content></body></nitf>"


def an_encrypted_zip(files: dict[str, str]) -> bytes:
    """Return an archive whose first file says that it is encrypted, in its own header and in the directory."""
    packed = bytearray(a_zip(files))
    for magic, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        packed[packed.index(magic) + place] |= 1
    return bytes(packed)


def a_zip_with_a_link() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        link = zipfile.ZipInfo("tautan.txt")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("banjir.txt", FLOOD)
    return packed.getvalue()


def a_tar_of_everything() -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, kind in (
            ("tautan.txt", tarfile.SYMTYPE),
            ("keras.txt", tarfile.LNKTYPE),
            ("perangkat", tarfile.CHRTYPE),
            ("pipa", tarfile.FIFOTYPE),
            ("folder", tarfile.DIRTYPE),
        ):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, "/etc/passwd"
            archive.addfile(entry)
        entry = tarfile.TarInfo("banjir.txt")
        entry.size = len(FLOOD.encode())
        archive.addfile(entry, io.BytesIO(FLOOD.encode()))
    return packed.getvalue()


def overlapping_zip(count: int, kernel: bytes) -> bytes:
    """Return an archive whose directory names one compressed stream so many times, each time as another file."""
    method = zlib.compressobj(9, zlib.DEFLATED, -15)
    stream = method.compress(kernel) + method.flush()
    sizes = struct.pack("<III", zlib.crc32(kernel), len(stream), len(kernel))
    local = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 0) + sizes + struct.pack("<HH", 5, 0) + b"a.txt"
    entry = b"PK\x01\x02" + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 0) + sizes
    entry += struct.pack("<HHHHHII", 5, 0, 0, 0, 0, 0, 0) + b"a.txt"
    directory = entry * count
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(local) + len(stream), 0)
    return local + stream + directory + b"PK\x05\x06" + end


def deep(opening: str, closing: str, levels: int, core: str = "x") -> str:
    return opening * levels + core + closing * levels


BINARIES = {
    "gambar.jpg": b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8,
    "gambar.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "berkas.pdf": b"%PDF-1.7\n" + bytes(range(256)) * 4,
    "program": b"\x7fELF\x02\x01\x01" + b"\0" * 400,
    "lama.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(400),
    "baru.docx": a_zip({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>"}),
    "buku.epub": a_zip({"mimetype": "application/epub+zip", "isi.xhtml": "<p>Isi</p>"}, method=zipfile.ZIP_STORED),
    "arsip.7z": b"7z\xbc\xaf\x27\x1c" + bytes(200),
    "arsip.rar": b"Rar!\x1a\x07\x00" + bytes(200),
    "acak.txt": bytes((n * 167 + n // 7) % 256 for n in range(4000)),
    "basis.db": b"SQLite format 3\0" + bytes(400),
}

REFUSED: dict[str, tuple[str, bytes, str]] = {
    "empty": ("kosong.txt", b"", "empty"),
    "blank": ("kosong.txt", b"\xef\xbb\xbf \r\n\t\0\0", "empty"),
    **{f"binary {name}": (name, content, "unknown-format") for name, content in BINARIES.items()},
    "truncated XML": ("potong.xml", (NITF % "<p>Banjir</p>")[:90].encode(), "malformed"),
    "truncated JSON": ("potong.json", b'{"title": "Banjir", "text": "Air na', "malformed"),
    "entity bomb": (
        "tawa.xml",
        f'{PROLOG}<!DOCTYPE nitf [<!ENTITY l0 "ha">{LAUGHS}]>{NITF % "<p>&l9;</p>"}'.encode(),
        "unsafe",
    ),
    "external entity": (
        "luar.xml",
        f'{PROLOG}<!DOCTYPE nitf [<!ENTITY x SYSTEM "file:///etc/passwd">]>{NITF % "<p>&x;</p>"}'.encode(),
        "unsafe",
    ),
    "external entity in HTML": (
        "luar.html",
        b'<!DOCTYPE html [<!ENTITY x SYSTEM "http://127.0.0.1/">]><html><body><p>&x;</p></body></html>',
        "unsafe",
    ),
    "lone surrogate in JSON": ("separuh.json", b'{"title": "Banjir", "text": "Air \\ud800 naik"}', "malformed"),
    "deep XML": ("dalam.xml", (NITF % deep("<p>", "</p>", 30_000)).encode(), "unsafe"),
    "deep JSON": ("dalam.json", b'{"title": "Banjir", "text": ' + b"[" * 200_000, "unsafe"),
    "deep JSON list": ("dalam.json", b"[" * 200_000, "unsafe"),
    "deep HTML": (
        "dalam.html",
        f"<html><body>{deep('<div>', '</div>', 100_000, f'<p>{FLOOD}</p>')}</body></html>".encode(),
        "unsafe",
    ),
    "a 10 MB word": ("kata.txt", b"a" * 10_000_000, "too-large"),
    "truncated zip": ("potong.zip", a_zip({"banjir.txt": FLOOD, "final.txt": CUP})[:-60], "malformed"),
    "truncated gz": ("potong.txt.gz", COMPRESS["gz"](FLOOD.encode())[:-40], "malformed"),
    "truncated xz": ("potong.txt.xz", COMPRESS["xz"](FLOOD.encode())[:-40], "malformed"),
    "truncated bz2": ("potong.txt.bz2", COMPRESS["bz2"](FLOOD.encode())[:-40], "malformed"),
    "truncated zst": ("potong.txt.zst", COMPRESS["zst"](FLOOD.encode())[:-40], "malformed"),
    "broken gz": ("rusak.txt.gz", b"\x1f\x8b\x08\x00" + b"\xff" * 200, "malformed"),
    "wrong checksum in gz": ("rusak.txt.gz", COMPRESS["gz"](FLOOD.encode())[:-8] + b"\0" * 8, "malformed"),
    "gz bomb": ("bom.txt.gz", COMPRESS["gz"](b"0" * 60_000_000), "too-large"),
    "bz2 bomb": ("bom.txt.bz2", COMPRESS["bz2"](b"0" * 60_000_000), "too-large"),
    "xz bomb": ("bom.txt.xz", COMPRESS["xz"](b"0" * 60_000_000), "too-large"),
    "zst bomb": ("bom.txt.zst", COMPRESS["zst"](b"0" * 60_000_000), "too-large"),
    "one line of 50 MB": ("baris.txt.gz", COMPRESS["gz"](b"air naik " * 5_600_000), "too-large"),
    "xz that asks for gigabytes": (
        "rakus.txt.xz",
        # A block header whose LZMA2 dictionary has the size code 40: 4 GiB - 1 byte.
        b"\xfd7zXZ\x00\x00\x01"
        + zlib.crc32(b"\x00\x01").to_bytes(4, "little")
        + (header := b"\x02\x00\x21\x01\x28\x00\x00\x00")
        + zlib.crc32(header).to_bytes(4, "little")
        + bytes(64),
        "malformed",
    ),
    "nothing in a zip": ("kosong.zip", a_zip({"__MACOSX/._a": "x", ".DS_Store": "y"}), "empty"),
    "metadata without its text": ("sendiri.json", b'{"title": "Banjir", "url": "https://a.example/1"}', "malformed"),
    "YAML metadata without its text": ("sendiri.yaml", b"title: Banjir\nurl: https://a.example/1\n", "malformed"),
}

PARTLY: dict[str, tuple[str, bytes, dict[str, str]]] = {
    "encrypted zip": (
        "kunci.zip",
        an_encrypted_zip({"rahasia.txt": CUP, "banjir.txt": FLOOD}),
        {"kunci.zip!rahasia.txt": "unreadable"},
    ),
    "zip slip": (
        "luar.zip",
        a_zip(
            {"../../etc/cron.txt": "x", "/abs.txt": "x", "a\\..\\..\\b.txt": "x", "C:/c.txt": "x", "banjir.txt": FLOOD}
        ),
        {
            "luar.zip!etc/cron.txt": "unsafe",
            "luar.zip!abs.txt": "unsafe",
            "luar.zip!a/b.txt": "unsafe",
            "luar.zip!C:/c.txt": "unsafe",
        },
    ),
    "link in a zip": ("tautan.zip", a_zip_with_a_link(), {"tautan.zip!tautan.txt": "unsafe"}),
    "a method nobody reads in a zip": (
        "cara.zip",
        a_zip({"lain.txt": CUP}, method=zipfile.ZIP_BZIP2, then={"banjir.txt": FLOOD}),
        {"cara.zip!lain.txt": "unreadable"},
    ),
    "tar slip": (
        "luar.tar",
        a_tar({"../cron.txt": "x", "/abs.txt": "x", "banjir.txt": FLOOD}),
        {"luar.tar!cron.txt": "unsafe", "luar.tar!abs.txt": "unsafe"},
    ),
    "links and devices in a tar": (
        "semua.tar",
        a_tar_of_everything(),
        {f"semua.tar!{name}": "unsafe" for name in ("tautan.txt", "keras.txt", "perangkat", "pipa")},
    ),
    "truncated tar": ("potong.tar", a_tar({"banjir.txt": FLOOD, "final.txt": CUP})[:2600], {"potong.tar": "malformed"}),
    "truncated tar.gz": (
        "potong.tar.gz",
        COMPRESS["gz"](a_tar({"banjir.txt": FLOOD, "final.txt": CUP})[:2600]),
        {"potong.tar.gz": "malformed"},
    ),
    "bomb in a zip": (
        "bom.zip",
        a_zip({"banjir.txt": FLOOD, "bom.txt": b"0" * 30_000_000}),
        {"bom.zip!bom.txt": "too-large"},
    ),
    "bomb in a tar.xz": (
        "bom.tar.xz",
        COMPRESS["xz"](a_tar({"banjir.txt": FLOOD, "bom.txt": b"0" * 30_000_000})),
        {"bom.tar.xz!bom.txt": "too-large"},
    ),
    "bomb in a zip in a zip": (
        "sarang.zip",
        a_zip({"banjir.txt": FLOOD, "dalam.zip": a_zip({"bom.txt": b"0" * 30_000_000})}),
        {"sarang.zip!dalam.zip!bom.txt": "too-large"},
    ),
    "a third level": (
        "satu.zip",
        a_zip({"banjir.txt": FLOOD, "dua.zip": a_zip({"tiga.txt.gz": COMPRESS["gz"](CUP.encode())})}),
        {"satu.zip!dua.zip!tiga.txt.gz": "unsafe"},
    ),
    "a lie about depth in a name": (
        "a!b#1!c.zip",
        a_zip({"x!y#2.zip": a_zip({"banjir.txt": FLOOD})}),
        {},
    ),
    "a bad line among good ones": (
        "baris.jsonl",
        "\n".join([json.dumps({"title": "Banjir", "text": FLOOD}), "{rusak", ""]).encode(),
        {"baris.jsonl#2": "malformed"},
    ),
}


def a_gigabyte(line: bytes) -> bytes:
    """Return a gzip file of a megabyte that is one line of a gigabyte: one stream a hundred times."""
    return COMPRESS["gz"](line * (10_000_000 // len(line))) * 100


def a_tar_header(name: str, size: int) -> bytes:
    entry = tarfile.TarInfo(name)
    entry.size = size
    return entry.tobuf()


ODD: dict[str, bytes] = {
    "wrong charset": FLOOD.replace("Masamba", "Masambé").encode("cp1252"),
    "wrong charset declared": (
        '<html><head><meta charset="utf-8"></head><body><p>'
        + FLOOD.replace("Masamba", "Masambé")
        + "</p></body></html>"
    ).encode("cp1252"),
    "unknown charset": b'<?xml version="1.0" encoding="UTF-7"?>\n'
    + f"<html><body><p>{FLOOD}</p></body></html>".encode(),
    "controls": FLOOD.replace(" ", "\x07 \x1b", 5).encode(),
    "surrogate bytes": FLOOD.encode().replace(b"Banjir", b"Ban\xed\xa0\x80jir", 1),
    "NULs": FLOOD.encode().replace(b"desa", b"de\0sa", 2),
    "UTF-16": FLOOD.encode("utf-16"),
    "UTF-16 without a mark": FLOOD.encode("utf-16-be"),
}
"""Text that is only odd: it is read."""
