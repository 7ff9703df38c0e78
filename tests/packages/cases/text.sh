# SPDX-License-Identifier: GPL-2.0-or-later
# needs: grep sed gawk diffutils
# quick
# grep, sed, gawk, diff, patch-like output.
seq 1 5000 | awk '{ print $1, $1 * $1 % 1009, "word" ($1 % 37), ($1 % 5 ? "x" : "y") }' > data
grep -c 'word1' data; grep -E '^[0-9]{2} .*(word3|word7)' data | head -n 4; grep -oP '(?<=word)\d+(?= y)' data | sort -n | uniq -c | head -n 5; grep -vn x data | tail -n 2; grep -F -w -e 77 data | wc -l; grep -A1 -B1 '^500 ' data; grep -i WORD30 data | md5sum; echo 'äöü' | grep -o '[äü]'
sed -n '1~500p' data; sed -E 's/([0-9]+) ([0-9]+)/\2 \1/; /y$/d; y/wx/WX/' data | md5sum; sed -e '10q' -e 's/word/&&/g' data; sed '1!G;h;$!d' <(head -n 5 data); sed -i 's/^/> /' data; head -n 1 data; sed ':a;N;$!ba;s/\n/,/g' <(seq 10)
awk '{ s[$4] += $2; n[$4]++ } END { for (k in s) print k, s[k], n[k], s[k] / n[k] | "sort"; close("sort") }' data
gawk 'BEGIN { for (i = 0; i < 20000; i++) x[i % 101] = x[i % 101] + sin(i); PROCINFO["sorted_in"] = "@ind_num_asc"; for (k in x) if (k % 20 == 0) printf "%s %.8f\n", k, x[k]; print length(x), substr("hello", 2, 3), index("abc", "c"), toupper("x"), sprintf("%c%5.2f|%-5s|", 65, 3.14159, "ab"), strftime("%F", 0, 1); print gensub(/(a)(b)/, "\\2\\1", "g", "abab"), split("a:b:c", q, ":"), q[3], and(12, 10), lshift(1, 10); s = "foo bar"; gsub(/o/, "0", s); print s; while (("seq 3" | getline l) > 0) print "got " l; if (match("xx123yy", /[0-9]+/)) print RSTART, RLENGTH; print 1e300 * 1e10, -log(0), 2 ** 53 + 1, int(-3.7), 7 % -3, 0x10 + 0 }'
gawk -M 'BEGIN { print 2 ^ 200 }' 2>/dev/null; gawk 'function f(n) { return n < 2 ? n : f(n - 1) + f(n - 2) } BEGIN { print f(18) }'
seq 20 > a; sed 's/5/five/; 12d; 18a new' a > b; diff -u --label a --label b a b; diff a b | wc -l; cmp a b; diff3 a b a | head -n 5; sdiff -w 30 a b | head -n 6
