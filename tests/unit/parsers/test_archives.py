"""Archives are taken apart in their order, each file named behind its archive and within the bounds."""

from __future__ import annotations

import io
import tarfile
import zipfile

import pytest

from sindikasi.errors import DocumentError, MalformedDocument
from sindikasi.model import Bounds, Member
from sindikasi.parsers.compressed import CompressedParser
from sindikasi.parsers.compression import Expanded
from sindikasi.parsers.expansion import Allowance
from sindikasi.parsers.tar import TarParser
from sindikasi.parsers.zip import ZipParser
from tests.unit.parsers.packing import COMPRESS, a_file, a_tar, a_zip, expanded

FILES = {"banjir.txt": "Air naik.", "antara/final.txt": "Putri ke final."}
NAMES = ["!banjir.txt", "!antara/final.txt"]
TITLE = '{"title": "Banjir"}'


def archives(files: dict[str, str | bytes] | dict[str, str]) -> dict[str, bytes]:
    tar = a_tar(files)
    return {"a.zip": a_zip(files), "a.tar": tar} | {f"a.tar.{kind}": pack(tar) for kind, pack in COMPRESS.items()}


@pytest.mark.parametrize(("name", "content"), archives(FILES).items(), ids=list(archives({})))
def test_every_archive_gives_its_files_in_their_order(name: str, content: bytes) -> None:
    assert [(member.suffix, member.content.decode()) for member in expanded(name, content)] == list(
        zip(NAMES, FILES.values(), strict=True)
    )


@pytest.mark.parametrize("kind", COMPRESS)
@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("lines.jsonl.{}", "!lines.jsonl"),
        ("antara/x.txt.{}", "!x.txt"),
        ("a.zip!b/x.txt.{}", "!x.txt"),
        ("x", "!x"),
        ("stdin.txt", "!stdin.txt"),
    ],
)
def test_a_compressed_file_is_its_content(kind: str, name: str, suffix: str) -> None:
    (member,) = expanded(name.format(kind), COMPRESS[kind](b"Air ") + COMPRESS[kind](b"naik."))
    assert member == Member(suffix=suffix, content=b"Air naik.")


def test_what_stands_behind_a_gzip_stream_is_passed_over() -> None:
    assert Expanded(COMPRESS["gz"](b"Air") + b"\0" * 512, "gz").read(99) == b"Air"


@pytest.mark.parametrize("kind", COMPRESS)
def test_compression_is_unpacked_piece_by_piece(kind: str) -> None:
    stream = Expanded(COMPRESS[kind](b"a" * 10_000_000), kind)
    assert len(stream.read(1000)) <= 1000


@pytest.mark.parametrize("order", [("x.txt", "x.json"), ("x.json", "x.txt")])
@pytest.mark.parametrize("name", list(archives({})))
def test_a_text_comes_with_the_metadata_beside_it_whichever_is_first(name: str, order: tuple[str, str]) -> None:
    texts = {"x.txt": "Air naik.", "x.json": TITLE}
    members = expanded(name, archives({each: texts[each] for each in order})[name])
    assert list(members) == [Member(suffix="!x.txt", content=b"Air naik.", metadata=TITLE.encode())]


@pytest.mark.parametrize("name", ["a.zip", "a.tar"])
def test_json_articles_and_metadata_alone_are_members(name: str) -> None:
    article = '{"title": "Final", "text": "Putri ke final."}'
    files = {"x.txt": "Air naik.", "x.json": article, "y.json": TITLE, "z.txt": "Gempa.", "z.yaml": "a" * 70_000}
    found = {member.suffix: member.metadata for member in expanded(name, archives(files)[name])}
    assert found == {"!x.txt": None, "!x.json": None, "!y.json": None, "!z.txt": None, "!z.yaml": None}


@pytest.mark.parametrize("name", ["a.zip", "a.tar"])
def test_what_the_inbox_ignores_is_passed_over(name: str) -> None:
    files = {"__MACOSX/._x": "x", ".h": "x", "a/.b/c.txt": "x", "x.tmp": "x", "Thumbs.db": "x", "./y.txt": "Air."}
    assert [member.suffix for member in expanded(name, archives(files)[name])] == ["!y.txt"]


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_long_and_foreign_names_in_a_tar_are_whole(form: int) -> None:
    name = "panjang/" * 30 + "é.txt"
    assert [member.suffix for member in expanded("a.tar", a_tar({name: "Air."}, form=form))] == [f"!{name}"]


def test_a_utf8_name_in_a_zip_need_not_say_so() -> None:
    packed = a_zip({"Xe.txt": "Air."}).replace(b"Xe.txt", "é.txt".encode())
    assert [member.suffix for member in expanded("a.zip", packed)] == ["!é.txt"]
    packed = a_zip({"X.txt": "Air.", "é.txt": "Air."}).replace(b"X.txt", b"\x82.txt")
    assert [member.suffix for member in expanded("a.zip", packed)] == ["!é.txt", "!é.txt"]


def test_an_office_document_is_no_archive() -> None:
    assert ZipParser().recognises(a_file("a.docx", a_zip({"[Content_Types].xml": "", "a": ""}))) == 0
    assert ZipParser().recognises(a_file("a.txt", b"PK")) == 0


def test_a_tar_is_known_by_its_checksum() -> None:
    content = a_tar(FILES)
    assert TarParser().recognises(a_file("a", content)) == 90
    assert TarParser().recognises(a_file("a", content[:100] + b"9" + content[101:])) == 0
    assert TarParser().recognises(a_file("a.tar", b"Air naik." * 100)) == 0
    assert TarParser().recognises(a_file("a.tar.gz", b"\x1f\x8b\x08broken")) == 0
    assert CompressedParser().recognises(a_file("a.gz", b"Air naik.")) == 0


def test_a_broken_file_in_a_zip_costs_only_itself() -> None:
    packed = bytearray(a_zip(FILES, method=zipfile.ZIP_STORED))
    packed[packed.index(b"Air naik.")] ^= 1
    broken, whole = expanded("a.zip", bytes(packed))
    assert broken.refusal is not None
    assert broken.refusal[0] == "malformed"
    assert whole.content == b"Putri ke final."


def with_header(change: dict[str, object], *, then: bytes = b"") -> bytes:
    entry = tarfile.TarInfo("x.txt")
    for name, value in change.items():
        setattr(entry, name, value)
    return entry.tobuf(tarfile.GNU_FORMAT) + then


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (a_tar(FILES)[:1400], "malformed"),
        (a_tar(FILES)[:1024] + b"x" * 512 + bytes(1024), "malformed"),
        (a_tar({"x.txt": "Air."}, form=tarfile.GNU_FORMAT)[:1024], "malformed"),
        (with_header({"size": -5}), "malformed"),
        (with_header({"size": 10**9, "type": tarfile.GNUTYPE_LONGNAME}), "unsafe"),
        (with_header({"size": 10**9, "type": tarfile.XHDTYPE}), "unsafe"),
    ],
    ids=["cut", "no header", "no end", "negative size", "long name", "long attributes"],
)
def test_a_broken_tar_says_so_after_what_was_whole(content: bytes, reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        list(TarParser().expand(a_file("a.tar", content), Bounds()))
    assert caught.value.reason == reason


def test_attributes_that_make_no_sense_are_left() -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
        entry = tarfile.TarInfo("x.txt")
        entry.size, entry.pax_headers = 4, {"comment": "panjang"}
        archive.addfile(entry, io.BytesIO(b"Air."))
    for old, new in ((b"19 comment=", b"99 comment="), (b"19 comment=", b"00 comment="), (b"comment=", b"comment\n")):
        (member,) = expanded("a.tar", packed.getvalue().replace(old, new))
        assert member == Member(suffix="!x.txt", content=b"Air.")


def test_a_size_among_the_attributes_must_be_a_number() -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
        entry = tarfile.TarInfo("x.txt")
        entry.size, entry.pax_headers = 4, {"size": "banyak"}
        archive.addfile(entry, io.BytesIO(b"Air."))
    with pytest.raises(MalformedDocument, match="'banyak' bytes"):
        list(TarParser().expand(a_file("a.tar", packed.getvalue()), Bounds()))


# --- bounds


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz"])
def test_a_file_over_its_share_is_refused_and_the_next_is_read(name: str) -> None:
    content = archives({"a.txt": "a" * 101, "b.txt": "b" * 100})[name]
    large, fits = expanded(name, content, Bounds(member_bytes=100))
    assert large.refusal is not None
    assert (large.suffix, large.refusal[0], large.content) == ("!a.txt", "too-large", b"")
    assert fits.content == b"b" * 100


@pytest.mark.parametrize(("name", "left"), [("a.zip", "1 more were left"), ("a.tar", "whatever follows")])
def test_an_archive_over_its_share_is_read_so_far_and_the_rest_is_one_refusal(name: str, left: str) -> None:
    content = archives({"a.txt": "a" * 600, "b.txt": "b" * 900, "c.txt": "c"})[name]
    first, rest = expanded(name, content, Bounds(expanded_bytes=1_400 if name == "a.zip" else 2_900))
    assert first.content == b"a" * 600
    assert rest.suffix == "!b.txt"
    assert rest.refusal is not None
    assert rest.refusal[0] == "too-large"
    assert left in rest.refusal[1]


def test_an_allowance_ends_at_its_edge() -> None:
    allowance = Allowance(a_file("a", b""), Bounds(expanded_bytes=10))
    allowance.spend(10)
    assert allowance.left == 0
    with pytest.raises(DocumentError, match=r"limits\.expanded = 10"):
        allowance.spend(1)


@pytest.mark.parametrize(
    ("depth", "size", "most"), [(0, 10, 1_000_000), (0, 10_000, 2_000_000), (1, 10, 100_000), (1, 10_000, 200_000)]
)
def test_small_archives_may_grow_and_inner_ones_a_tenth_of_that(depth: int, size: int, most: int) -> None:
    assert Allowance(a_file("a", b"x" * size, depth=depth), Bounds(ratio=200)).left == most
