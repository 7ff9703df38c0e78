# SPDX-License-Identifier: GPL-2.0-or-later
# needs: tar gzip xz-utils zstd bzip2
# quick
# tar, gzip, xz, zstd, bzip2: what they make equals what the native ones make.
mkdir -p d/e; seq 1 30000 > d/numbers; head -c 100000 /dev/zero > d/zeros; for i in $(seq 1 200); do echo "$i: $RANDOM_ the quick brown fox jumps over $((i * 7919 % 1000)) lazy dogs"; done > d/e/text; ln -s e/text d/link; chmod 755 d/numbers; chmod 644 d/zeros d/e/text; chmod 755 d d/e; find d -exec touch -hd @1000000000 {} +
tar --sort=name --owner=0 --group=0 -cf t.tar d; md5sum t.tar; tar -tvf t.tar
for l in 1 6 9; do gzip -n -$l < t.tar | md5sum; bzip2 -$l < t.tar | md5sum; done; for l in 0 3 6; do xz -$l -T1 < t.tar | md5sum; done; for l in 1 3 12 19; do zstd -q -$l < t.tar | md5sum; done; zstd -q -T2 < t.tar | zstd -d | md5sum; xz -T2 --block-size=50000 < t.tar | xz -d | md5sum; xz --format=lzma < t.tar | md5sum; xz --x86 --lzma2 < t.tar | xz -dc | md5sum
for c in gz bz2 xz zst; do tar -caf t.tar.$c d; mkdir x.$c; tar -xf t.tar.$c -C x.$c; diff -r d x.$c/d && echo same; done; gzip -l t.tar.gz | tail -n 1 | wc -w; xz -t t.tar.xz; zstd -q -t t.tar.zst; bzip2 -t t.tar.bz2; echo $?; head -c 1000 t.tar.xz | xz -dc > /dev/null 2>&1; echo $?; printf garbage | gzip -d 2>/dev/null; echo $?; zstd -q --train d/e/* -o dict 2>/dev/null; tar -czf - d | tar -xzO d/e/text | md5sum; tar --exclude=zeros -cf - d | tar -t; zgrep -c 77 t.tar.gz 2>/dev/null; xzcat t.tar.xz | md5sum
