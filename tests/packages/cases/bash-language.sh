# SPDX-License-Identifier: GPL-2.0-or-later
# quick
# What bash does itself.
for ((i = 0; i < 2000; i++)); do a[i]=$((i * i % 97)); done; echo "${#a[@]} ${a[@]:10:20}"
declare -A map; for w in one two three four; do map[$w]=${#w}; done; for k in one two three four; do echo "$k=${map[$k]}"; done
s="The quick brown fox"; echo "${s^^} ${s,,} ${s/quick/slow} ${s//o/0} ${s#* } ${s##* } ${s%% *} ${s: -3} ${#s} ${s@Q}"
[[ $s =~ ([a-z]+)\ ([a-z]+) ]] && echo "${BASH_REMATCH[@]}"
fib() { (($1 < 2)) && echo $1 || echo $(($(fib $(($1 - 1))) + $(fib $(($1 - 2))))); }; fib 7
printf '%q %b %(%Y)T %s\n' "a b'c" 'x\ty' 0 end; printf -v v '%08.3f' 3.14159; echo $v
case abcdef in a*f) echo match ;;& *cd*) echo also ;& x) echo through ;; esac
trap 'echo got USR1' USR1; kill -USR1 $$; trap 'echo bye' EXIT
{ echo out; echo err >&2; } 2>&1 | sort; cat <(echo one) <(echo two); read -r x y <<< "first second third"; echo "$x|$y"
coproc { read l; echo "co $l"; }; echo hi >&"${COPROC[1]}"; read r <&"${COPROC[0]}"; echo "$r"; wait
(exit 3) | (exit 4) | true; echo "${PIPESTATUS[@]}"; set -o pipefail; false | true; echo $?
for i in {1..5}; do (sleep 0.0$i; exit $i) & pids+=($!); done; for p in "${pids[@]}"; do wait $p; echo -n "$? "; done; echo
exec 5<> file; echo data >&5; exec 5>&-; cat file; mapfile -t lines < <(seq 5); echo "${lines[2]}"; echo $((0x1f ^ 2#101 ** 2)) $((1 << 40)) $((-7 / 2)) $((-7 % 3))
shopt -s extglob nullglob
touch a1 a2 b1; echo a* !(a*|case.sh|file) z*; select_=x; echo "${!select*}"; unset -f fib; type fib 2>&1 | head -n 1
sleep 10 & sleep 0.3; kill -TERM $!; wait $!; echo $?; bash -c 'kill -SEGV $$' ; echo $?; ulimit -n 77; ulimit -n; umask 027; umask; : > m; stat -c %a m
