"""The words of the 17 subjects in Indonesian with Malay, and in English.

Each line: a weight, a colon, and the terms of that weight, parted by commas. 4 says it, 1 goes with it;
below 0 speaks against it. A word stands for its forms, with `=` after it only for itself (`pemain=` is a
player, not every "bermain"), in capitals only for capitals; several words are a phrase.
"""

from __future__ import annotations

from typing import Final

MALAY: Final[dict[str, str]] = {
    "hiburan": """
    4: selebriti, selebritas, selebgram, infotainment, sinetron, box office, pedangdut=, penyanyi=, aktris,
       drama korea, drakor, k-pop, kpop, girl group, boy group, girl grup, boy band, boyband=, girlband=,
       grup idola, video klip, music video, video musik, film horor, film pendek, film layar lebar, serial
       tv, bintang film, pemain film, pemain sinetron, aktor dan aktris, sutradara, bioskop, biduan, artis
       cantik, piala oscar, grammy awards, piala citra, festival film, konser, komika, stand up comedy,
       pelawak=, presenter, seniman=, soundtrack, album baru, lagu baru, single terbaru, rumah produksi,
       netflix, marvel, hollywood, bollywood, indonesian idol, blackpink, BTS, exo, red velvet, twice=,
       super junior, running man, pelakon=, penerbit filem, filem, pengarah filem, panggung wayang,
       telemovie, raffi ahmad, nagita slavina, luna maya, syahrini, ayu ting ting, via vallen, nella
       kharisma, inul daratista, krisdayanti, ashanty, anang hermansyah, aurel hermansyah, atta halilintar,
       ria ricis, deddy corbuzier, baim wong, nikita mirzani, ahmad dhani, maia estianty, mulan jameela,
       reza rahadian, iko uwais, dian sastrowardoyo, dian sastro, nicholas saputra, chelsea islan, iqbaal
       ramadhan, agnez mo, raisa andriana, isyana sarasvati, rossa, bunga citra lestari, gading marten,
       gisella anastasia, cinta laura, prilly latuconsina, aliando syarief, verrell bramasta, jessica
       iskandar, olla ramlan, ruben onsu, sarwendah, ivan gunawan, denny cagur, andre taulany, tukul arwana,
       lesti, billy syahputra, barbie kumalasari, galih ginanjar, vanessa angel, jefri nichol, dul jaelani,
       melly goeslaw, iwan fals, slank, ariel noah, didi kempot, boy william, ariel tatum, tara basro, maudy
       ayunda, rizky febian, siti nurhaliza, neelofa, angelina jolie, brad pitt, taylor swift, ariana
       grande, justin bieber, selena gomez, kim kardashian, kanye west, beyonce, rihanna, lady gaga, billie
       eilish, jennifer lopez, jennifer aniston, leonardo dicaprio, tom cruise, robert downey, chris evans,
       scarlett johansson, keanu reeves, shah rukh khan, song joong ki, song hye kyo, lee min ho, kim soo
       hyun, miley cyrus, liam hemsworth, katy perry, ed sheeran, spider-man, avengers, game of thrones,
       disney plus, lee seung gi, big hit entertainment, sm entertainment, yg entertainment, jyp
       entertainment, rating drama, ahn jae hyun, goo hye sun, penyanyi cilik
    3: artis, aktor, musisi, vokalis, dangdut, drama, film, album, lagu, idol, idola, syuting, trailer,
       komedian, pemusik=, gitaris, drummer, band=, rapper=, model cantik, youtuber, acara tv, layar lebar,
       layar kaca, panggung hiburan, dunia hiburan, industri hiburan, entertainer, rilis lagu, agensi=,
       fandom=, pemeran=, peran utama, skenario, teater, pameran seni, pelukis=, novel, penyair=, sastrawan,
       museum, seni rupa, orkestra, tarian=, festival musik, sekuel, animasi, anime=, komik, superhero,
       episode, rating, musikal, variety show, reality show, talk show, infotaimen, pesinetron=, pembawa
       acara, selebritis, konten kreator, dj, grup musik, pernikahan artis, kru film, penulis lagu, penata
       musik, tangga lagu, jadwal tayang
    2: musik, penggemar=, netizen, fans=, akting, bernyanyi=, nyanyi, tayang, penonton=, instagram, youtube,
       vlog, karakter, adegan, popularitas, dikabarkan pacaran, pacaran=, kekasih=, pernikahan=, menikah=,
       cerai, perceraian=, mantan suami, mantan istri, mantan kekasih, seni, budaya, kebudayaan=, panggung,
       studio, televisi, unggahan=, instagram story, insta story, followers=, warganet=, gosip, produser,
       debut, comeback, warner bros, disney, sony pictures, tampil, gaun, romantis, karya, stasiun tv, red
       carpet, karpet merah, trans tv, rcti, sctv, indosiar
    1: cantik, tampan, penampilan=, foto, video, cinta, suami, istri, putri, anak, akun, cerita, rambut,
       kisah, peran, bintang, populer, wanita, pesona, syut, hitz, viral, host, ulang tahun, hamil,
       kehamilan=
    -3: liga, pelatih=, gol, timnas, klub, bek, pertandingan=, suporter, saham, DPR, gempa, kosmetik,
       fashion week, destinasi, menteri, wisata, gubernur
    """,
    "hukum": """
    4: KPK, tersangka=, terdakwa=, terpidana=, narapidana, pembunuhan=, pembunuh=, pencurian=, perampokan=,
       begal=, pemerkosaan=, pencabulan=, penganiayaan=, korupsi, koruptor, gratifikasi, suap=, narkoba=,
       narkotika, sabu, bandar narkoba, pengadilan negeri, mahkamah agung, mahkamah konstitusi, kejaksaan
       negeri, kejaksaan agung, kejaksaan tinggi, komisi pemberantasan korupsi, penyidik=, jaksa penuntut
       umum, majelis hakim, vonis, operasi tangkap tangan, OTT, pencucian uang, penggelapan=, penipuan=,
       mutilasi, praperadilan, muncikari, prostitusi, pedofil, barang bukti, polsek, polres, reskrim,
       satreskrim, olah tkp, pelaku pembunuhan, residivis, lapas=, kasasi, banding, mahkamah tinggi,
       mahkamah sesyen, majistret, tertuduh=, dadah, rasuah, SPRM, didakwa=, hukuman mati
    3: polisi, polda, bareskrim, kapolres, kapolsek, kapolda, kejaksaan=, jaksa, hakim, pengadilan=, sidang,
       dakwaan=, pidana, kriminal, penjara, penyidikan=, penyelidikan=, kasus suap, tipikor, ditangkap=,
       penangkapan=, tahanan=, ditahan=, gugatan=, penggugat=, uji materi, kuasa hukum, pengacara=, advokat,
       kuhp, pelecehan seksual, kekerasan seksual, penculikan=, pemerasan=, curanmor, maling, pencuri=,
       perampok=, pemerkosa=, visum, hak asasi manusia, tuntutan=, rkuhp, perundangan=, UU KPK, revisi UU
       KPK, hukuman=, mahkamah, suspek, lembaga antirasuah, antikorupsi
    2: hukum, pelaku=, polri, saksi, kepolisian=, mayat, jenazah, autopsi, otopsi, korban tewas,
       undang-undang, dugaan=, diduga=, perkara, pasal, KDRT, melaporkan=, laporan polisi, ilegal, senjata
       tajam, pisau, bui, rutan, jeratan=, jerat, menjerat=, bukti, penegakan hukum, penegak hukum,
       peraturan=
    1: kasus, korban, tewas, barang, lokasi kejadian, melapor=, mengaku=, penyelundupan=, langgar,
       pemeriksaan=, diperiksa=, keluarga korban
    """,
    "bencana": """
    4: gempa, tsunami, longsor, banjir bandang, BNPB, BPBD, kebakaran hutan, karhutla, erupsi, gunung
       meletus, awan panas, pengungsi gempa, kecelakaan lalu lintas, kecelakaan maut, kecelakaan beruntun,
       tabrakan=, korban kecelakaan, tanggap darurat, pesawat jatuh, kapal tenggelam, damkar=, pemadam
       kebakaran, puting beliung, basarnas, tim SAR, korban banjir, gempa bumi, skala richter, episentrum,
       likuefaksi, kabut asap, rem blong, kemalangan=, nahas, tanah runtuh, bomba, mangsa banjir
    3: bencana, banjir, kecelakaan=, kebakaran=, evakuasi, terbakar=, terguling=, tenggelam, musibah,
       pengungsian=, magnitudo, ambruk, roboh, titik api, hotspot, tertimpa=, ledakan=, tertimbun=, hanyut,
       titik panas, penyelamatan=, laka lantas, vulkanik, letusan=, terseret=, gunung api, penyintas=,
       ditabrak=, menabrak=, relawan=
    2: korban jiwa, korban tewas, luka berat, meninggal dunia, tewas, asap, korban, darurat, pengungsi=,
       api, hangus, guncangan=, padam, BMKG, tol cipularang, truk, hilang, selamat, rusak, runtuh
    1: luka, jalan tol, mobil, sopir, pengemudi=, jatuh, warga, rumah sakit, penumpang=, terluka=
    """,
    "ekonomi": """
    4: inflasi, rupiah menguat, rupiah melemah, suku bunga, bank indonesia, IHSG, bursa efek, pasar modal,
       indeks harga saham gabungan, investor, emiten, saham, obligasi, dividen, laba bersih, neraca
       perdagangan, pertumbuhan ekonomi, produk domestik bruto, PDB, ekspor, impor, BUMN, OJK, fintech,
       harga emas, emas antam, harga minyak, bahan bakar minyak, pertamina, PLN, sri mulyani, kementerian
       keuangan, menteri keuangan, kementerian bumn, menteri bumn, APBN, defisit anggaran, penerimaan pajak,
       direktorat jenderal pajak, bea cukai, cukai rokok, kredit usaha rakyat, UMKM, usaha kecil,
       perbankan=, nasabah, properti, KPR=, bank mandiri, bank BRI, bank BNI, BCA, kurs=, nilai tukar, dolar
       as, resesi=, perang dagang, tarif impor, kadin, hipmi, apindo, startup, unicorn, garuda indonesia,
       direktur utama, holding, badan pusat statistik, bulog=, harga beras, penanaman modal, BKPM, bappenas,
       utang luar negeri, surat utang, ringgit=, bursa malaysia, bank negara, ketenagalistrikan, tol laut,
       ritel, freeport=, pusat perbelanjaan, rights issue, IPO, anggaran pendapatan, waralaba, franchise,
       kelapa sawit, minyak sawit, iuran BPJS, komoditas=
    3: ekonomi, bisnis, investasi, rupiah, perdagangan=, keuangan=, pajak, industri, perusahaan=, harga,
       pasar, bank, konsumen, ekonom, omzet, omset, keuntungan=, kredit, pembiayaan=, pinjaman=, modal,
       manufaktur, pengusaha=, wirausaha, dagang, produksi=, energi, listrik, maskapai, infrastruktur,
       triliun=, subsidi, utang, anggaran=, cukai, tarif, ekspansi, direksi=, komisaris, dirut=, tambang,
       pertambangan=, batubara, migas, minyak, gas, petani=, pangan, logistik, e-commerce, asuransi,
       pengembang=, proyek=, tiket pesawat, penjualan=, komoditi, fiskal, moneter, deposito, reksa dana,
       kemenhub=, kementerian perhubungan, kemenperin, kemendag, kementerian perindustrian, kementerian
       perdagangan, esdm, jiwasraya=, akuisisi, merger, gojek=, grab=, tokopedia=, bukalapak, pelabuhan=,
       tol trans, ditjen pajak, dirjen, kementerian pupr, menhub, kereta api, kereta cepat, insinyur, indef,
       asosiasi pengusaha, direktur keuangan, hari pelanggan, penerbangan murah, lion air, garuda, citilink,
       airasia, kai, MRT, LRT
    2: miliar, dolar, pelanggan=, penumpang=, persen, kuartal, semester, pendapatan=, jual, beli, produk,
       merek, nilai, target=, usaha, kinerja=, stok, pasokan=, permintaan=, distribusi, layanan=, transaksi,
       mitra, penerbangan=, kereta, bandara, tol, konstruksi, pembangunan=, revolusi industri, sektor,
       kenaikan harga, penurunan=, turis, wisatawan mancanegara, kemitraan=, nelayan, peternak=, beras,
       gula, garam, transportasi, lelang, kontrak, aset, susi pudjiastuti, kementerian kelautan, illegal
       fishing, kementerian pertanian, mall, gerai, diskon, promo, cicilan
    1: juta, turun, naik, pemerintah=, direktur, kementerian=, digital, strategi, dana, biaya, pertumbuhan=,
       negara, menteri, unit, operasional, tahun ini, swasta, pengelolaan=
    -3: polisi, tersangka=, korupsi, gol, liga, pelatih=, artis, penyanyi=, korban, stadion, film, gubernur,
       KPK, DPRD, pemain=, kecelakaan=, gempa, banjir, fitur, prosesor, resep, destinasi, kuliner, pelaku=,
       kebakaran=
    """,
    "pendidikan": """
    4: siswa, mahasiswa baru, kemendikbud, kementerian pendidikan, ujian nasional, kurikulum, guru honorer,
       kepala sekolah, beasiswa, ruang kelas, SNMPTN, SBMPTN, UTBK, PPDB, perguruan tinggi, dana BOS,
       sekolah dasar, SMP, SMA, SMK, PAUD, anak didik, guru besar, rektor, wisuda, wisudawan, sarjana,
       dosen, kemenristekdikti, tenaga pendidik, kegiatan belajar mengajar, putus sekolah, menteri
       pendidikan, pelajar sekolah, SPM, universiti=, dinas pendidikan, murid=
    3: sekolah, guru, universitas, kampus, pelajar=, pendidikan=, mahasiswa, fakultas, akademik, kuliah,
       pembelajaran=, ijazah, pesantren, madrasah, santri, ujian=, pengajar=, literasi, politeknik
    2: belajar=, kelas, institut, ilmu, mengajar=, buku, skripsi, lulusan=, lulus, prestasi, seleksi masuk,
       olimpiade sains, perpustakaan=
    1: nilai, pelatihan=, anak-anak, kompetensi, riset, alumni, jurusan=
    -3: polisi, tersangka=, pencabulan=, kabut asap, bom, hamil, gempa
    """,
    "lingkungan": """
    4: perubahan iklim, pemanasan global, gas rumah kaca, emisi karbon, deforestasi, kebakaran hutan,
       karhutla, kabut asap, sampah plastik, lingkungan hidup, polusi udara, kualitas udara, konservasi,
       satwa liar, habitat, ekosistem=, keanekaragaman hayati, KLHK, walhi, greenpeace, terumbu karang,
       limbah=, reboisasi, mangrove, hutan lindung, taman nasional, energi terbarukan, ramah lingkungan,
       orangutan, gambut, pencemaran=, daur ulang, jerebu, alam sekitar, spesies terancam, punah=, lahan
       terbakar
    3: lingkungan=, polusi, emisi, hutan, satwa, sampah, iklim, plastik, sungai tercemar, flora, fauna,
       tercemar=, kelestarian=, pelestarian=, penghijauan=, biodiversitas, karbon, harimau, gajah, badak,
       kantong plastik, lestari
    2: udara, lahan, asap, air bersih, spesies, pohon, laut, alam, sungai, danau, kekeringan=, hewan,
       partikulat, titik panas
    1: bumi, tanaman=, kebakaran=, pesisir, gunung, ikan, hijau
    """,
    "kesehatan": """
    4: penyakit=, kementerian kesehatan, kemenkes, menteri kesehatan, virus, wabah, pandemi, vaksin=,
       imunisasi, kanker, diabetes, stroke, serangan jantung, demam berdarah, stunting, gizi buruk, malaria,
       tuberkulosis, HIV, hepatitis, hipertensi, kolesterol, obesitas, puskesmas, BPJS kesehatan, apoteker,
       BPOM, dinas kesehatan, spesialis jantung, rumah sakit umum, epidemi, kesehatan mental, gangguan jiwa,
       depresi, alergi, asma, bakteri, pneumonia, ISPA, farmasi, antibiotik, difteri, campak, polio, ahli
       gizi, nutrisi, tumor, vape=, kesihatan, denggi, gejala=, anemia, katarak, insomnia
    3: kesehatan=, dokter, pasien, medis, obat, klinik, terapi, gizi, infeksi, vitamin, operasi jantung, sel
       darah, tekanan darah, pengobatan=, perawat=, bidan, diagnosis, kronis, sakit, penderita=,
       antioksidan, kadar gula, kesuburan=, rokok elektrik, imun, sembuh, hospital, ubat, doktor, pesakit=,
       ginjal, jantung, paru
    2: rumah sakit, tubuh, darah, otak, sehat, janin, kehamilan=, ibu hamil, menyusui=, diet, lemak,
       protein, kulit, perut, mata, gula darah, nyeri, kalori, lambung, demam, batuk, tidur, stres
    1: makanan=, olahraga, risiko, penelitian=, konsumsi, perawatan=, dirawat=, berat badan, hormon, rokok
    -3: perang, serangan=, militer, polisi, pembunuhan=, cukai, mobil, motor, konflik, panglima, saham,
       mayat
    """,
    "ragam": """
    4: viral, unik, rekor muri, muri, rekor dunia, guinness world records, kisah haru, kisah inspiratif,
       bikin haru, bikin geli, bikin ngakak, kisah pilu, tak biasa, zodiak=, ramalan=, nyeleneh=, aneh=,
       heboh, menghebohkan=, kisah unik, kucing=, penghargaan=, keluarga kerajaan, pangeran=, meghan markle,
       kate middleton, ratu elizabeth
    3: kisah, media sosial, warganet, netizen, mengharukan=, menggemaskan=, haru, kerajaan inggris, sosok,
       langka, ulang tahun, lucu, kocak, unggahan=, tak disangka, inspiratif, mistis, hantu, misteri
    2: facebook, twitter, foto, video, terharu=, hewan peliharaan, anjing, monyet, hadiah, pengantin,
       penemuan=, mengejutkan=, takjub, gemas, ternyata=
    1: cerita, beredar=, pria, wanita, nenek, kakek, bocah, mendadak=, uang, desa
    -3: polisi, tersangka=, sinetron, film, DPR, demo, saham, drama, album, lagu, selingkuh
    """,
    "ketenagakerjaan": """
    4: ketenagakerjaan, buruh, tenaga kerja, upah minimum, UMP, UMK, serikat pekerja, serikat buruh, PHK,
       pemutusan hubungan kerja, kementerian ketenagakerjaan, kemnaker, kemenaker, menteri ketenagakerjaan,
       pengangguran=, TKI, pekerja migran, lowongan kerja, mogok kerja, lapangan kerja, hubungan industrial,
       tunjangan hari raya, pesangon=, outsourcing, jaminan hari tua, KSPI, KSPSI, pencari kerja, CPNS, jam
       kerja, pekerja asing, TKA, BPJS ketenagakerjaan, kesatuan sekerja
    3: pekerja=, karyawan, upah, gaji, rekrutmen, kontrak kerja, pegawai, magang, mogok, majikan, honorer,
       cuti, pensiun, keselamatan kerja, UU ketenagakerjaan, ASN, PNS
    2: kerja, lowongan=, karier, lamaran=, SDM, tunjangan=, profesi, pelatihan kerja, pelamar=, perusahaan=,
       pemecatan=
    1: pabrik, kantor, kompetensi, keterampilan=, tuntutan=, pelatihan=
    """,
    "gaya-hidup": """
    4: kecantikan=, skincare, make up, makeup, lipstik, fesyen, fashion, busana, hijab, desainer, kuliner,
       resep, tempat wisata, objek wisata, destinasi, traveling, traveler, liburan=, wisatawan, gaya hidup,
       perawatan kulit, gaya rambut, kosmetik, parfum, zodiak=, pola asuh, parenting, peragaan busana,
       fashion week, restoran=, kafe=, kopi, tren mode, backpacker, hotel=, tips=, jerawat, masker wajah,
       interior, furnitur=, pelancongan=, sneakers=, otomotif, mobil listrik, sepeda motor, yamaha,
       touring=, modifikasi=, SUV=, MPV=
    3: wisata, gaya, kulit wajah, mode, batik, gaun, tren, masakan, makanan=, minuman=, hobi, rambut,
       pantai, camilan=, kue, menu, lezat, rasa, bunda, si kecil, chef, koki, sepatu, pakaian=, dekorasi,
       kulit, aroma, dandan, jalan-jalan, pasangan=, hubungan asmara, jodoh, mobil, motor, honda, toyota
    2: cantik, wajah, warna, sehari-hari, penampilan=, tampil, santai, pengunjung=, keluarga, kado, koleksi,
       belanja, bahan, minyak zaitun, lidah buaya, elegan, aksesoris, kamar, ide, unik, percaya diri
    1: wanita, bisa dicoba, alami, favorit, nyaman, cocok, suasana, rumah, cara, seru, akhir pekan, foto,
       moms, cinta
    -4: motogp, pembalap=, balapan=, polisi, mesum, tersangka=, sinetron, pertandingan=, gubernur, menteri,
       kemenhub
    """,
    "politik": """
    4: DPR, partai politik, presiden joko widodo, presiden jokowi, jokowi, calon presiden, capres, cawapres,
       pilpres, pilkada, pemilu=, KPU, bawaslu, parpol, koalisi, oposisi, anggota dpr, ketua dpr, DPRD, MPR,
       DPD, kabinet=, parlemen, politisi=, politikus, politik, legislatif, PDIP, partai golkar, golkar,
       gerindra, partai demokrat, nasdem, PKB, PKS, PPP, ketua umum partai, wakil presiden, perdana menteri,
       kremlin, gedung putih, pentagon, donald trump, prabowo, megawati, ibu kota baru, pemindahan ibu kota,
       referendum, kementerian luar negeri, menteri luar negeri, diplomat, diplomasi, diplomatik, duta
       besar, kedubes=, bilateral, dewan keamanan, PBB, uni eropa, brexit, rancangan undang-undang, RUU,
       prolegnas, hubungan internasional, ketua mpr, kepala negara, caleg, pileg=, komisi III, masa jabatan,
       menteri dalam negeri, mendagri, dewan rakyat, barisan nasional, pakatan harapan, parlimen, pilihan
       raya, UMNO, pemakzulan=, sekretaris negara, istana negara, istana merdeka, istana kepresidenan,
       kepresidenan=, moeldoko, wiranto, jusuf kalla
    3: presiden, menteri, pemerintah=, gubernur, bupati, wali kota, walikota, fraksi, legislator, senator,
       kongres, pemilihan=, kampanye, demokrasi, konstitusi, kebijakan=, negosiasi, dialog, sanksi,
       internasional, delegasi, KTT, anies baswedan, pemprov, pemkot, pemkab, kepala daerah, mensesneg,
       kementerian=, kader, ketua umum, perundingan=, perjanjian=, otonomi, amandemen=, revisi
       undang-undang, staf khusus, uji kelayakan, demokrat, republik, kemenlu, putin=, erdogan=, presiden
       rusia, paripurna=, rapat paripurna, panitia kerja, pansus, menlu, sekjen, jabatan=, dilantik=,
       pelantikan=
    2: partai, negara, rakyat, nasional, politis, pidato, istana, suara, dukungan=, kepemimpinan=,
       pemimpin=, aparatur, undang-undang, daerah, pusat, pernyataan=, rapat, kerja sama, wakil ketua,
       wakil, aspirasi, mandat, dewan
    1: ketua, usul, keputusan=, luar negeri, pejabat=, sidang, calon, kritik, tolak, setuju=, anggota,
       membahas=, bertemu=
    """,
    "agama": """
    4: haji, umrah, ibadah, jamaah haji, kementerian agama, kemenag, MUI, majelis ulama, ulama, masjid,
       gereja, salat, shalat, sholat, alquran, al quran, hadis, hadits, ramadan, ramadhan, idul fitri, idul
       adha, kurban, zakat, puasa, paus fransiskus, vatikan, ustaz, ustadz, kiai, kyai, nabi muhammad,
       rasulullah, allah swt, dakwah, khotbah, khutbah, fatwa, pendeta, pastor, uskup, umat islam, kristen,
       katolik, hindu, buddha, nahdlatul ulama, muhammadiyah, muharram=, asyura, maulid, toleransi beragama,
       kerukunan umat, menteri agama, natal, paskah, wakaf=, solat, surau, mufti, imam besar, nyepi, waisak,
       madinah, arafah, wukuf=, takwa, syahadat, mualaf, akidah, surah, doa
    3: islam, muslim, agama, umat, jemaah, jamaah, religius, pesantren, santri, syariah, halal, makkah,
       mekah, tanah suci, pengajian=, berdoa=, beriman=, keimanan=, sunah, sunnah, saleh, musala, pura,
       vihara, kuil, salib, alkitab, injil, tuhan
    2: allah, suci, berkah, pahala, dosa, rohani, spiritual, imam, kafilah, amal, sedekah, hijrah, akhirat,
       surga, ceramah, nabi, kitab
    1: arab saudi, keluarga, doakan=, toleransi, hijab, taubat
    """,
    "sains-teknologi": """
    4: smartphone, ponsel pintar, telepon pintar, gawai, android, iphone, iOS, macOS, xiaomi, huawei, oppo,
       vivo, realme, artificial intelligence, kecerdasan buatan, kepintaran buatan, sistem operasi,
       perangkat lunak, perangkat keras, prosesor, chipset, snapdragon, mediatek, kamera belakang, kamera
       depan, megapixel, megapiksel, amoled, mAh=, jaringan 5g, internet of things, big data, blockchain,
       robotika, peretas=, malware, ransomware, game online, game mobile, mobile legends, PUBG, playstation,
       nintendo, xbox, esports, e-sports, gim=, gamer, NASA, astronom, astronomi, astronaut, antariksa,
       ekuinoks, satelit, roket, teleskop, planet, asteroid, lubang hitam, galaksi, meteor, meteorit, tata
       surya, matahari buatan, fosil, dinosaurus, arkeolog, arkeologi, ilmuwan, LIPI, BPPT, LAPAN, DNA,
       genetika, fisikawan, kuantum, komputasi awan, cloud computing, superkomputer, bluetooth, jurnal
       nature, jurnal science, palapa ring, wearable, smartwatch, jam tangan pintar, earphone, headset,
       spesies baru, manusia purba, gerhana, saintis, virtual reality, realitas virtual, augmented reality,
       nama domain, fitur terbaru, fitur baru, galaxy note, mars, pesawat ruang angkasa, luar angkasa,
       stasiun luar angkasa, mikroskop, nanoteknologi, bioteknologi, media sosial facebook, browser, google
       chrome, google maps, play store, app store, iPad, macbook, windows 10
    3: teknologi, sains, ponsel, komputer, laptop, gadget, software, hardware, google, apple, samsung,
       microsoft, whatsapp, fitur, robot, siber, telekomunikasi, seluler, peneliti=, ilmiah, algoritma,
       laboratorium, spesies, eksperimen, fisika, biologi, matematika, perangkat, drone, aplikasi, internet,
       evolusi, spesifikasi, sensor, game, gigabyte, resolusi, kominfo, menkominfo, operator seluler,
       pembaruan=, elektron, hewan purba, habitat, mamalia, serangga
    2: penelitian=, riset, facebook, twitter, pengguna=, data pribadi, server, unduh, jurnal, kamera,
       baterai, memori, inovasi, penemuan=, jaringan=, sinyal, layar, orbit, canggih, konektivitas, piksel,
       virtual, teori, versi, kimia, elektronik, pesawat tanpa awak, bumi, organisme, otak
    1: digital, online, daring, studi, akun, situs, desain, platform, instal, varian, inci, spek, otomatis,
       ilmu, vendor, meluncurkan=
    -2: bisnis, bank, ekonomi, pajak, asuransi, kredit, saham, keuangan=, perusahaan=, transaksi,
       pelanggan=, nasabah, investasi, kesehatan, kulit, polisi, menteri, harga, wisata, penyakit=, vitamin,
       film, lagu, tarif, mitra, cukai, dokter, presiden, industri, diet, konsumen
    """,
    "masyarakat": """
    4: kemiskinan=, warga miskin, kesejahteraan sosial, kementerian sosial, kemensos, menteri sosial,
       bantuan sosial, bansos, masyarakat adat, diskriminasi, rasisme, kesetaraan gender, LGBT, disabilitas,
       difabel, pernikahan dini, kekerasan dalam rumah tangga, lansia, anak jalanan, panti asuhan,
       tunawisma, gelandangan=, pengemis=, imigran, imigrasi, pencari suaka, kependudukan=, sensus penduduk,
       keluarga berencana, BKKBN, kenakalan remaja, pekerja sosial, hak perempuan, kekerasan terhadap
       perempuan, perlindungan anak, KPAI, filantropi, gotong royong, kebajikan masyarakat, warga emas,
       minoritas, intoleransi, bullying, perundungan=
    3: sosial, kesejahteraan=, perempuan, gender, pengungsi=, bantuan=, penduduk=, suku, adat, komunitas,
       toleransi, marjinal, miskin, kaum, dhuafa, yatim, relawan=, urbanisasi, pemuda, remaja, KTP, e-ktp,
       dukcapil, migran, stigma
    2: masyarakat, warga, keluarga, anak-anak, penyandang=, kampung, desa, generasi, pemberdayaan=,
       kepedulian=, peduli, donasi, dermawan, rumah tangga, orang tua, santunan=
    1: rakyat, hak, kelompok, kota, tradisi, permukiman=, budaya
    -3: polisi, tersangka=, haji, bulu tangkis, otomotif, saham
    """,
    "olahraga": """
    4: liga 1, liga inggris, liga italia, liga spanyol, liga champions, liga europa, serie a, la liga,
       bundesliga, premier league, piala dunia, piala eropa, kualifikasi piala dunia, timnas=, tim nasional
       indonesia, PSSI, FIFA, UEFA, AFC, gelandang, striker, penyerang sayap, kiper, bek, penjaga gawang,
       juru taktik, pelatih=, gol=, klub=, manchester united, manchester city, liverpool, chelsea, arsenal,
       tottenham, real madrid, barcelona, juventus, inter milan, AC milan, persib, persija, persebaya=,
       arema=, messi, ronaldo, sepakbola, sepak bola, pesepakbola, bulutangkis, badminton, BWF, PBSI,
       pebulutangkis, ganda putra, ganda putri, ganda campuran, tunggal putra, tunggal putri, motogp,
       formula 1, pembalap=, valentino rossi, marc marquez, moto2=, moto3=, sirkuit=, grand prix, petinju=,
       tinju, UFC=, atlet, olimpiade, asian games, sea games, paralimpiade=, NBA, basket, bola basket,
       petenis=, grand slam, US open, wimbledon, voli, renang, atletik, medali, medali emas, turnamen,
       kejuaraan=, stadion, wasit, supporter, suporter, babak pertama, babak kedua, klasemen, lini depan,
       lini belakang, bursa transfer, kickboxing, maraton, bola sepak, sukan, perlawanan akhir, jurulatih,
       harimau malaya, pemain bola, komite olimpiade, skuat, skuad=, petarung=, pegolf=, golf, pesenam=,
       angkat besi, panahan=, pencak silat, menpora, kemenpora, KONI, indonesia open, china open, korea
       open, taekwondo, the reds, red devils, rossoneri=, nerazzurri=, los blancos, blaugrana=, setan merah,
       persipura=, bali united, psm makassar, madura united, bhayangkara fc, PSIS=, PSS sleman, si kulit
       bundar
    3: laga, pertandingan=, pemain=, musim, liga, tim, juara, gawang, bertanding=, skor, olahraga,
       kemenangan=, kekalahan=, kandang, gelar juara, finis, podium, balapan=, tandang, semifinal, final,
       perempat final, babak, putaran=, lawan, menang, kalah, imbang, unggul, kompetisi, laga perdana,
       assist, trofi, rival, pemain muda, piala, ronde, gp, race, musim depan, set pertama, gim pertama,
       sabuk juara, kontra, penalti, tendangan=, kapten
    2: cedera, poin, transfer, lapangan=, peringkat, menit, starter, debut, cetak, mencetak=, ranking,
       gelar, turun, latihan=, berlatih=, nomor satu, tuan rumah, membobol=, bangku cadangan, pebalap=,
       ducati, rekor, finalis=, lolos, kualifikasi, performa, pukulan=, tunggal, ganda, fans
    1: bermain=, duel, penampilan=, tampil, kualitas, sukses, kontrak, target, mantan, posisi, hasil
    -3: artis, film, penyanyi=, pemeran=, sinetron, DPR, partai, bupati, gubernur, polisi, presiden,
       sekolah, kpop, album, saham
    """,
    "konflik": """
    4: perang, gencatan senjata, serangan udara, serangan roket, serangan drone, militan, gerilya,
       gerilyawan, pemberontak=, pemberontakan=, kudeta, teroris, terorisme, bom bunuh diri, ISIS, al qaeda,
       taliban=, hamas, hizbullah, houthi, jalur gaza, gaza, tepi barat, palestina, israel, pasukan
       perdamaian, perundingan damai, perjanjian damai, kesepakatan damai, proses perdamaian, konflik
       bersenjata, kelompok bersenjata, kelompok kriminal bersenjata, KKB, KKSB, OPM, genosida, kejahatan
       perang, invasi=, rudal, pertumpahan darah, zona konflik, milisi, suriah, yaman, afghanistan,
       rohingya, kashmir, densus 88, kerusuhan=, rusuh, perusuh=, baku tembak, kontak senjata, hukuman
       kolektif, bentrokan=, gas air mata, unjuk rasa, demonstran, pengunjuk rasa, aksi massa, peluru karet,
       pembantaian=, separatis, bom molotov, senjata nuklir, keganasan=, pengganas=, peperangan, konflik
       palestina*, konflik israel*, al-shabaab, boko haram, papua merdeka
    3: konflik, militer, serangan=, pasukan=, tentara, bom, demonstrasi, pengungsi=, senjata, nuklir,
       tembak, eskalasi, perdamaian=, damai, pengeboman=, ledakan bom, krisis kemanusiaan, korban sipil,
       warga sipil, anarkis, anarkistis, ricuh, massa, ketegangan=, penembakan=, intelijen, timur tengah,
       aparat keamanan, provokasi, jihad, radikal, pendudukan=, penjajahan=, blokade
    2: TNI, wamena, papua, prajurit, komandan, keamanan=, tewas, iran, irak, polisi antihuru-hara, hongkong,
       hong kong, pangkalan=, perlawanan=, sandera, tank, jet tempur, pengunjuk=, protes, bentrok,
       kekerasan=, negosiasi, sipil, drone, peluru, aksi
    1: korban, perbatasan=, serang, wilayah, melukai=, terluka=, kecam, mengecam=
    -2: film, liga, pertandingan=, saham, sinetron, cerai
    -4: artis, aktor, penyanyi=, selebriti, dangdut, instagram, perang dagang, perang tarif, perang harga,
       perang mulut, perang komentar, perang bintang, drama
    """,
    "cuaca": """
    4: cuaca, prakiraan cuaca, ramalan cuaca, musim hujan, musim kemarau, hujan lebat, hujan deras, angin
       kencang, gelombang tinggi, hujan ringan, hujan sedang, suhu udara, hari tanpa hujan, cuaca ekstrem,
       el nino, la nina, kemarau, kecepatan angin, curah hujan, badan meteorologi, meteorologi, siklon,
       hujan buatan, modifikasi cuaca, metmalaysia, ribut petir, hujan lokal, cerah berawan, berawan=,
       gelombang panas
    3: hujan, badai, petir, angin, kelembapan=, kelembaban, celsius, suhu, kekeringan=, berkabut=, mendung,
       topan, salju, puting beliung, monsun, cerah, hotspot, titik panas, gerimis
    2: BMKG, kabut, iklim, gelombang, panas, dingin, tinggi gelombang, peringatan dini, basah, musim,
       perairan=, udara, atmosfer
    1: asap, wilayah, siang hari, malam hari, dini hari, pagi, diprediksi=, potensi, sekitar
    -3: gempa, magnitudo, tsunami, ikan, haji, penumpang, tersangka=, polisi
    """,
}

ENGLISH: Final[dict[str, str]] = {
    "hiburan": """
    4: box office, celebrity, singer, actress, filmmaker, songwriter, movie star, hollywood, bollywood,
       grammy*=, academy award*, oscars, film festival, music video, tv series, k-pop, rapper, sitcom, pop
       star, art exhibition, orchestra, ballet, opera, novelist, playwright
    3: actor, movie, film, album, concert, comedian, musician, theatre, theater, drama, museum, painter,
       sculpture, novel, film director, screenplay, sequel, soundtrack, broadway, netflix, disney, band,
       song, exhibition, gallery
    2: music, entertainment, audience, premiere, artist, guitarist, dance, stage, television, cinema,
       director, poet, literature, culture, cultural, festival, episode, producer
    1: star, art, show, role, character, studio, performance, tour, release
    """,
    "hukum": """
    4: murder, homicide, supreme court, high court, prosecutor, defendant, indictment, indicted, convicted,
       sentenced, robbery, rape, burglary, fraudster, money laundering, bribery, embezzlement, drug
       trafficking, manslaughter, lawsuit, plaintiff, grand jury, felony, federal court, court of appeals,
       district court
    3: court, judge, jury, arrested, arrest, police, prosecution, guilty, jail, prison, trial, crime,
       criminal, verdict, detective, suspect, attorney, corruption, human trafficking, smuggling, stabbed,
       gunman, kidnapping, sued
    2: lawyer, charged, justice, illegal, law, legal, investigator, sentence, allegation, alleged, detained,
       inmate, evidence, appeal, bail, fraud
    1: victim, witness, investigation, accused, officer, complaint, custody
    """,
    "bencana": """
    4: earthquake, tsunami, landslide, hurricane, typhoon, cyclone, wildfire, plane crash, train crash,
       derailment, eruption, flash flood*, magnitude, aftershock, shipwreck, death toll, air crash,
       avalanche, bushfire, oil spill
    3: disaster, flood, crash, blaze, rescuer, explosion, evacuated, evacuation, collapsed, capsized,
       survivor, volcano, epicentre, epicenter, collision, drowned, tornado, firefighter, wreckage
    2: rescue, killed, injured, emergency, missing, fire, accident, debris, sank, damage, victim, stranded,
       relief
    1: storm, died, destroyed, homes, swept, struck
    """,
    "ekonomi": """
    4: inflation, interest rate*, central bank, stock market, stock exchange, shareholder, dividend, net
       profit, net income, net loss, GDP, gross domestic product, economist, trade deficit, trade surplus,
       bond, federal reserve, wall street, acquisition, merger, takeover, common stock, per share, shr=,
       cts=, mln dlrs, mln stg, dlrs, fiscal year, fourth quarter, third quarter, second quarter, first
       quarter, crude oil, barrel, exporter, importer, exchange rate*, currency, monetary policy,
       bankruptcy, startup, treasury bill*, stake, tender offer, qtly=, qtr=, commodity, raw sugar, grain=,
       loan=, balance of payments, supply deficit, money market
    3: economy, economic, shares, stock, investor, investment, profit, earnings, trade, export, import,
       bank, tariff, revenue, price, company, corp, inc, billion, mln, sales, industry, market, dollar, yen,
       tax, budget, debt, tonnes, refinery, oil, opec, wheat, coffee, cocoa, copper, gold, manufacturer,
       retailer, airline, trader, bid
    2: business, financial, finance, quarter, production, producer, output, consumer, firm, deal, fund,
       credit, rates, cost, chief executive, supplier, energy, capital, unit, subsidiary, net, loss, asset,
       contract, buyer
    1: pct, growth, demand, supply, spending, customer, buy, sell, rise, fell, operating, terms
    """,
    "pendidikan": """
    4: curriculum, kindergarten, high school, primary school*, secondary school*, headteacher, tuition fee*,
       scholarship, undergraduate, classroom, school district, education minister
    3: school, teacher, student, pupil, university, education, college, exam, campus, professor, tuition,
       graduate, academic, literacy, faculty
    2: learning, teaching, class, learn, parents, degree, lecturer, library, lesson
    1: children, classes, institute, course, skill
    """,
    "lingkungan": """
    4: climate change, global warming, greenhouse gas*, deforestation, conservation, biodiversity, wildlife,
       endangered, carbon emission*, ecosystem, renewable energy, environmentalist, air pollution, plastic
       waste, coral reef*, rainforest, recycling
    3: environment, environmental, pollution, emission, habitat, toxic, poaching, carbon, species,
       extinction, forest, contamination, fossil, ecology
    2: climate, conserve, waste, river, ocean, wetland, animal, nature, soil, sustainable, drought
    1: water, plastic, air, trees, land, fish
    """,
    "kesehatan": """
    4: disease, vaccine, vaccination, cancer, diabetes, epidemic, pandemic, outbreak, public health, world
       health organization, malaria, HIV, virus, influenza, hepatitis, heart disease, obesity, antibiotic,
       tumour, tumor, dementia, clinical trial
    3: health, hospital, doctor, patient, medical, medicine, drug, surgery, nurse, symptom, infection,
       treatment, therapy, clinic, physician, healthcare, surgeon, illness, mental
    2: blood, heart, brain, diet, infected, doses, care, diagnosed, pharmaceutical, nutrition, diagnosis,
       bacteria
    1: risk, body, pain, smoking, study, death
    """,
    "ragam": """
    4: went viral, gone viral, world record*, guinness=, heartwarming, bizarre, quirky, centenarian, good
       samaritan, royal family, lottery winner*
    3: viral, unusual, reunited, birthday, royal, prince, duchess, pet, puppy, inspiring, oddity,
       anniversary
    2: dog, cat, story, stranger, surprise, rare, heroic, wedding, social media, award
    1: man, woman, video, internet, found
    """,
    "ketenagakerjaan": """
    4: trade union*, labor union*, labour union*, unemployment, minimum wage, strikers, layoff, collective
       bargaining, wage increase*, job cut*, redundancy, migrant worker*, pay rise, jobless
    3: union, worker, strike, wage, employee, employment, labour, labor, walkout, employer, salary, dispute,
       workforce, stoppage, pension, laid off, pay, docker, seamen, picket
    2: job, hiring, staff, recruitment, overtime, contract, workplace, retirement, shift
    1: negotiation, plant, factory, hours, skill
    """,
    "gaya-hidup": """
    4: skincare, makeup, fashion week, recipe, tourist, tourism, cuisine, travel destination*, lifestyle,
       interior design, backpacking, wellness, gardening, cosmetics, gourmet
    3: fashion, travel, restaurant, beauty, hotel, holiday, chef, style, designer, cooking, vacation,
       leisure, hobby, parenting, dish, beach
    2: food, wine, coffee, decor, trend, outfit, visitor, flavour, flavor, menu, garden, yoga, shopping,
       dress, taste
    1: home, family, weekend, relax, comfort, colour, color
    """,
    "politik": """
    4: parliament, prime minister, election, white house, congressman, senator, lawmaker, referendum,
       foreign minister, foreign ministry, diplomat, diplomatic, ambassador, political party, coalition,
       head of state, general election, legislature, impeachment, kremlin, united nations, security council,
       european union, brexit, ballot, opposition leader, opposition party, cabinet reshuffle, vice
       president, president vladimir putin, state department, bilateral
    3: president, minister, government, politician, politics, political, campaign, congress, senate, vote,
       voter, democracy, policy, legislation, opposition, sanctions, constitution, summit, democrat,
       republican, presidential, treaty, governor, mayor, cabinet, talks, embassy
    2: leader, party, administration, reform, parties, parliamentary, diplomacy, mp, official, spokesman,
       nation, resign, bill
    1: country, support, visit, meeting, state, national, statement, agreement, international, foreign
    """,
    "agama": """
    4: pope, vatican, bishop, cardinal, mosque, quran, hajj, imam, rabbi, synagogue, cleric, ramadan,
       theology, archbishop, diocese, church of england, pilgrimage, buddhist, hindu, catholic, gospel
    3: church, religion, religious, islam, muslim, christian, jewish, priest, worship, faith, prayer, bible,
       temple, monk, islamic, christianity, protestant, pastor, sermon, holy
    2: god, spiritual, pray, sacred, saint, blessing, mass, congregation, easter, christmas
    1: belief, ritual, tolerance, community
    """,
    "sains-teknologi": """
    4: smartphone, software, artificial intelligence, astronomer, astronaut, spacecraft, NASA, scientist,
       machine learning, physicist, galaxy, telescope, genome, DNA, semiconductor, microchip, cybersecurity,
       hacker, malware, operating system*, iphone, android, robot, space station, asteroid, laptop,
       biotechnology, silicon valley, algorithm, dinosaur, fossil
    3: technology, scientific, science, researcher, computer, internet, satellite, rocket, app, laboratory,
       innovation, physics, chemistry, biology, google, microsoft, apple, chip, planet, orbit, genetic,
       archaeologist, experiment, gadget, online, digital, species
    2: research, device, data, discovery, engineer, user, study, network, mobile, launch, moon, mission,
       sensor, engineering, tech, evolution, theory
    1: system, design, feature, developed, battery, lab
    """,
    "masyarakat": """
    4: poverty, homelessness, homeless, discrimination, racism, gender equality, immigrant, immigration,
       social welfare, asylum seeker*, demographic, domestic violence, same-sex, LGBT, orphanage,
       philanthropy, indigenous people*, child abuse, birth rate
    3: refugee, society, welfare, social, minority, racial, charity, poor, inequality, disability, gender,
       elderly, migrant, abortion, feminist, ethnic
    2: community, women, family, youth, population, rights, adoption, volunteer, neighbourhood, aid
    1: people, children, group, living, housing
    """,
    "olahraga": """
    4: world cup, premier league, champions league, goalkeeper, midfielder, striker, footballer, grand slam,
       wimbledon, olympic, super bowl, NBA, NFL, FIFA, UEFA, formula one, grand prix, quarterback, batsman,
       wicket, innings, test match, golfer, gold medal*, semifinal, semi-final, quarter-final*, home run,
       penalty shootout, head coach, cyclist, badminton, boxer, heavyweight=, touchdown=
    3: coach, football, soccer, tennis, cricket, rugby, basketball, baseball, hockey, golf, tournament,
       championship, league, athlete, player, match, goal, club, stadium, medal, scored, referee, playoff,
       swimmer, sprinter, marathon, boxing, squad, fixture
    2: season, team, win, defeat, champion, final, score, captain, race, round, seed, title, injury, winger,
       lap, teammate, qualifying, beat
    1: play, game, minute, victory, points, lead, lost
    """,
    "konflik": """
    4: war, ceasefire, cease-fire, airstrike, air strike*, militant, insurgent, insurgency, rebel,
       guerrilla, coup, terrorist, terrorism, suicide bomb*, peace talks, peace deal, peacekeep*=, civil
       war, hamas, hezbollah, taliban, gaza=, west bank, war crime*, genocide, invasion, missile, shelling,
       troops, militia, hostage, riot, tear gas, artillery, warplane, warship, armed forces, armed conflict
    3: military, army, soldier, fighting, bombing, attack, conflict, peace, bomb, weapon, protester, clash,
       truce, gunmen, combat, battle, unrest, hostilities, israeli, palestinian, occupied, demonstrator,
       siege, refugee, offensive, gunboat, iraq, iran, iranian, syria, nuclear
    2: violence, killed, forces, civilian, commander, border, rocket, protest, defence, defense, wounded,
       navy, tanker, gulf, security
    1: tension, threat, casualties, crisis, strike, humanitarian
    """,
    "cuaca": """
    4: weather, meteorologist, weather forecast*, rainfall, snowfall, heatwave, heat wave, thunderstorm,
       blizzard, monsoon, el nino, frost, hurricane, typhoon, cyclone, cold snap, drizzle, humidity
    3: rain, snow, storm, temperature, forecaster, celsius, fahrenheit, drought, showers, wind, sunshine,
       gust, cloudy, fog
    2: forecast, dry, wet, degrees, climate, cold, heat, precipitation, moisture
    1: north, south, inches, expected, region, warm
    """,
}
