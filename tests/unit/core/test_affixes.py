from __future__ import annotations

import pytest

from sindikasi.core.affixes import root_of

ROOTS = frozenset(
    """ajar akhir ambil anak aspek baik bank banjir batik beri cat cegah duduk elak gigi goreng hasil ijin ilmu karya
    kasih kerja kritik langit main makan naik ngeong nyala oleh pakai pengaruh percik proses pukul rasa rusak sapu
    serang tari tunjuk turut ukur usaha wakil wujud yakin""".split()
)


@pytest.mark.parametrize(
    ("word", "root"),
    [
        ("banjir", "banjir"),
        ("kebanjiran", "banjir"),
        ("banjirnya", "banjir"),
        ("belajar", "ajar"),
        ("pelajar", "ajar"),
        ("berakhir", "akhir"),
        ("berasa", "rasa"),
        ("berusaha", "usaha"),
        ("terukur", "ukur"),
        ("terusakkan", "rusak"),
        ("terpercik", "percik"),
        ("mewujudkan", "wujud"),
        ("membanjiri", "banjir"),
        ("mempengaruhi", "pengaruh"),
        ("memakan", "makan"),
        ("memakai", "pakai"),
        ("mencegah", "cegah"),
        ("menaikkan", "naik"),
        ("menari", "tari"),
        ("menghasilkan", "hasil"),
        ("mengkritik", "kritik"),
        ("mengambil", "ambil"),
        ("mengasihi", "kasih"),
        ("mengecat", "cat"),
        ("mengelak", "elak"),
        ("mengeong", "ngeong"),
        ("menyala", "nyala"),
        ("menyapu", "sapu"),
        ("memproses", "proses"),
        ("perusak", "rusak"),
        ("perbaikan", "baik"),
        ("pembanjiran", "banjir"),
        ("pemukulan", "pukul"),
        ("pencegahan", "cegah"),
        ("penaikan", "naik"),
        ("penghasilan", "hasil"),
        ("pengambilan", "ambil"),
        ("penyerangan", "serang"),
        ("pekerja", "kerja"),
        ("kuambil", "ambil"),
        ("kauambil", "ambil"),
        ("dipukulinya", "pukul"),
        ("keterpukulan", "pukul"),
    ],
)
def test_prefixes_and_suffixes_lead_to_the_root(word: str, root: str) -> None:
    assert root_of(word, ROOTS) == root


@pytest.mark.parametrize(("word", "root"), [("gerigi", "gigi"), ("telunjuk", "tunjuk")])
def test_infixes_lead_to_the_root(word: str, root: str) -> None:
    assert root_of(word, ROOTS) == root


@pytest.mark.parametrize("word", ["xinhua", "pengxinhua", "berxinhua", "kan", "dia", "memperkan"])
def test_a_word_without_a_root_stays_as_it_is(word: str) -> None:
    assert root_of(word, ROOTS) == word


def test_a_short_word_loses_only_a_plain_prefix() -> None:
    assert root_of("dia", {"a"}) == "a"
    assert root_of("kua", {"a"}) == "kua"


@pytest.mark.parametrize(
    ("word", "root"),
    [
        ("memetikan", "petik"),  # the root's own k was taken with "kan"
        ("menyerahkan", "serah"),
        ("bersekan", "sekan"),
    ],
)
def test_an_end_that_belongs_to_the_root_is_given_back(word: str, root: str) -> None:
    assert root_of(word, {root}) == root


def test_a_root_found_by_giving_back_the_k_stands_as_it_is() -> None:
    assert root_of("petikan", {"petik", "tik"}) == "petik"


def test_a_plain_prefix_goes_before_a_root_given_back_is_asked_for() -> None:
    assert root_of("sedikkan", {"sedikk"}) == "sedikkan"
