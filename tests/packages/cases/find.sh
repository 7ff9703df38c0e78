# SPDX-License-Identifier: GPL-2.0-or-later
# needs: findutils
# quick
# find, xargs, locate's relatives.
mkdir -p t/{a,b,c}/{x,y,z}; for d in t/*/*; do for i in 1 2 3; do head -c $((i * 1000)) /dev/zero > $d/f$i.txt; done; done
touch -d '2000-01-01' t/a/x/f1.txt; chmod 700 t/b/y/f2.txt; ln -s ../a t/link; find t | sort; find t -type f -size +1k | wc -l; find t -newer t/a/x/f1.txt -name '*1*' | sort | head -n 3
find t -type f ! -newermt 2001-01-01; find t -perm 700 -type f; find t -maxdepth 1 -type d | sort; find t -regex '.*/[ab]/.*2.txt' | sort; find t -type l -printf '%p %l %y %Y\n'; find -L t -name f3.txt | wc -l
find t -name '*.txt' -print0 | sort -z | xargs -0 -n 5 echo | head -n 3; find t -type f -exec wc -c {} + | tail -n 1; find t -name f1.txt -exec sh -c 'echo "$#"' sh {} +; find t -path t/b -prune -o -type f -print | wc -l; seq 30 | xargs -P 4 -n 1 sh -c 'exit 0'; echo $?; seq 5 | xargs -I{} echo '<{}>'; find t -empty; find t -depth -name y -exec rm -r {} \; ; find t | wc -l; find t -printf '%s %m %f\n' | sort | uniq -c | head; find t -delete; ls t 2>&1 | wc -l
