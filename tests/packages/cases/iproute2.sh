# SPDX-License-Identifier: GPL-2.0-or-later
# needs: iproute2 util-linux sed grep
# modes: chroot
# proc
# Links, addresses, routes, neighbours, rules, queues, sockets and namespaces over netlink.
unshare -n bash <<'END' 2>&1
ip link set lo up
ip link add v0 address 02:00:00:00:00:01 type veth peer name v1 address 02:00:00:00:00:02
ip link add d0 address 02:00:00:00:00:03 type dummy
ip link add br0 address 02:00:00:00:00:04 type bridge
ip link add link v0 name v0.7 type vlan id 7
ip addr add 10.1.2.3/24 dev v0
ip -6 addr add fd00::1/64 dev v0 nodad
ip link set v0 mtu 1400 up
ip link set v1 alias "some text" up
# The kernel says a moment later that both ends have a carrier.
for link in v0 v1; do
    for try in {1..50}; do ip link show $link | grep -q 'state UP' && break; sleep 0.1; done
done
ip -j link | sed 's/,/,\n/g' | grep -v -e qlen -e linkmode
ip -j -d link show v1 | sed 's/,/,\n/g' | grep -e info_kind -e ifalias -e address
ip -j addr show v0 | sed 's/,/,\n/g'
ip -s link show v1 | tr -s ' 0-9' ' N'
ip route add 10.9.0.0/16 via 10.1.2.9 metric 5
ip route add blackhole 10.10.0.0/16
ip -j route | sed 's/,/,\n/g'
ip route get 10.9.1.1 | sed 's/uid.*//'
ip neigh add 10.1.2.9 lladdr 02:00:00:00:00:09 dev v0 nud permanent
ip -j neigh | sed 's/,/,\n/g'
ip rule add from 10.1.0.0/16 table 7 pref 100
ip -j rule | sed 's/,/,\n/g'
ip -j maddr show dev v0 | sed 's/,/,\n/g'
ip tunnel show
tc qdisc add dev v0 root tbf rate 1mbit burst 10k latency 50ms
tc qdisc add dev v1 root handle 1: htb default 3
tc class add dev v1 parent 1: classid 1:3 htb rate 2mbit
tc filter add dev v1 parent 1: protocol ip u32 match ip dst 10.0.0.0/8 flowid 1:3
tc -j qdisc | sed 's/,/,\n/g; s/"handle":"8[0-9a-f]*:"/"handle":"any"/'
tc class show dev v1
tc filter show dev v1
ip addr add 10.1.2.300/24 dev v0; echo $?
ip link set nothing up; echo $?
ip route del 1.2.3.0/24; echo $?
ip monitor label all dev nothing & kill $!; wait $! 2>/dev/null
ss -tulnH; ss -xlH | wc -l
ip -batch - <<B
link set d0 up
addr add 192.0.2.1/24 dev d0
B
ip -br addr | sed 's/fe80[^ ]*//'
ip link del v0; ip -br link | cut -d' ' -f1
END
mkdir -p /run/netns 2>/dev/null
unshare -m bash -c '
mount -t tmpfs run /run && ip netns add one && ip netns add two && ip netns list | sort
ip link add x0 netns one type dummy; ip -n one -br link | cut -d" " -f1
ip netns exec two ip -br addr; ip netns del two; ip -j netns list' 2>&1
