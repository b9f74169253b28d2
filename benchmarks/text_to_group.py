"""From text to group: ours against the floor and against other libraries, on the same articles in one run.

    python -m benchmarks.text_to_group [ARTICLES]

Articles are those of `../shared/data` where they lie beside the checkout, else generated ones, repeated with other
words mixed in so that sets grow without growing duplicates. The floor is what nobody can save: decode, fold, tokenise
and hash the shingles, in bursts as the ingest lane reads them and article by article. rensa and gaoya are timed where
they can be imported; as datasketch, they only find candidates, while ours compares their texts too and decides. Times
are of this process on this machine, the best of three turns in which the ways take their places: use the ratios.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from benchmarks.grouping_quality import DATA, load
from benchmarks.wire_generator import wire
from datasketch import MinHash, MinHashLSH

from sindikasi.core.pairs import Profile, judge, profile
from sindikasi.core.signature import (
    LEAD,
    WHOLE,
    HashedWords,
    band_rows,
    hash_many,
    hash_words,
    screen,
    sign_many,
    sketch,
)
from sindikasi.core.text import words
from sindikasi.model import Article
from sindikasi.storage.index import BandIndex

_BURST = 50
"""Articles read, signed and committed together."""
_TURNS = 3
_MIXED = 0.6
"""Share of words replaced in repeated articles: far enough from the original not to be its copy."""


def floor(articles: Sequence[Article]) -> int:
    """Decode, fold, tokenise and hash the shingles, in bursts; return the shingles seen."""
    return sum(len(each.shingles) for burst in _bursts(articles) for each in hash_many(burst))


def floor_one_by_one(articles: Sequence[Article]) -> int:
    """Do the same article by article."""
    return sum(len(hash_words(article).shingles) for burst in _bursts(articles) for article in burst)


def ours(articles: Sequence[Article]) -> int:
    """Decode, sign and look up in bursts; screen, judge every candidate; return the pairs accepted."""
    index, accepted = BandIndex(), 0
    values = np.empty((len(articles), WHOLE + LEAD), dtype=np.uint32)
    profiles: dict[int, Profile] = {}

    def cached(seq: int, hashed: HashedWords | None = None) -> Profile:
        if seq not in profiles:
            profiles[seq] = profile(articles[seq - 1], hashed)
        return profiles[seq]

    for burst in _bursts(articles):
        hashed = hash_many(burst)
        signatures = sign_many(hashed)
        rows = np.stack([signature.values for signature in signatures])
        all_keys, sketches = band_rows(rows), sketch(rows)
        sealed = index.meet_sealed(all_keys, sketches, [None] * len(burst))
        for words_of, signature, keys, short, met in zip(hashed, signatures, all_keys, sketches, sealed, strict=True):
            seq = index.last_seq + 1
            near = np.fromiter(index.candidates(keys, short, sealed=met), dtype=np.int64)
            if len(near):
                for other in near[screen(signature, values[near - 1])].tolist():
                    accepted += judge(cached(seq, words_of), cached(other)).joined
            values[seq - 1] = signature.values
            index.add(seq, keys, short)
        index.seal()
    return accepted


def _bursts(articles: Sequence[Article]) -> Iterator[Sequence[Article]]:
    """Yield bursts as the ingest lane reads them, every body decoded."""
    for start in range(0, len(articles), _BURST):
        burst = articles[start : start + _BURST]
        for article in burst:
            article.body.encode().decode()
        yield burst


def documented(articles: Sequence[Article]) -> int:
    """Do as datasketch's manual shows: a MinHash a document, updated shingle by shingle, MinHashLSH at 0.5."""
    lsh, met = MinHashLSH(threshold=0.5, num_perm=128), 0
    for article in articles:
        minhash = MinHash(num_perm=128)
        for shingle in _shingles(article):
            minhash.update(shingle.encode())
        met += len(lsh.query(minhash))
        lsh.insert(article.id, minhash)
    return met


def best_form(articles: Sequence[Article]) -> int:
    """Use datasketch as well as it can be: shared permutations, a fast hash, batches, our number of bands."""
    import zlib

    lsh, met = MinHashLSH(num_perm=128, params=(64, 2)), 0
    first = MinHash(num_perm=128, hashfunc=zlib.crc32)
    for article in articles:
        minhash = MinHash(num_perm=128, hashfunc=zlib.crc32, permutations=first.permutations, scheme="affine32")
        minhash.update_batch([shingle.encode() for shingle in _shingles(article)])
        met += len(lsh.query(minhash))
        lsh.insert(article.id, minhash)
    return met


def rensa(articles: Sequence[Article]) -> int:
    """Use rensa (Rust) with our number of bands, fed with word 3-grams as its manual does with words."""
    from rensa import RMinHash, RMinHashLSH

    lsh, met = RMinHashLSH(threshold=0.2, num_perm=128, num_bands=64), 0
    for seq, article in enumerate(articles):
        minhash = RMinHash(num_perm=128, seed=1)
        minhash.update(list(_shingles(article)))
        met += len(lsh.query(minhash))
        lsh.insert(seq, minhash)
    return met


def gaoya(articles: Sequence[Article]) -> int:
    """Use gaoya (Rust) with our number of bands; it tokenises by itself."""
    from gaoya.minhash import MinHashStringIndex

    index, met = MinHashStringIndex(32, 0.2, 64, 2, None, "word", True, (3, 3)), 0
    for seq, article in enumerate(articles):
        met += len(index.query(article.body))
        index.insert_document(seq, article.body)
    return met


def _shingles(article: Article) -> set[str]:
    found = words(article.body)
    return {" ".join(found[place : place + 3]) for place in range(len(found) - 2)}


def corpus(count: int) -> list[Article]:
    """Return `count` articles: those at hand, then mixed repeats of them."""
    path = DATA / "id_click_dev"
    at_hand = list(load(path).articles.values()) if path.with_suffix(".jsonl.gz").exists() else wire(1)[0]
    rng = random.Random(3)
    vocabulary = sorted({word for article in at_hand for word in article.body.split(" ")})
    found: list[Article] = []
    while len(found) < count:
        article = at_hand[len(found) % len(at_hand)]
        if len(found) >= len(at_hand):
            mixed = [rng.choice(vocabulary) if rng.random() < _MIXED else word for word in article.body.split(" ")]
            article = replace(article, body=" ".join(mixed))
        found.append(replace(article, id=f"{len(found):08d}"))
    return found


def _seconds(way: Callable[[Sequence[Article]], int], articles: Sequence[Article]) -> float:
    """Return the processor time taken: other work on the machine does not count, a library's own threads do."""
    start = time.process_time()
    way(articles)
    return time.process_time() - start


def main() -> None:
    """Print articles a second and the two ratios for each way."""
    articles = corpus(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
    ways: dict[str, Callable[[Sequence[Article]], int]] = {
        "floor": floor,
        "floor, one by one": floor_one_by_one,
        "sindikasi": ours,
        "datasketch, best form": best_form,
        "rensa (no verdicts)": rensa,
        "gaoya (no verdicts)": gaoya,
        "datasketch, as documented": documented,
    }
    for name, way in list(ways.items()):
        try:
            way(articles[:50])
        except ModuleNotFoundError as error:
            print(f"{name} is left out: {error.name} is not installed")
            del ways[name]
    seconds = {name: float("inf") for name in ways}
    for turn in range(_TURNS):
        for name, way in ways.items():
            if turn == 0 or way is not documented:
                seconds[name] = min(seconds[name], _seconds(way, articles))
    print(f"{len(articles)} articles, {sum(len(a.body.split()) for a in articles) // len(articles)} words each")
    print(f"{'':27s}{'articles/s':>11s}{'x floor':>9s}{'x documented':>14s}")
    for name, spent in seconds.items():
        ratio, gain = spent / seconds["floor"], seconds["datasketch, as documented"] / spent
        print(f"{name:27s}{len(articles) / spent:11,.0f}{ratio:9.1f}{gain:14.1f}")


if __name__ == "__main__":
    main()
