/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses and names: inet_pton, getaddrinfo with numeric hosts, getnameinfo, byte order,
 * services, interface names. */
#include <arpa/inet.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
int main(void)
{
    static const char *s[] = {"127.0.0.1", "1.2.3.4",        "256.1.1.1",       "::1",
                              "fe80::1:2", "::ffff:1.2.3.4", "1:2:3:4:5:6:7:8", "zz",
                              "2001:db8::"};
    for (int i = 0; i < 9; i++) {
        unsigned char b[16] = {0};
        char t[60] = "-";
        int r4 = inet_pton(AF_INET, s[i], b), r6 = r4 == 1 ? 0 : inet_pton(AF_INET6, s[i], b);
        if (r4 == 1)
            inet_ntop(AF_INET, b, t, 60);
        else if (r6 == 1)
            inet_ntop(AF_INET6, b, t, 60);
        printf("%s %d %d %s %x\n", s[i], r4, r6, t, b[3]);
        struct addrinfo h = {.ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM}, *a;
        int e = getaddrinfo(s[i], "80", &h, &a);
        if (!e) {
            char n[100], p[20];
            getnameinfo(a->ai_addr, a->ai_addrlen, n, 100, p, 20, NI_NUMERICHOST | NI_NUMERICSERV),
                printf("%d %s %s\n", a->ai_family, n, p), freeaddrinfo(a);
        } else
            printf("%s\n", gai_strerror(e));
    }
    printf("%x", htonl(0x12345678)), printf(" %x", htons(0x1234)),
        printf(" %" PRIx64 "\n", be64toh(0x0102030405060708));
    struct in_addr x;
    printf("%d", inet_aton("10.1", &x)), printf(" %x", x.s_addr), printf(" %s\n", inet_ntoa(x));
    printf("%x", inet_addr("1.2.3")), printf(" %x\n", inet_network("10.0.0.1"));
    char n[IF_NAMESIZE];
    unsigned lo = if_nametoindex("lo");
    printf("%s\n", if_indextoname(lo, n) ? n : "lo");
}
