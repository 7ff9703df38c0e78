# SPDX-License-Identifier: GPL-2.0-or-later
# needs: procps util-linux sed grep gawk
# modes: chroot
# proc
# Processes as the others see them, all of them emulated.
unshare -p -f --mount-proc bash <<'END' 2>&1
sleep 100 & s=$!
bash -c 'exec -a odd-name sleep 101' & o=$!
(cd /; exec sleep 102) &
n=0; while [ "$(cat /proc/$o/comm)" != sleep ] && [ $((n++)) -lt 200 ]; do sleep 0.02; done; sleep 0.3
ps -e -o pid,ppid,comm,args | sed 's/ps .*/ps/' | head -5
ps -o pid=,user=,pri=,ni=,tty= -p $s
pgrep sleep | wc -l; pgrep -f odd-name | wc -l; pidof sleep | wc -w; pgrep -x bash -o
readlink /proc/$s/exe; readlink /proc/$s/cwd | grep -c case; tr '\0' ' ' < /proc/$o/cmdline; echo
readlink /proc/$o/exe; ls /proc/$s/fd | tr '\n' ' '; ls /proc/$s/task | wc -l
awk '{print $2, $3, NF}' /proc/$s/stat; grep -c . /proc/$s/status; grep -e ^Name -e ^State -e SigCgt -e SigIgn /proc/$s/status
kill -STOP $s; sleep 0.2; ps -o stat= -p $s; kill -CONT $s; sleep 0.2; ps -o stat= -p $s
# memory: no launcher's
for f in maps smaps; do grep -c -e ferry -e qemu /proc/$s/$f; done; grep -c 'sleep$' /proc/$s/maps > /dev/null; grep -e '\[stack\]' -e '\[heap\]' /proc/$s/maps | awk '{print $2, $6}'
awk '{print ($23 < 60000000), ($24 < 4000)}' /proc/$s/stat; awk '/^VmSize/ {print ($2 < 60000)} /^VmRSS/ {print ($2 < 16000)} /^VmData/ {print ($2 < 8000)}' /proc/$s/status
pmap $s | tail -1 | awk '{print ($2 + 0 < 60000)}'; awk '{print ($1 < 15000), ($2 < 4000)}' /proc/$s/statm
pkill -f odd-name; sleep 0.2; pgrep sleep | wc -l; kill $s; wait $s; echo $?
free -b | head -1 | wc -w; uptime -p | wc -l; vmstat 1 1 | wc -l; w -h | wc -l; sysctl -n kernel.ostype kernel.pid_max | head -1; top -b -n 1 | sed -n 7p; slabtop -o 2>/dev/null | head -0; tload -V | wc -l; watch -V | wc -l
END
