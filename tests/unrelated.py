"""Nine stories that have nothing in common but what their outlet prints under each of them."""

from __future__ import annotations

IMPRINT = "Harian Sore terbit setiap petang dari Jalan Kenanga 14 dan dicetak di atas kertas daur ulang."

STORIES = {
    "jembatan": """Jembatan gantung Cisarong diperbaiki

Tukang las mengganti tiga belas kabel penahan jembatan gantung di atas Kali Cisarong, Selasa pagi.
Selama perbaikan murid madrasah menyeberang dengan rakit bambu yang ditarik dua perahu nelayan.
Kepala dusun memperkirakan lalu lintas sepeda motor dibuka kembali menjelang Lebaran.""",
    "kopi": """Panen kopi Gayo melimpah

Petani arabika di dataran tinggi memetik buah merah dua pekan lebih awal karena kemarau panjang.
Koperasi membeli gabah seharga sembilan puluh ribu rupiah sekilogram dan menjemurnya di para-para.
Eksportir dari Belawan sudah memesan empat kontainer untuk pasar Jerman.""",
    "piano": """Pianis muda menjuarai lomba di Wina

Remaja asal Manado membawakan sonata Schubert tanpa partitur di hadapan sebelas juri internasional.
Ia berlatih enam jam sehari pada instrumen pinjaman gereja sejak berumur tujuh tahun.
Hadiah utama berupa beasiswa konservatorium dan konser bersama orkestra radio Austria.""",
    "pajak": """Tarif parkir mal naik bulan depan

Dewan kota mengesahkan peraturan yang menaikkan pungutan parkir gedung menjadi delapan ribu per jam.
Pengelola pusat belanja meminta penundaan sampai gerbang pembayaran nontunai terpasang.
Pengamat transportasi menilai kenaikan itu mendorong karyawan memakai kereta ringan.""",
    "badak": """Bayi badak lahir di Way Kambas

Induk bernama Ratu melahirkan anak betina seberat dua puluh tujuh kilogram setelah bunting enam belas bulan.
Dokter hewan suaka memantau kandang lewat kamera inframerah supaya penciuman induk tidak terganggu.
Populasi satwa bercula dua itu di alam diperkirakan kurang dari delapan puluh ekor.""",
    "vaksin": """Puskesmas keliling menyuntik lansia nelayan

Perawat berkunjung memakai kapal motor ke lima pulau kecil membawa dosis influenza dalam kotak pendingin.
Warga berusia di atas enam puluh tahun diperiksa tekanan darahnya lebih dahulu di balai pertemuan.
Dinas menargetkan dua ribu suntikan selesai sebelum musim angin barat.""",
    "satelit": """Satelit mahasiswa mengorbit

Kubus seukuran kotak sepatu buatan kampus Bandung dilepas dari stasiun antariksa pukul tiga dini hari.
Stasiun bumi di atap fakultas menangkap sinyal suar pertamanya sembilan puluh menit kemudian.
Muatan utamanya kamera spektral untuk memetakan padang lamun.""",
    "batik": """Perajin batik kembali ke pewarna indigo

Sanggar di Tuban merendam kain mori dalam larutan daun nila yang difermentasi seminggu penuh.
Cara kuno itu menghemat biaya kimia impor dan limbahnya dipakai menyiram kebun cabai.
Sebanyak empat puluh ibu mengikuti kursus mencanting bermotif kapal jung.""",
    "catur": """Grandmaster cilik menahan remis juara dunia

Bocah dua belas tahun bertahan dengan benteng melawan menteri selama tujuh puluh langkah di Dubai.
Pelatihnya menyebut pembukaan Caro-Kann sudah disiapkan sejak turnamen zona Asia.
Poin setengah itu mengantarnya ke peringkat ketiga klasemen sementara.""",
}
"""Name -> headline, then three sentences."""


def dropped(name: str, line: str = IMPRINT) -> str:
    """Return the story as a text file with `line` under it."""
    return f"{STORIES[name]}\n{line}\n".replace("\n", "\n\n")
