"""Places that open datelines: a bare "Place - " counts only when the place is one of these or in capitals."""

from __future__ import annotations

_NAMES = """
jakarta; bogor; depok; tangerang; bekasi; bandung; cimahi; cirebon; sukabumi; garut; tasikmalaya;
karawang; purwakarta; subang; semarang; solo; surakarta; yogyakarta; jogja; jogjakarta; magelang;
klaten; sleman; bantul; purwokerto; tegal; pekalongan; kudus; jepara; pati; salatiga; boyolali;
sragen; wonogiri; cilacap; kebumen; banyumas; demak; kendal; rembang; blora; grobogan; brebes;
surabaya; sidoarjo; gresik; malang; batu; kediri; blitar; madiun; ngawi; ponorogo; pacitan; jember;
banyuwangi; situbondo; probolinggo; pasuruan; mojokerto; jombang; lamongan; tuban; bojonegoro;
bangkalan; sampang; pamekasan; sumenep; lumajang; bondowoso; tulungagung; trenggalek; nganjuk;
magetan; serang; cilegon; lebak; pandeglang; denpasar; kuta; badung; gianyar; singaraja; buleleng;
bali; mataram; lombok; bima; sumbawa; kupang; ende; maumere; labuan bajo; atambua; banda aceh;
lhokseumawe; langsa; meulaboh; aceh; medan; binjai; pematangsiantar; sibolga; padang; bukittinggi;
payakumbuh; pekanbaru; dumai; siak; riau; batam; tanjungpinang; karimun; jambi; palembang;
prabumulih; lubuklinggau; bengkulu; bandarlampung; bandar lampung; lampung; metro; pangkalpinang;
belitung; pontianak; singkawang; ketapang; sampit; palangkaraya; palangka raya; banjarmasin;
banjarbaru; martapura; samarinda; balikpapan; bontang; penajam; tarakan; nunukan; ikn; manado;
bitung; tomohon; gorontalo; palu; poso; donggala; makassar; gowa; maros; parepare; palopo; bone;
kendari; baubau; mamuju; majene; ambon; masohi; tual; ternate; tidore; sofifi; jayapura; sentani;
merauke; timika; biak; nabire; wamena; sorong; manokwari; fakfak; papua; batang; kuala lumpur;
putrajaya; shah alam; petaling jaya; george town; johor bahru; johor baru; ipoh; kuching; kota
kinabalu; melaka; kota bharu; kuala terengganu; kuantan; alor setar; seremban; kangar; miri; sibu;
sandakan; tawau; labuan; cyberjaya; klang; subang jaya; kajang; langkawi; butterworth; singapura;
singapore; bandar seri begawan; bangkok; manila; hanoi; ho chi minh city; phnom penh; vientiane;
yangon; naypyitaw; dili; beijing; shanghai; hong kong; taipei; tokyo; osaka; seoul; pyongyang; ulan
bator; new delhi; mumbai; kolkata; islamabad; karachi; lahore; kabul; dhaka; colombo; kathmandu;
teheran; tehran; baghdad; bagdad; damaskus; damascus; beirut; amman; yerusalem; jerusalem; al-quds;
tel aviv; gaza; ramallah; rafah; riyadh; jeddah; mekkah; makkah; madinah; dubai; abu dhabi; doha;
kuwait; manama; muscat; sanaa; aden; ankara; istanbul; kairo; cairo; tripoli; tunis; aljir; algiers;
rabat; khartoum; addis ababa; nairobi; mogadishu; lagos; abuja; accra; pretoria; johannesburg; cape
town; london; manchester; liverpool; paris; lyon; berlin; munich; frankfurt; hamburg; roma; rome;
milan; turin; madrid; barcelona; lisbon; lisboa; brussels; brussel; amsterdam; den haag; the hague;
jenewa; geneva; zurich; bern; davos; wina; vienna; praha; prague; warsawa; warsaw; budapest;
bukares; bucharest; sofia; athena; athens; stockholm; oslo; kopenhagen; copenhagen; helsinki; kiev;
kyiv; minsk; moskow; moscow; st petersburg; washington; washington dc; new york; los angeles; san
francisco; chicago; boston; houston; miami; ottawa; toronto; vancouver; mexico city; havana;
caracas; bogota; lima; brasilia; rio de janeiro; sao paulo; buenos aires; santiago; canberra;
sydney; melbourne; perth; brisbane; auckland; wellington; port moresby; suva; honolulu; vatikan;
vatican city; dublin; edinburgh; glasgow; monaco; luxembourg; strasbourg
"""

PLACES = frozenset(" ".join(name.split()) for name in _NAMES.split(";"))
