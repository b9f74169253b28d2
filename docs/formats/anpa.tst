z6715-----
u f BC-Nikel 1stLd   11-20 0044
^BC-Nikel, 1st Ld-Writethru,44< 
^Ekspor bijih nikel dari Kolaka dihentikan sementara< 
^Eds: Mengganti angka pada paragraf kedua.< 
^By DEWI LAODE= 
	   KOLAKA, Indonesia (Antara) _ Ekspor bijih nikel dari Kolaka dihentikan sementara pada Jumat 
karena dermaga rusak diterjang ombak.< 
	   ``Perbaikan memakan waktu sembilan hari,'' kata kepala pelabuhan, Ridwan Mekuo. 
ANTARA-WF-11-20-26 0337GMT<


