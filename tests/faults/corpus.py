"""Documents of every kind, made from a number, and what must become of each."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

_SYLLABLES = (
    "ba be bi bo bu da di ka ke ki ko la le li lu ma me mi na ni pa pe ra re ri sa se si ta te ti wa ya".split()
)
_SOURCES = ("antara", "kompas", "tempo", "jawapos", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A file as it is dropped."""

    name: str
    content: bytes
    good: tuple[str, ...] = ()
    """Names of the articles it holds."""
    bad: tuple[str, ...] = ()
    """Names of what it holds that must be refused."""
    twin_of: str | None = None
    """The article of another outlet that has the same text."""
    copy_of: str | None = None
    """The file with the same content, dropped under another name in the same folder."""

    @property
    def size(self) -> int:
        """How many documents it is."""
        return max(1, len(self.good) + len(self.bad))


def corpus(documents: int, seed: int) -> list[Dropped]:
    """Return files that hold at least so many documents."""
    chance = random.Random(seed)
    found: list[Dropped] = []
    count = 0
    for dropped in _drops(chance):
        found.append(dropped)
        count += dropped.size
        if count >= documents:
            return found
    raise AssertionError("unreachable: drops have no end")


def headline(number: int) -> str:
    """Return a headline no other number has."""
    return f"Kabar nomor {number}: {_words(random.Random(-number - 1), 4)}"


def _drops(chance: random.Random) -> Iterator[Dropped]:
    flat: list[tuple[int, str, bytes]] = []
    twins: Counter[int] = Counter()
    number = 0
    while True:
        number += 1
        source = chance.choice(_SOURCES)
        folder = f"{source}/" if source else ""
        kind = chance.random()
        if kind < 0.10 and flat:
            nth, name, content = chance.choice(flat)
            if kind < 0.05:
                yield Dropped(name=f"{_folder(name)}salinan {number}.txt", content=content, copy_of=name)
            else:
                twins[nth] += 1  # the same from the same outlet once more would be a copy
                twin = f"kembar-{twins[nth]}/{number}.txt"
                yield Dropped(name=twin, content=content, good=(twin,), twin_of=name)
        elif kind < 0.15:
            yield _refused(number, folder)
        elif kind < 0.18:
            yield _lines(number, folder)
        elif kind < 0.21:
            yield _archive(number, folder)
        elif kind < 0.38:
            name = f"{folder}{number}.html"
            yield Dropped(name=name, content=_page(number), good=(name,))
        elif kind < 0.48:
            name = f"{folder}{number}.json"
            yield Dropped(name=name, content=_object(number), good=(name,))
        else:
            name = f"{folder}{number}.txt"
            flat.append((number, name, _text(number)))
            yield Dropped(name=name, content=_text(number), good=(name,))


def _folder(name: str) -> str:
    return name[: name.rfind("/") + 1]


def _refused(number: int, folder: str) -> Dropped:
    name, content = [
        (f"{folder}{number}.json", b'{"title": "' + str(number).encode()),
        (f"{folder}{number}.png", b"\x89PNG\r\n\x1a\n" + number.to_bytes(8, "big") * 20),
        (f"{folder}{number}.txt", b" \n" * number),
    ][number % 3]
    return Dropped(name=name, content=content, bad=(name,))


def _lines(number: int, folder: str) -> Dropped:
    name = f"{folder}{number}.jsonl"
    lines = [_object(number * 1000 + each) for each in (1, 2, 3)]
    lines.insert(1, b'{"title": ' + str(number).encode())
    good = (f"{name}#1", f"{name}#3", f"{name}#4")
    return Dropped(name=name, content=b"\n".join(lines) + b"\n", good=good, bad=(f"{name}#2",))


def _archive(number: int, folder: str) -> Dropped:
    name = f"{folder}{number}.zip"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("satu.txt"), _text(number * 1000 + 1))
        archive.writestr(zipfile.ZipInfo("dalam/dua.html"), _page(number * 1000 + 2))
        archive.writestr(zipfile.ZipInfo("rusak.json"), b"[" + str(number).encode())
    good = (f"{name}!satu.txt", f"{name}!dalam/dua.html")
    return Dropped(name=name, content=packed.getvalue(), good=good, bad=(f"{name}!rusak.json",))


def _words(chance: random.Random, count: int) -> str:
    return " ".join("".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(count))


def _paragraphs(number: int) -> list[str]:
    chance = random.Random(number)
    return [f"{_words(chance, 14).capitalize()} {number}." for _ in range(4)]


def _text(number: int) -> bytes:
    return "\n\n".join([headline(number), *_paragraphs(number)]).encode() + b"\n"


def _page(number: int) -> bytes:
    body = "".join(f"<p>{paragraph}</p>\n" for paragraph in _paragraphs(number))
    title = headline(number)
    return (
        f"<!DOCTYPE html><html lang=id><head><title>{title}</title></head><body><nav><a href=/>Depan</a></nav>"
        f"<article><h1>{title}</h1>\n{body}</article><footer>Hak cipta</footer></body></html>\n"
    ).encode()


def _object(number: int) -> bytes:
    return json.dumps({"title": headline(number), "text": "\n\n".join(_paragraphs(number))}).encode()
