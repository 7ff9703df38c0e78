# SPDX-License-Identifier: GPL-2.0-or-later
# needs: p7zip-full grep diffutils mawk
# proc
# 7z: its formats, encryption, threads, self tests.
seq 1 30000 > a; mkdir d; seq 1 3 20000 > d/b; touch -d @1000000000 a d/b d
for f in 7z zip tar gzip xz bzip2; do 7z a -bd -mmt=2 x.$f a > /dev/null; echo $?; 7z t -bd x.$f | grep -c 'Everything is Ok'; 7z e -so x.$f 2>/dev/null | md5sum; done
7z a -bd -psecret -mhe=on e.7z a d > /dev/null; 7z x -bd -psecret -oout e.7z > /dev/null; diff -r d out/d && cmp a out/a && echo same; 7z t -bd -pwrong e.7z > /dev/null 2>&1; echo $?
7z a -bd -m0=ppmd p.7z a > /dev/null; 7z e -so p.7z 2>/dev/null | md5sum; 7z a -bd -m0=bcj2 -m1=lzma b.7z a > /dev/null; 7z l -ba b.7z | awk '{ print $4, $6 }'; 7z h -bd -scrcsha256 a | grep -i 'sha256 *for data'; 7z h -scrccrc64 a | grep -i 'for data'
