"""The words page furniture is made of, in Indonesian, Malay and English: tables, no rules."""

from __future__ import annotations


def words_of(text: str) -> frozenset[str]:
    """Return the words of a table."""
    return frozenset(text.split())


def _lines(text: str) -> frozenset[str]:
    return frozenset(line.strip() for line in text.strip().split("\n"))


# Every entry is compared with a folded line without the marks around it (`lines.key`): "» Selanjutnya" is
# "selanjutnya". A line equal to one of these is never text of an article, wherever it stands.
FURNITURE = _lines("""
paling popular
paling banyak dibaca
paling dibaca
lagi berita seperti ini
berita seperti ini
bagikan artikel
platform pautan
tim redaksi
connect with us
published
published on
baca lebih lanjut
lihat komen
show comments
view comments
text sizes
text size
ukuran huruf
show more
back to top button
laporkan konten
laporkan akun
report
skip to main content
skip to content
loading comments
baca artikel lengkap
link copied to clipboard
dengarkan berita
dengarkan artikel
listen to this article
left comment
add your comment
play video
watch video
tonton video
ad
ads
advertisement
advertisements
advertorial
banner
iklan
iklan anda
pasang iklan
pariwara
continue reading
continue reading below
scroll to continue
scroll to continue with content
scroll untuk melanjutkan
gulir untuk melanjutkan
gulir ke bawah untuk melanjutkan
lanjutkan membaca
baca selengkapnya
selengkapnya
selanjutnya
sebelumnya
lihat semua
lihat selengkapnya
lihat arsip
load more
load more...
loading
loading...
see more
read more
show more
more stories
more photos
share
shares
share this
share this article
share artikel
share on facebook
share on twitter
share on whatsapp
share on linkedin
share on google
share on path
share on pinterest
share on mail
share on telegram
bagikan
bagikan artikel ini
bagikan halaman ini
bagikan berita ini
bagikan ke facebook
bagikan ke twitter
bagikan ke whatsapp
kongsi
kongsikan
kongsi artikel
kongsi artikel ini
halaman ini
salin link
salin tautan
copy link
copy url
copy
link successfully copied
link copied
tautan berhasil disalin
pautan disalin
print
cetak
simpan
tweet
tweets
pin it
pint it
like
likes
whatsapp
telegram
facebook
twitter
instagram
linkedin
pinterest
google+
g+
youtube
tiktok
email
e-mail
mail
kirim
follow
follow us
follow us on
follow us on our social media
ikuti kami
ikuti kami di
ikuti kami di google news
ikuti kami di media sosial
find us on
komentar
komentar anda
komentar pembaca
tulis komentar
tulis komentar disclaimer
beri komentar
berikan komentar anda
tinggalkan komentar
tinggalkan balasan
tinggalkan balasan batalkan balasan
tinggalkan pesanan
tinggalkan jawapan
batalkan balasan
komentari artikel ini
comment
comments
leave a comment
leave a reply
cancel reply
post a comment
post comment
add a comment
join the conversation
sign in to post a comment
login untuk komentar
login untuk berkomentar
kirim komentar
hantar komen
komen
sign in
sign up
sign in | sign up
log in
login
logout
register
daftar
daftar masuk
log masuk
masuk
subscribe
subscribe to newsletter
subscribe now
langganan
berlangganan
newsletter
close
close ads
close ads x
tutup
tutup iklan
toggle
toggle navigation
menu
search
cari
enter a word
back to top
kembali ke atas
zoom in
zoom out
normal
a-
a+
mobile version
rss
sitemap
site map
peta situs
privacy
privacy policy
kebijakan privasi
dasar privasi
terms of use
term of use
terms of service
terms and conditions
syarat dan ketentuan
ketentuan penggunaan
ketentuan layanan
terma dan syarat
disclaimer
penafian
sanggahan
contact us
kontak kami
hubungi kami
about us
tentang kami
mengenai kami
pedoman media siber
pedoman siber
kode etik
kode etik jurnalistik
info iklan
advertise
advertise with us
karir
karier
career
careers
redaksi
rate artikel ini
rate this article
rating
vote photo
form rating
trending
trending tag
trending tags
trending topic
most read
most popular
most commented
must read
mustread
terpopuler
terkomentari
terkini
terbaru
populer
popular
popular news
popular photos
popular videos
berita populer
berita terpopuler
berita terbaru
beritaterbaru
berita terkini
berita utama
berita pilihan
pilihan editor
editor's picks
editors' picks
editor's pick
latest news
latest
just in
breaking news
topik pilihan
topik terkait
topik hangat
hot topic
hot topics
sponsored
sponsored link
sponsored links
sponsored content
konten bersponsor
promoted
recommended
recommended for you
rekomendasi
rekomendasi untuk anda
berita rekomendasi
you may also like
you might also like
you might be interested
read next
next article
previous article
up next
also read
related
related news
related articles
related posts
related stories
related topics
related topic
more from
berita terkait
berita lainnya
berita lain
artikel terkait
artikel lainnya
artikel lain
artikel menarik
baca artikel menarik lainnya
kabar lainnya
foto terkait
video terkait
foto lainnya
foto video terkait
kumpulan berita terkait
ikuti perkembangan berita ini dalam topik
terkait
lainnya
berita berkaitan
artikel berkaitan
berkaitan
baca juga
baca juga berita lainnya
baca berita lainnya
baca pula
simak juga
lihat juga
tonton juga
simak video
saksikan video
saksikan juga
saksikan video pilihan
saksikan video pilihan di bawah ini
jangan lewatkan
jangan ketinggalan
jangan terlepas
baca lagi
tags
tag
tagar
topik
topic
topics
kata kunci
keywords
label
dapatkan update
success
all rights reserved
hak cipta dilindungi
hak cipta dilindungi undang-undang
hak cipta terpelihara
download
download app
unduh aplikasi
muat turun aplikasi
nama
name
email address
alamat email
your email
your name
website
situs web
submit
save my name
notify me of new posts by email
notify me of follow-up comments by email
beritahu saya akan tulisan baru melalui surel
indeks
indeks berita
index berita
dibaca
dilihat
views
sponsored by
0
""")

# From one of these on, once an article has begun, everything is page: comment forms, copyright, lists.
ENDS = _lines("""
komentar pembaca
komentar anda
tinggalkan komentar
tinggalkan balasan
tinggalkan balasan batalkan balasan
tinggalkan jawapan
tinggalkan pesanan
berikan komentar anda
beri komentar
tulis komentar
tulis komentar disclaimer
komentari artikel ini
kirim komentar
hantar komen
leave a comment
leave a reply
post a comment
join the conversation
comments
rate artikel ini
rate this article
vote photo
form rating
terpopuler
berita terpopuler
most popular
most read
must read
popular news
berita terbaru
berita terkini
latest news
just in
you may also like
you might also like
related articles
related news
related stories
related posts
berita lainnya
berita lain
artikel lainnya
berita rekomendasi
rekomendasi untuk anda
recommended for you
topik pilihan
editor's picks
info keagamaan
artis terkait
baca artikel menarik lainnya
berita berkaitan
artikel berkaitan
sponsored link
foto terkait
foto video terkait
all rights reserved
load more
""")

# Headings over a list of other stories; an article may go on below them.
LISTS = _lines("""
baca juga
baca juga berita lainnya
baca pula
baca lagi
simak juga
lihat juga
tonton juga
also read
read also
read more
related
related topics
terkait
berita terkait
artikel terkait
kumpulan berita terkait
berkaitan
jangan lewatkan
jangan ketinggalan
jangan terlepas
pilihan editor
berita pilihan
saksikan juga
saksikan video
more from
see also
trending tag
trending tags
tag
tags
topik terkait
topik
topic
lainnya
must read
most read
most popular
terpopuler
popular
""")

COPYRIGHT = (
    "copyright ©",
    "copyright (c)",
    "copyright @",
    "copyright 20",
    "copyright 19",
    "copyright by",
    "copyright:",
    "hak cipta ©",
    "hak cipta (c)",
    "hak cipta 20",
    "hak cipta dilindungi",
    "hak cipta terpelihara",
    "hakcipta terpelihara",
    "hakcipta ©",
)

# Lines that begin so are furniture, with whatever follows.
FURNITURE_STARTS = (
    *COPYRIGHT,
    "baca selengkapnya",
    "baca berita lainnya",
    "cek berita dan artikel",
    "cek berita, artikel",
    "dan ikuti whatsapp channel",
    "dapatkan update berita",
    "dapatkan informasi terkini",
    "dapatkan berita terbaru",
    "dikemaskini:",
    "dikemas kini:",
    "diperbarui:",
    "diperbaharui:",
    "updated:",
    "terakhir diperbarui",
    "last updated",
    "follow berita",
    "dapatkan berita pilihan",
    "sertai kami",
    "sertai saluran",
    "sertai telegram",
    "join us on",
    "join our telegram",
    "gabung di channel",
    "gabung ke channel",
    "ikuti berita terbaru",
    "ikuti kami di",
    "ikuti perkembangan berita",
    "ikuti whatsapp channel",
    "ikuti saluran whatsapp",
    "ikuti terus berita",
    "ikuti update",
    "ikuti channel",
    "ikuti informasi terkini",
    "ikuti sindikasi",
    "follow our whatsapp",
    "follow us on",
    "follow our",
    "follow my",
    "join our whatsapp",
    "subscribe to",
    "sign up for",
    "download the app",
    "download aplikasi",
    "unduh aplikasi",
    "mari bergabung di",
    "bergabung di grup",
    "klik di sini",
    "klik disini",
    "klik link ini",
    "scroll down",
    "scroll to",
    "share on ",
    "share to ",
    "bagikan ke ",
    "powered by",
    "produced by",
    "© ",
    "©2",
    "(c) ",
    "dilarang mengutip",
    "dilarang keras mengambil",
    "dilarang mengambil",
    "artikel ini telah tayang",
    "artikel ini telah terbit",
    "artikel ini tayang",
    "berita ini telah tayang",
    "berita ini sudah tayang",
    "konten ini merupakan kerja sama",
    "konten ini diproduksi",
    "disclaimer:",
    "disclaimer :",
    "your email address will not be published",
    "required fields are marked",
    "alamat email anda tidak akan dipublikasikan",
    "alamat surel anda tidak akan",
    "ruas yang wajib",
    "alamat e-mel anda tidak akan",
    "medan diperlukan",
    "save my name",
    "simpan nama saya",
    "simpan nama, email",
    "komentar menjadi tanggung",
    "komentar adalah tanggapan",
    "jadilah yang pertama berkomentar",
    "be the first to comment",
    "jangan sampai ketinggalan",
    "email berhasil dikirim",
    "tweets by",
    "redaksi: ",
    "informasi pemasangan iklan",
    "hubungi : ",
    "kumpulan berita terkait",
    "lihat arsip",
    "lihat foto",
    "kontak redaksi",
    "sisa karakter",
    "last update",
    "follow @",
    "this site uses cookies",
    "we use cookies",
    "situs ini menggunakan cookie",
    "our facebook page",
    "our twitter page",
    "our instagram page",
    "our tiktok page",
    "our youtube page",
    "skip to content",
    "skip to main content",
    "langsung ke konten",
    "loncat ke konten",
)

# Lines that begin so name another story, as long as they are no longer than a title.
RELATED_STARTS = (
    "baca juga",
    "baca pula:",
    "baca lagi:",
    "baca artikel",
    "baca konten",
    "simak juga",
    "simak video",
    "simak berita",
    "simak breaking news",
    "lihat juga",
    "tonton juga",
    "tonton video",
    "saksikan video",
    "saksikan juga",
    "saksikan live",
    "jangan lewatkan",
    "also read:",
    "read also:",
    "read more:",
    "see also:",
    "related:",
    "gambas:",
    "baca :",
    "baca:",
    "baca pula :",
    "baca berita",
    "lihat video",
    "tonton :",
    "artikel terkait:",
    "berita terkait:",
    "selengkapnya:",
)

# Of the starts of furniture, the ones that close a page: with them the article is over.
END_STARTS = (
    *COPYRIGHT,
    "© ",
    "©2",
    "your email address will not be published",
    "alamat email anda tidak akan",
    "alamat surel anda tidak akan",
    "alamat e-mel anda tidak akan",
    "artikel ini telah tayang",
    "artikel ini telah terbit",
    "berita ini telah tayang",
    "tweets by",
    "komentar adalah tanggapan",
    "komentar menjadi tanggung",
    "redaksi: ",
    "informasi pemasangan iklan",
)

# Names of sections: they tell a whole page from an article, and are dropped only in a page.
NAVIGATION = _lines("""
home
beranda
utama
halaman utama
laman utama
news
berita
nasional
internasional
antarabangsa
regional
daerah
nusantara
megapolitan
metropolitan
metro
jabodetabek
jabotabek
politik
hukum
politik dan hukum
ekonomi
ekonomi bisnis
bisnis
keuangan
finansial
makro
mikro
saham
bursa
properti
energi
industri
pendidikan
edukasi
kesehatan
olahraga
olah raga
sukan
sport
sports
bola
bola sepak
sepakbola
sepak bola
liga inggris
liga italia
liga spanyol
liga indonesia
liga champions
motogp
hiburan
entertainment
showbiz
seleb
selebriti
selebritis
celebrity
film
musik
gaya
gaya hidup
lifestyle
life
fashion
kuliner
travel
wisata
teknologi
tekno
techno
tech
gadget
internet
sains
otomotif
oto
mobil
motor
foto
galeri
galeri foto
video
tv
live
live streaming
live score
infografis
grafis
opini
editorial
kolom
tajuk
podium
wawancara
fokus
sorot
artikel
humaniora
dunia
world
malaysia
singapore
money
opinion
what you think
national
business
international
economy
economy & business
health
health & concerns
culture
archives
index
indeks
kanal
semua kanal
all kanal
forum
blog
komunitas
surat pembaca
jurnalisme warga
publika
khazanah
leisure
english
indonesia
warta bumi
rilis pers
top news
edisi koran
e-paper
epaper
visual
views
lainnya
more
hot gossip
movie
movies
music
profil
unik
cerpen
english version
arena
mancanegara
peristiwa
kriminal
hukum & kriminal
jenayah
mahkamah
parlimen
sarawak
sabah
cari
kampus
haji
islam
religi
muslim
zodiak
tips
photo
photos
videos
gallery
feature
features
interview
commentary
headline
headlines
indeks headlines
indeks topik pilihan
indeks terpopuler
indeks terkomentari
indeks berita pilihan
""")

# A line "LABEL: value", or the label alone with the value on the next line.
BYLINE_LABELS = (
    "pewarta",
    "penulis",
    "reporter",
    "laporan",
    "laporan wartawan",
    "laporan reporter",
    "laporan kontributor",
    "wartawan",
    "kontributor",
    "jurnalis",
    "author",
    "oleh",
    "red",
    "reportase",
    "teks",
    "ditulis oleh",
    "written by",
    "report by",
    "reporting by",
    "fotografer",
    "pelapor",
    "by",
)
EDITOR_LABELS = (
    "editor",
    "redaktur",
    "penyunting",
    "penyelaras",
    "disunting oleh",
    "edited by",
    "editing by",
    "redaktur pelaksana",
    "rep",
    "uploader",
    "photographer",
    "foto editor",
    "credits",
    "penerjemah",
    "penterjemah",
    "translator",
    "host",
    "videografer",
)
SOURCE_LABELS = ("sumber", "source", "sumber berita", "sumber foto", "dikutip dari")

AGENCIES = {
    "antara": "ANTARA",
    "antara news": "ANTARA News",
    "antaranews": "ANTARA News",
    "lkbn antara": "ANTARA",
    "ant": "ANTARA",
    "xinhua": "Xinhua",
    "reuters": "Reuters",
    "afp": "AFP",
    "ap": "AP",
    "associated press": "Associated Press",
    "the associated press": "Associated Press",
    "bernama": "Bernama",
    "dpa": "dpa",
    "anadolu": "Anadolu",
    "anadolu agency": "Anadolu Agency",
    "aa": "Anadolu Agency",
    "tass": "TASS",
    "itar-tass": "TASS",
    "ria novosti": "RIA Novosti",
    "sputnik": "Sputnik",
    "kyodo": "Kyodo",
    "kyodo news": "Kyodo News",
    "jiji": "Jiji",
    "yonhap": "Yonhap",
    "kcna": "KCNA",
    "pti": "PTI",
    "irna": "IRNA",
    "wafa": "WAFA",
    "spa": "SPA",
    "efe": "EFE",
    "ansa": "ANSA",
    "upi": "UPI",
    "bloomberg": "Bloomberg",
    "vna": "VNA",
    "tna": "TNA",
    "oana": "OANA",
    "dow jones": "Dow Jones",
    "prnewswire": "PRNewswire",
    "business wire": "Business Wire",
    "aap": "AAP",
    "belga": "Belga",
    "ritzau": "Ritzau",
    "cna": "CNA",
    "pna": "PNA",
    "mena": "MENA",
    "kuna": "KUNA",
    "infopublik": "InfoPublik",
    "etx studio": "ETX Studio",
    "thomson reuters": "Thomson Reuters",
    "getty images": "Getty Images",
    "epa": "EPA",
    "efe-epa": "EFE-EPA",
}

# Outlets as they sign the first paragraph or the page title, besides anything that looks like a domain.
OUTLETS = _lines("""
kompas
tempo
detik
detikcom
detiknews
detikinet
detikfinance
republika
republika online
okezone
sindonews
liputan6
merdeka
viva
tribun
tribunnews
kapanlagi
suara
kumparan
cnn indonesia
cnbc indonesia
bbc indonesia
bbc news indonesia
media indonesia
mediaindonesia
jawa pos
jawapos
jpnn
bisnis
kontan
antara
antara news
antaranews
voa indonesia
voa
dw indonesia
dw
idn times
katadata
tirto
inews
tvone
tvonenews
metrotvnews
medcom
beritasatu
investor daily
suara pembaruan
the jakarta post
jakarta post
jakarta globe
malay mail
the star
the star online
free malaysia today
fmt
malaysiakini
berita harian
harian metro
utusan malaysia
utusan
sinar harian
astro awani
new straits times
nst
the straits times
the edge
kosmo
kompasotomotif
kompastekno
kompas tv
kompas.com
tempo.co
republika.co.id
wartakota
warta kota
pikiran rakyat
gatra
tabloid nova
""")

# Credits of pictures that are neither agency nor outlet.
PICTURE_WORDS = _lines("""
foto
photo
dok
doc
dokumentasi
istimewa
ist
ilustrasi
gambar
picture
image
pixabay
unsplash
shutterstock
freepik
pexels
istockphoto
instagram
twitter
facebook
youtube
net
screenshot
tangkapan layar
grammy
file
handout
pool
courtesy
""")
