# SPDX-License-Identifier: GPL-2.0-or-later
# needs: util-linux mount procps bubblewrap iproute2 sed grep hostname
# modes: chroot
# proc
# A container by hand (unshare, pivot_root), and by bubblewrap.
w=$PWD
cat > inside.sh <<'END'
mkdir -p $1/new; mount -t tmpfs t $1/new; cd $1/new; mkdir -p usr old proc dev tmp etc
mount --bind /usr usr; for d in bin sbin lib lib64; do [ -e /$d ] && ln -s usr/$d $d; done
mount -t proc proc proc; mount -t tmpfs dev dev; mknod dev/null c 1 3; touch etc/here
pivot_root . old; cd /; umount -l /old; rmdir /old
hostname box; ip link set lo up
echo pid $$ host $(hostname) root $(ls / | grep -v lib64 | tr '\n' ' ')
ps -e -o pid,comm | sed 's/^ *//' | head -2; ip -br link | cut -d' ' -f1; cat /proc/mounts | cut -d' ' -f2,3 | sort
bash -c 'echo child $PPID; exec /usr/bin/env -i A=1 env'
exec 3< etc/here; ls -l /proc/self/fd/3 | sed 's/.* -> /-> /'
END
unshare -m -p -f -n -u -i -C bash inside.sh $w 2>&1
B="bwrap --ro-bind /usr /usr --symlink usr/bin /bin --symlink usr/lib /lib --symlink usr/sbin /sbin"; [ -e /lib64 ] && B="$B --symlink usr/lib64 /lib64"
bwrap --version | cut -d' ' -f1
$B --unshare-all --proc /proc --dev /dev --tmpfs /tmp --die-with-parent --hostname bw bash -c 'echo $$; hostname; id -u; ls / | grep -v lib64; ls /dev | tr "\n" " "; touch /usr/x; echo $?; cat /proc/self/uid_map | tr -s " "; ip -br link 2>/dev/null | cut -d" " -f1' 2>&1
$B --unshare-all --proc /proc --dev /dev --new-session --cap-drop ALL --uid 77 --gid 78 --chdir /tmp --tmpfs /tmp --setenv X 5 --unsetenv HOME bash -c 'id -u; id -g; pwd; echo $X $HOME; grep CapEff /proc/self/status; chown 1 /tmp; echo $?' 2>&1
$B --unshare-pid --as-pid-1 --proc /proc bash -c 'echo $$; exit 9'; echo $?
$B --unshare-user --bind $w /w --file 9 /etc/hello --dev /dev cat /etc/hello 9<<< 'from a descriptor' 2>&1
$B --unshare-all true; echo $?; $B --unshare-all --share-net false; echo $?; $B --bind /nothing /x true 2>&1 | sed 's/.*: Can/Can/'
