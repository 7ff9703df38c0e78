# SPDX-License-Identifier: GPL-2.0-or-later
# needs: util-linux bsdutils bsdextrautils uuid-runtime mount sed grep hostname procps
# modes: chroot
# proc
# Mounts, namespaces, loop devices as far as they are there, limits, priorities, locks.
unshare -m bash <<'END' 2>&1
mkdir -p m a b u w o
mount -t tmpfs -o size=1m,mode=750 name m; findmnt -n -o FSTYPE,SOURCE,OPTIONS m | sed 's/,inode64//'
df -k m | tail -1 | sed 's, /.*,,'
mount --bind a b; touch a/x; ls b; mount -o remount,bind,ro b; touch b/y; echo $?
mountpoint -q m; echo $?; mountpoint -q w; echo $?
mount -t overlay -o lowerdir=a,upperdir=m,workdir=m none o 2>&1 | grep -c "wrong fs type"
mkdir m/u m/w; mount -t overlay -o lowerdir=a,upperdir=m/u,workdir=m/w none o && ls o && echo hi > o/z && cat m/u/z
umount o b; umount m; echo $?
umount m; echo $?
mount --make-rprivate /; mount -t proc proc w && ls w/self/comm | wc -l; umount w
END
unshare -u bash -c 'hostname inside; hostname; uname -n'
unshare -i bash -c 'ipcmk -M 4096 -p 600 >/dev/null; ipcmk -S 3 >/dev/null; ipcmk -Q >/dev/null; ipcs -m | grep -c 600; ipcs -s | tail -2 | head -1 | tr -s " " | cut -d" " -f5; ipcrm --all; ipcs -m | wc -l'
unshare -p -f --mount-proc bash -c 'echo $$; ps -e 2>/dev/null | wc -l; ls -d /proc/[0-9]* | wc -l'
unshare -U -r bash -c 'id -u; cat /proc/self/uid_map | tr -s " "; cat /proc/self/setgroups'
unshare -C true; echo $?; unshare -T --boottime 1000 cat /proc/self/timens_offsets | tr -s ' '
nsenter -t $$ -m -u -i -n -p echo entered; lsns -n -t uts -o TYPE,NPROCS -p $$ | tr -s ' ' | cut -d' ' -f1
(ulimit -n 77; prlimit -n --noheadings -o SOFT); prlimit --pid $$ --core=0:0; ulimit -c; prlimit --nofile=99 bash -c 'ulimit -n'
(ulimit -v 900000; grep 'Max address' /proc/self/limits; ulimit -d 800000; grep 'Max data' /proc/self/limits)
nice -n 5 nice; renice -n 3 -p $$ | sed 's/^[0-9]* //'; ionice -c 2 -n 6 ionice; chrt -b 0 chrt -p 0 2>&1 | sed 's/pid [0-9]*/pid/'
taskset -c 0 taskset -c -p $$ >/dev/null; taskset -c 0 bash -c 'taskset -c -p $$' | sed 's/pid [0-9]*/pid/'; setsid -w bash -c 'ps -o sid= -p $$ 2>/dev/null | wc -l'
flock -n lock bash -c 'flock -n lock true; echo $?'; exec 9>lock; flock 9; flock -n -s lock true; echo $?; exec 9>&-
setpriv --reuid 1234 --regid 1234 --clear-groups id; setpriv --no-new-privs setpriv -d | head -n 8 | grep -i -e new -e uid
setpriv --bounding-set -sys_admin --inh-caps -all unshare -m true 2>&1; echo $?
fallocate -l 1M f; fallocate -p -o 0 -l 4096 f; stat -c '%s %b' f; fincore -n -o SIZE f 2>/dev/null | tr -d ' '; truncate -s 3M f; mkswap f 2>&1 | grep -c UUID; blkid -p -o value -s TYPE f; wipefs -a f | wc -l
mcookie | wc -c; uuidgen --sha1 --namespace @dns --name example.org; rev <<< abc; column -t <<< 'a b
cc d'; getopt -o ab: -l long -- -a -b 1 --long x; hexdump -C <<< hello | head -1; look aa /dev/null; namei / | tail -1; script -qec 'tty | grep -c pts' /dev/null < /dev/null | tr -d '\r'; lscpu -p=cpu 2>/dev/null | grep -c '^0'; lsmem -n 2>/dev/null | wc -l > /dev/null; kill -l 34; kill -L 2>/dev/null | wc -l; choom -p $$ | sed 's/pid [0-9]*/pid/'
