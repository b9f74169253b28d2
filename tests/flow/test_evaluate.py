"""The grouping in force, scored on pairs somebody has read."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree

from sindikasi.core.topics import compile_topics
from sindikasi.errors import ConfigError
from sindikasi.flow.evaluate import Evaluation, curve_svg, evaluate, load_labelled
from sindikasi.flow.placing import Grouping
from sindikasi.flow.reading import Reading
from sindikasi.inbox.names import document_key
from sindikasi.model import CleaningContext, Document
from sindikasi.plugins import load_cleaners, load_parsers
from tests.builders import CUP, FLOOD

ROWS = {
    "a": ("Banjir bandang rendam 14 desa", FLOOD, "antara"),
    "b": ("Luwu Utara: banjir bandang rendam 14 desa", FLOOD + " Warga menunggu.", "kompas"),
    "c": ("Tim putri ke final", CUP, "antara"),
    "d": ("Tim putri melaju ke final di Kuala Lumpur", CUP, "bola"),
    "e": ("Harga cabai turun", "Harga cabai rawit di pasar induk turun menjadi 38 ribu rupiah per kilogram.", "kompas"),
    "f": ("", "", "kompas"),
}


def a_set(folder: Path, pairs: dict[str, str], *, packed: bool = False, unlabelled: str = "") -> Path:
    lines = "".join(
        json.dumps({"id": key, "title": title, "text": text, "source": source, "date": "2026-03-04"}) + "\n"
        for key, (title, text, source) in ROWS.items()
    )
    base = folder / "set"
    if packed:
        Path(f"{base}.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    else:
        Path(f"{base}.jsonl").write_text(lines)
    table = "".join(f"{pair[0]}\t{pair[1]}\t{label}\n" for pair, label in pairs.items())
    Path(f"{base}_pairs.tsv").write_text(f"id_a\tid_b\tlabel\n{table}")
    if unlabelled:
        Path(f"{base}_unlabelled_pairs.tsv").write_text("\t".join(unlabelled) + "\n")
    return base


def scored(base: Path) -> Evaluation:
    def context_of(document: Document) -> CleaningContext:
        return CleaningContext(received=document.received, source=None, timezone="Asia/Jakarta")

    reading = Reading(
        parsers=load_parsers(),
        cleaners=load_cleaners(),
        topics=compile_topics([]),
        context_of=context_of,
        key_of=document_key,
    )
    settings = Grouping(window=timedelta(days=14), threshold=None, priorities={})
    return evaluate(load_labelled(base), reading, settings)


def test_pairs_put_together_are_compared_with_the_labels(tmp_path: Path) -> None:
    found = scored(a_set(tmp_path, {"ab": "dup", "cd": "diff", "ae": "dup", "bc": "same_event"}))
    assert (found.score.found, found.score.missed, found.score.false) == (1, 1, 1)
    assert (found.score.precision, found.score.recall, found.score.f1) == (0.5, 0.5, 0.5)
    assert (found.articles, found.unreadable, found.stories, found.largest) == (6, 1, 4, 2)
    assert found.candidate_recall == 0.5
    (false,) = found.false_merges
    assert (false.one, false.other, false.label) == ("c", "d", "diff")
    assert false.headlines == (ROWS["c"][0], ROWS["d"][0])


def test_sources_are_scored_apart(tmp_path: Path) -> None:
    found = scored(a_set(tmp_path, {"ab": "dup", "be": "dup"}, unlabelled="cd"))
    assert (found.cross_source.found, found.cross_source.missed) == (1, 0)
    assert (found.same_source.found, found.same_source.missed) == (0, 1)


def test_a_pair_nobody_read_counts_as_false_unless_it_is_listed(tmp_path: Path) -> None:
    assert scored(a_set(tmp_path, {"ab": "dup"})).score.false == 1
    assert scored(a_set(tmp_path, {"ab": "dup"}, unlabelled="dc")).score.false == 0


def test_the_sweep_goes_from_everything_to_nothing_and_draws_as_svg(tmp_path: Path) -> None:
    found = scored(a_set(tmp_path, {"ab": "dup", "cd": "dup"}, packed=True))
    recalls = [score.recall for _, score in found.sweep]
    assert recalls == sorted(recalls, reverse=True)
    assert recalls[0] == 1.0
    picture = etree.fromstring(curve_svg(found).encode())
    assert len(picture.find("{*}polyline").get("points").split()) == len(found.sweep)


@pytest.mark.parametrize("ending", ["", ".jsonl", "_pairs.tsv"])
def test_a_set_is_named_by_any_of_its_files(tmp_path: Path, ending: str) -> None:
    base = a_set(tmp_path, {"ab": "dup"})
    assert load_labelled(Path(f"{base}{ending}")).labels == {("a", "b"): "dup"}


def test_what_is_no_labelled_set_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        load_labelled(tmp_path / "nowhere")
    base = a_set(tmp_path, {"ab": "maybe"})
    with pytest.raises(ConfigError, match="none of dup"):
        load_labelled(base)
    Path(f"{base}_pairs.tsv").write_text("one\tother\n1\t2\n")
    with pytest.raises(ConfigError, match="not a labelled set"):
        load_labelled(base)
    Path(f"{base}_pairs.tsv").unlink()
    with pytest.raises(ConfigError, match="has SET_pairs"):
        load_labelled(base)
    Path(f"{base}.jsonl").write_text("{}\n")
    with pytest.raises(ConfigError, match="not a labelled set"):
        load_labelled(base)
