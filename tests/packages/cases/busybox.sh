# SPDX-License-Identifier: GPL-2.0-or-later
# needs: busybox-static
# quick
# The static busybox: its shell and many applets.
bb=/bin/busybox
$bb echo hello; $bb seq 1 20 | $bb tac | $bb head -n 5
$bb sh -c 'i=0; while [ $i -lt 300 ]; do i=$((i+1)); done; echo $i; f() { local x=$1; [ $x -le 1 ] && echo 1 || echo $((x * $(f $((x-1))))); }; f 8'
$bb printf '%s %05d %x %c\n' abc 42 255 z
$bb seq 1 5000 | $bb md5sum; $bb seq 1 5000 | $bb sha256sum; $bb seq 1 5000 | $bb sha512sum; $bb seq 1 5000 | $bb sha3sum
$bb seq 1 20000 > numbers; $bb gzip -k numbers; $bb zcat numbers.gz | $bb cmp - numbers && echo same
$bb bzip2 -k numbers; $bb bunzip2 -c numbers.bz2 | $bb wc; $bb crc32 numbers
$bb awk 'BEGIN { for (i = 0; i < 1000; i++) s += i / 7; printf "%.6f\n", s }'
$bb sed -n '5,8s/\(.\)/<\1>/p' numbers; $bb grep -c 77 numbers; $bb sort -r numbers | $bb head -n 3; $bb uniq -c numbers | $bb tail -n 2
$bb mkdir -p a/b/c; $bb touch a/b/c/file; $bb find a | $bb sort; $bb tar cf t.tar a; $bb tar tf t.tar
$bb dd if=numbers of=part bs=100 count=3 2>/dev/null; $bb od -c part | $bb head -n 3; $bb hexdump -C part | $bb head -n 2
$bb expr 6 '*' 7; $bb factor 123456789012; $bb date -u -d @1000000000; $bb dc -e '2 64 ^ p'; $bb bc <<< '2^100'
$bb vi --help >/dev/null 2>&1; $bb cut -c2-4 part; $bb tr a-z0-9 b-za-z < part | $bb head -n 2; $bb rev part | $bb head -n 2
$bb sh -c 'kill -9 $$'; echo "status $?"; $bb false; echo $?; $bb timeout 1 $bb sleep 5; echo "timeout $?"
$bb xargs -n 3 $bb echo < part | $bb head -n 4; $bb diff part numbers > d; echo $?; $bb wc -l < d; $bb base64 part | $bb head -n 1
