"""Archives that are made to do harm: by what they unpack to, by their names, by what they say of themselves."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile

from tests.flow.newsroom import CUP, FLOOD
from tests.hostile.rows import Row, partly, read, refused
from tests.unit.parsers.packing import COMPRESS, a_tar, a_zip

_GZ = COMPRESS["gz"]


def _zip_of_names(*names: bytes) -> bytes:
    """An archive whose files have these names, byte by byte, and a good one."""
    stand_ins = [f"{n}".rjust(len(name), "q") for n, name in enumerate(names)]
    packed = a_zip({**{each: f"{CUP}{n}" for n, each in enumerate(stand_ins)}, "banjir.txt": FLOOD})
    for stand_in, name in zip(stand_ins, names, strict=True):
        packed = packed.replace(stand_in.encode(), name)
    return packed


def _zip_twice() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("banjir.txt", FLOOD)
        archive.writestr("Banjir.txt", CUP)
    return packed.getvalue()


def _lying(packed: bytes, size: int) -> bytes:
    """An archive that says of its first file that it unpacks to so many bytes."""
    changed = bytearray(packed)
    struct.pack_into("<I", changed, 22, size)
    struct.pack_into("<I", changed, packed.index(b"PK\x01\x02") + 24, size)
    return bytes(changed)


def _zip64_lie() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive, archive.open("a.txt", "w", force_zip64=True) as file:
        file.write(FLOOD.encode())
    return packed.getvalue().replace(struct.pack("<Q", len(FLOOD.encode())), struct.pack("<Q", 2**63 - 1))


def _quine(levels: int) -> bytes:
    packed = a_zip({"banjir.txt": FLOOD})
    for _ in range(levels):
        packed = a_zip({"r.zip": packed})
    return packed


def _forty_two() -> bytes:
    """Sixteen archives of sixteen archives of sixteen files of 4 MB of zeros."""
    bottom = a_zip({f"{n}.txt": b"0" * 4_000_000 for n in range(16)})
    return a_zip(
        {f"{n}.zip": a_zip({f"{m}.zip": bottom for m in range(16)}) for n in range(16)} | {"banjir.txt": FLOOD}
    )


def _entry(name: str, *, kind: bytes = b"0", size: int = 0, content: bytes = b"", **fields: str) -> bytes:
    """A header of a tar archive with its content, without the checks of `tarfile`."""
    header = bytearray(tarfile.TarInfo(name).tobuf(tarfile.USTAR_FORMAT))
    header[156:157] = kind
    header[124:136] = fields.get("octal", f"{size or len(content):011o}\0").encode("latin-1").ljust(12, b"\0")
    header[148:156] = b" " * 8
    header[148:156] = f"{sum(header):06o}\0 ".encode()
    return bytes(header) + content + bytes(-len(content) % 512)


def _pax(text: bytes, kind: bytes = b"x") -> bytes:
    return _entry("pax", kind=kind, content=text)


_GOOD = _entry("banjir.txt", content=FLOOD.encode())
_END = bytes(1024)

ROWS: tuple[Row, ...] = (
    partly("names with NUL, newline and escape in a zip", "nama.zip", _zip_of_names(b"a\nb.txt", b"a\x1b[2J.txt", b"\x07\x08.txt"), {}, count=4),
    partly("names that are no UTF-8 in a zip", "nama.zip", _zip_of_names(b"\xff\xfe\xfd.txt", b"a\xc0\xaf..\xc0\xaf.txt"), {}, count=3),
    partly("names of marks that others read", "nama.zip", a_zip({"a!b.txt": CUP, "a#1.txt": CUP + "x", "banjir.txt": FLOOD}), {}, count=3),
    partly("a name of 60,000 letters", "nama.zip", a_zip({"x" * 60_000 + ".txt": CUP, "banjir.txt": FLOOD}), {}, count=2),
    partly("folders 5,000 deep", "nama.zip", a_zip({"a/" * 5_000 + "b.txt": CUP, "banjir.txt": FLOOD}), {}, count=2),
    partly("names that differ in case only", "nama.zip", _zip_twice(), {}, count=2),
    partly("hidden files and rubbish of other systems", "nama.zip",
           a_zip({".git/config": "x", "__MACOSX/._a": "x", "Thumbs.db": b"\xd0\xcf\x11\xe0", "banjir.txt": FLOOD}), {}),
    partly("a zip that says its file is tiny", "bohong.zip", _lying(a_zip({"a.txt": b"0" * 30_000_000, "banjir.txt": FLOOD}), 10),
           {"!a.txt": "malformed"}),
    partly("a zip that says its file is huge", "bohong.zip", _lying(a_zip({"a.txt": CUP, "banjir.txt": FLOOD}), 2**32 - 2), {}, count=2),
    read("a zip64 that lies", "bohong.zip", _zip64_lie()),
    partly("a zip whose directory lies elsewhere", "bohong.zip",
           a_zip({"banjir.txt": FLOOD})[:-6] + b"\xff\xff\xff\x7f" + b"\0\0", {"!banjir.txt": "malformed"}, count=0),
    refused("a zip of 65,535 files that has one", "bohong.zip",
            a_zip({"banjir.txt": FLOOD})[:-14] + b"\xff" * 14, "malformed"),
    read("a zip with rubbish behind it", "belakang.zip", a_zip({"banjir.txt": FLOOD}) + b"rubbish" * 50),
    partly("a zip in a zip in a zip", "sarang.zip", _quine(6), {"!r.zip!r.zip": "unsafe"}, count=0),
    partly("sixteen to the third of files of zeros", "empat-dua.zip", _forty_two, {}, also=("unsafe", "too-large")),
    refused("a zip of nothing but folders", "folder.zip", a_zip({f"{n}/": "" for n in range(200)}), "empty"),
    partly("a tar whose file is larger than the archive", "besar.tar", _GOOD + _entry("a.txt", size=10**10 // 2), {"!a.txt": "too-large"}),
    partly("a tar with a size below nothing", "besar.tar", _GOOD + _entry("a.txt", octal="\xff" * 12) + _END, {"": "malformed"}),
    partly("a tar with a size that is no number", "besar.tar", _GOOD + _entry("a.txt", octal="99xyz999999") + _END, {"": "malformed"}),
    partly("a pax header of 10 MB", "pax.tar", lambda: _GOOD + _pax(b"9" * 10_000_000) + _END, {"": "unsafe"}),
    partly("a pax header that lies about its length", "pax.tar", _GOOD + _pax(b"99999999 path=x\n") + _entry("a.txt", content=CUP.encode()) + _END,
           {}, count=2),
    partly("a pax header that leads out", "pax.tar", _GOOD + _pax(b"24 path=../../etc/a.txt\n") + _entry("a.txt", content=CUP.encode()) + _END,
           {"!etc/a.txt": "unsafe"}),
    partly("a pax header that says a size", "pax.tar", _GOOD + _pax(b"20 size=99999999999\n") + _entry("a.txt", content=CUP.encode()) + _END,
           {"!a.txt": "too-large"}),
    partly("a sparse file of a terabyte", "jarang.tar",
           _GOOD + _pax(b"22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n34 GNU.sparse.realsize=1099511627776\n")
           + _entry("a.txt", content=b"1\n0\n0\n".ljust(512, b"\0")) + _END, {"!a.txt": "unknown-format"}),
    partly("an old sparse file", "jarang.tar", _GOOD + _entry("a.txt", kind=b"S", content=CUP.encode()) + _END, {"!a.txt": "unsafe"}),
    partly("long names without end", "panjang.tar",
           _GOOD + _entry("././@LongLink", kind=b"L", content=b"x" * 200_000) * 20 + _entry("a.txt", content=CUP.encode()) + _END, {"": "unsafe"}),
    partly("names that are no UTF-8 in a tar", "nama.tar", a_tar({"a\udcff\udcfe.txt": CUP, "banjir.txt": FLOOD}, form=tarfile.GNU_FORMAT), {}, count=2),
    partly("names that come twice in a tar", "ganda.tar", _GOOD + _entry("a.txt", content=CUP.encode()) + _GOOD + _END, {}, count=3),
    partly("10,000 empty files in a tar", "banyak.tar", lambda: _GOOD + _entry("a.txt") * 10_000 + _END, {}, also=("empty", "too-large")),
    partly("a tar of zeros behind its name", "nol.tar", _entry("a.txt")[:257] + b"ustar\0" + b"00" + bytes(10_000), {}, also=("empty",), count=0),
    read("gzip streams one behind the other", "sambung.txt.gz", _GZ(FLOOD.encode()[:300]) + _GZ(FLOOD.encode()[300:])),
    read("gzip with rubbish behind it", "sambung.txt.gz", _GZ(FLOOD.encode()) + b"\xff\0rubbish" * 50),
    partly("gzip of nothing, a thousand times", "kosong.txt.gz", _GZ(b"") * 1_000, {"!kosong.txt": "empty"}, count=0),
    partly("gzip in gzip in gzip", "sarang.txt.gz.gz.gz", _GZ(_GZ(_GZ(FLOOD.encode()))),
           {"!sarang.txt.gz.gz!sarang.txt.gz": "unsafe"}, count=0),
    partly("gzip of gzip of zeros", "sarang.txt.gz.gz", lambda: _GZ(_GZ(b"0" * 60_000_000)), {"!sarang.txt.gz": "too-large"}, count=0),
    partly("gzip whose name leads out", "nama.gz", b"\x1f\x8b\x08\x08\0\0\0\0\0\x03../../etc/passwd\0" + b"\x03\0" + bytes(8), {"!nama": "empty"}, count=0),
    refused("Zstandard with a window of gigabytes", "jendela.txt.zst", b"\x28\xb5\x2f\xfd\x00\xf8" + bytes(40), "malformed"),
    refused("bzip2 that is cut off at once", "potong.txt.bz2", b"BZh9", "malformed"),
    refused("an archive that is only its first bytes", "potong.zip", b"PK\x03\x04", "malformed", "unknown-format"),
)  # fmt: skip
