"""Which language a text is in: Indonesian, Malay and English by their function words, others by py3langid."""

from __future__ import annotations

from sindikasi.core.text import words

_SAMPLE_CHARACTERS = 1_500
_FEWEST_WORDS = 3
# Below these shares of function words a text is in none of the three. Measured: running news text has
# 0.15-0.35.
_MALAYIC_SHARE = 0.08
_ENGLISH_SHARE = 0.12


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MALAYIC = _words(
    """
    yang dan di dengan untuk dari pada ini itu dalam tidak akan telah juga oleh ke kepada adalah mereka
    kami kita ia dia saya anda atau ada dapat lebih tersebut sebagai hari tahun orang kata menurut
    antara bagi seperti serta setelah selepas para seorang sebuah satu dua masih harus perlu hanya agar
    sehingga
    """
)
# Words the two languages do not share: either writes the other's another way, or not at all.
_INDONESIAN = _words(
    """
    karena bahwa bisa saat jika namun polisi uang kantor mobil warga kemarin usai sementara lalu
    mengatakan ujar ujarnya katanya jadi apa jumat kamis senin minggu rabu januari maret mei juni juli
    agustus oktober desember rp rupiah persen provinsi kabupaten kota wib tewas rumah sakit narkoba
    pemilu gubernur bupati sebesar sebanyak berita foto kini terkait dilakukan melalui sejumlah hingga
    sempat gak enggak kalau soal beda butuh sedangkan ketimbang kendaraan berujar bakal
    """
)
_MALAY = _words(
    """
    kerana bahawa polis wang ialah manakala isnin khamis jumaat mac ogos disember jun julai iaitu
    hendaklah sekiranya peratus bilion pembabitan jawatankuasa mesyuarat pengerusi kenderaan parlimen
    exco agensi syarikat pertubuhan perlembagaan jenayah penjenayah suspek rm bagaimanapun justeru
    memaklumkan berjaya cawangan sebarang dipercayai semasa mangsa lelaki hospital datuk pelbagai
    ringgit perlawanan universiti kualiti aktiviti dakwa
    """
)
_ENGLISH = _words(
    """
    the of and to in that is was for on said with he as at by from it his has have will be are an which
    this their they not were been had its who would after more than about
    """
)
_SIDES = {
    **dict.fromkeys(_ENGLISH, "en"),
    **dict.fromkeys(_MALAYIC, "both"),
    **dict.fromkeys(_INDONESIAN, "id"),
    **dict.fromkeys(_MALAY, "ms"),
}


def language(text: str) -> str | None:
    """Return the ISO 639-1 code of the text's language, None when there is too little to tell."""
    sample = words(text[:_SAMPLE_CHARACTERS])
    if len(sample) < _FEWEST_WORDS:
        return None
    sides = list(filter(None, map(_SIDES.get, sample)))
    english, indonesian, malay = sides.count("en"), sides.count("id"), sides.count("ms")
    malayic = len(sides) - english
    if malayic >= english and malayic >= _MALAYIC_SHARE * len(sample):
        return "ms" if malay > indonesian else "id"
    if english >= _ENGLISH_SHARE * len(sample):
        return "en"
    return _other_language(text[:_SAMPLE_CHARACTERS])


def load_model() -> None:
    """Load what tells other languages, some 75 MB; otherwise the first text in one of them does it."""
    _other_language("The model is loaded with the first text.")


def _other_language(text: str) -> str | None:
    import py3langid

    code, _ = py3langid.classify(text)
    return str(code)
