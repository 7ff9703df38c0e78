/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Socket options with pointers and with alignments of words: filters, multicast groups. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The arguments of printf have no order: first the call, then errno. */
static void tell(const char *what, int result)
{
    printf("%s %d errno %d\n", what, result, result < 0 ? errno : 0);
}

static void filters(void)
{
    /* Only what begins with 'a', and of that four bytes. */
    struct sock_filter insn[] = {
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 'a', 0, 1),
        BPF_STMT(BPF_RET | BPF_K, 4),
        BPF_STMT(BPF_RET | BPF_K, 0),
    };
    struct sock_fprog prog = {4, insn}, none = {4, NULL}, bad = {4, (void *)8}, big = {5000, insn};
    struct sock_filter back[8];
    socklen_t length = 8;
    char buffer[16] = "";
    int s[2];

    if (socketpair(AF_UNIX, SOCK_DGRAM, 0, s))
        return;
    tell("short", setsockopt(s[1], SOL_SOCKET, SO_ATTACH_FILTER, &prog, sizeof(prog) - 1));
    tell("no filter", setsockopt(s[1], SOL_SOCKET, SO_ATTACH_FILTER, &none, sizeof(none)));
    tell("bad filter", setsockopt(s[1], SOL_SOCKET, SO_ATTACH_FILTER, &bad, sizeof(bad)));
    tell("big filter", setsockopt(s[1], SOL_SOCKET, SO_ATTACH_FILTER, &big, sizeof(big)));
    tell("nowhere", setsockopt(s[1], SOL_SOCKET, SO_ATTACH_FILTER, (void *)8, sizeof(prog)));
    tell("filter", setsockopt(s[1], SOL_SOCKET, SO_ATTACH_FILTER, &prog, sizeof(prog)));
    tell("get", getsockopt(s[1], SOL_SOCKET, SO_GET_FILTER, back, &length));
    printf("length %d same %d\n", (int)length, !memcmp(back, insn, sizeof(insn)));
    tell("other", (int)send(s[0], "xyz", 3, 0));
    tell("ours", (int)send(s[0], "abcdef", 6, 0));
    tell("received", (int)recv(s[1], buffer, sizeof(buffer), MSG_DONTWAIT));
    puts(buffer);
    close(s[0]);
    close(s[1]);

    int one = 1, udp = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

    insn[0] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, 0);
    prog.len = 1;
    setsockopt(udp, SOL_SOCKET, SO_REUSEPORT, &one, sizeof(one));
    tell("bind", bind(udp, (struct sockaddr *)&here, sizeof(here)));
    tell("group", setsockopt(udp, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &prog, sizeof(prog)));
    close(udp);
    udp = socket(AF_PACKET, SOCK_RAW, htons(0x800));
    if (udp < 0)
        return;
    one = PACKET_FANOUT_CBPF << 16 | 4711;
    tell("fanout", setsockopt(udp, SOL_PACKET, PACKET_FANOUT, &one, sizeof(one)));
    tell("its filter", setsockopt(udp, SOL_PACKET, PACKET_FANOUT_DATA, &prog, sizeof(prog)));
    close(udp);
}

static void set_address(struct sockaddr_storage *to, const char *text)
{
    struct sockaddr_in *in = (struct sockaddr_in *)to;

    memset(to, 0, sizeof(*to));
    in->sin_family = AF_INET;
    inet_pton(AF_INET, text, &in->sin_addr);
}

static void groups(void)
{
    int s = socket(AF_INET, SOCK_DGRAM, 0);
    struct group_req group = {.gr_interface = 1};
    struct group_source_req source = {.gsr_interface = 1};
    struct group_filter *filter = calloc(1, GROUP_FILTER_SIZE(4));
    socklen_t length = GROUP_FILTER_SIZE(4);

    set_address(&group.gr_group, "239.1.2.3");
    tell("join", setsockopt(s, IPPROTO_IP, MCAST_JOIN_GROUP, &group, sizeof(group)));
    tell("again", setsockopt(s, IPPROTO_IP, MCAST_JOIN_GROUP, &group, sizeof(group)));
    tell("short", setsockopt(s, IPPROTO_IP, MCAST_LEAVE_GROUP, &group, sizeof(group) - 1));
    source.gsr_group = group.gr_group;
    set_address(&source.gsr_source, "10.9.8.7");
    tell("block", setsockopt(s, IPPROTO_IP, MCAST_BLOCK_SOURCE, &source, sizeof(source)));
    filter->gf_interface = 1;
    filter->gf_group = group.gr_group;
    filter->gf_numsrc = 4;
    tell("sources", getsockopt(s, IPPROTO_IP, MCAST_MSFILTER, filter, &length));
    struct sockaddr_in *first = (struct sockaddr_in *)&filter->gf_slist[0];
    printf("mode %u sources %u length %d first %s\n", filter->gf_fmode, filter->gf_numsrc,
           length == GROUP_FILTER_SIZE(1), inet_ntoa(first->sin_addr));
    set_address(&filter->gf_slist[0], "10.1.1.1");
    set_address(&filter->gf_slist[1], "10.1.1.2");
    filter->gf_fmode = MCAST_INCLUDE;
    filter->gf_numsrc = 2;
    length = GROUP_FILTER_SIZE(2);
    tell("too short", setsockopt(s, IPPROTO_IP, MCAST_MSFILTER, filter, length - 1));
    tell("other sources", setsockopt(s, IPPROTO_IP, MCAST_MSFILTER, filter, length));
    memset(filter->gf_slist, 0, 2 * sizeof(filter->gf_slist[0]));
    filter->gf_numsrc = 1; /* room for one */
    length = GROUP_FILTER_SIZE(4);
    tell("sources", getsockopt(s, IPPROTO_IP, MCAST_MSFILTER, filter, &length));
    printf("mode %u sources %u length %d first %s\n", filter->gf_fmode, filter->gf_numsrc,
           length == GROUP_FILTER_SIZE(1), inet_ntoa(first->sin_addr));
    length = 8;
    tell("no room", getsockopt(s, IPPROTO_IP, MCAST_MSFILTER, filter, &length));
    length = GROUP_FILTER_SIZE(1);
    tell("nowhere", getsockopt(s, IPPROTO_IP, MCAST_MSFILTER, (void *)8, &length));
    close(s);
    free(filter);
}

int main(void)
{
    filters();
    groups();
    return 0;
}
