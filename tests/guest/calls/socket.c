/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets. */
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include "call.h"

static int pair[2], value, length;
static struct sockaddr_un name = {AF_UNIX, "name"}, got, odd = {999, "x"}, none = {AF_UNIX, "none"};
static struct timespec wrong = {0, 1000000000};
static char buffer[64];
static struct iovec vec = {"message", 7}, in = {buffer, 64}, bad = {(void *)BAD, 3};
static struct msghdr out_head = {.msg_iov = &vec, .msg_iovlen = 1},
                     in_head = {.msg_iov = &in, .msg_iovlen = 1},
                     bad_head = {.msg_iov = &bad, .msg_iovlen = 1};
static struct mmsghdr many[2], received[2];

int main(void)
{
    int server, client, peer, file = open("file", O_RDWR | O_CREAT, 0644);

    server = CALL(socket, AF_UNIX, SOCK_STREAM, 0);
    CALL(socket, 999, SOCK_STREAM, 0);
    CALL(socket, AF_UNIX, 99, 0);
    CALL(socket, AF_UNIX, SOCK_STREAM, 99);
    CALL(socketpair, AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, pair);
    tell("second", pair[1] - pair[0]);
    CALL(socketpair, AF_INET, SOCK_STREAM, 0, pair);
    CALL(socketpair, AF_UNIX, SOCK_STREAM, 0, BAD);
    CALL(bind, server, &name, 7);
    CALL(bind, server, &name, 7);
    CALL(bind, pair[0], &name, 7);
    CALL(bind, pair[0], &odd, 7);
    CALL(bind, pair[0], BAD, 7);
    CALL(bind, pair[0], &name, 500);
    CALL(bind, file, &name, 7);
    CALL(bind, 99, &name, 7);
    CALL(listen, server, 5);
    CALL(listen, file, 5);
    CALL(listen, 99, 5);
    CALL(listen, pair[0], 5);
    client = socket(AF_UNIX, SOCK_STREAM, 0);
    CALL(connect, client, &name, 7);
    CALL(connect, client, &name, 7);
    CALL(connect, pair[0], &odd, 7);
    CALL(connect, client, BAD, 7);
    CALL(connect, file, &name, 7);
    CALL(connect, 99, &name, 7);
    CALL(connect, socket(AF_UNIX, SOCK_STREAM, 0), &none, 7);
    length = sizeof(got);
    peer = CALL(accept, server, &got, &length);
    tell("length", length);
    fcntl(server, F_SETFL, O_NONBLOCK);
    CALL(accept, server, 0, 0);
    CALL(accept, client, 0, 0);
    CALL(accept, pair[0], 0, 0);
    CALL(accept, file, 0, 0);
    CALL(accept, 99, 0, 0);
    CALL(connect, socket(AF_UNIX, SOCK_STREAM, 0), &name, 7);
    CALL(accept4, server, 0, 0, SOCK_CLOEXEC | SOCK_NONBLOCK);
    CALL(accept4, server, 0, 0, 1);
    CALL(accept4, 99, 0, 0, 0);
    length = sizeof(got);
    CALL(getsockname, server, &got, &length);
    tell("length", length);
    printf("  %d %s\n", got.sun_family, got.sun_path);
    length = -1;
    CALL(getsockname, server, &got, &length);
    CALL(getsockname, server, &got, BAD);
    CALL(getsockname, file, &got, &length);
    length = 4;
    CALL(getpeername, client, &got, &length);
    tell("length", length);
    CALL(getpeername, server, &got, &length);
    CALL(getpeername, client, BAD, &length);
    CALL(getpeername, 99, &got, &length);
    CALL(sendto, client, "hello", 5, 0, 0, 0);
    CALL(sendto, client, BAD, 5, 0, 0, 0);
    CALL(sendto, pair[0], "hello", 5, 0, &name, 7);
    CALL(sendto, file, "hello", 5, 0, 0, 0);
    CALL(sendto, 99, "hello", 5, 0, 0, 0);
    CALL(sendto, server, "hello", 5, MSG_NOSIGNAL, 0, 0);
    CALL(recvfrom, peer, buffer, 64, MSG_PEEK, 0, 0);
    length = sizeof(got);
    CALL(recvfrom, peer, buffer, 64, 0, &got, &length);
    printf("  %.5s %d\n", buffer, length);
    CALL(recvfrom, peer, buffer, 64, MSG_DONTWAIT, 0, 0);
    CALL(recvfrom, pair[0], buffer, 64, MSG_OOB, 0, 0);
    CALL(recvfrom, file, buffer, 64, 0, 0, 0);
    CALL(recvfrom, 99, buffer, 64, 0, 0, 0);
    value = 5;
    CALL(setsockopt, client, SOL_SOCKET, SO_RCVLOWAT, &value, 4);
    CALL(setsockopt, client, SOL_SOCKET, SO_RCVLOWAT, &value, 2);
    CALL(setsockopt, client, SOL_SOCKET, SO_RCVLOWAT, BAD, 4);
    CALL(setsockopt, client, SOL_SOCKET, 9999, &value, 4);
    CALL(setsockopt, client, 9999, SO_RCVLOWAT, &value, 4);
    CALL(setsockopt, file, SOL_SOCKET, SO_RCVLOWAT, &value, 4);
    CALL(setsockopt, 99, SOL_SOCKET, SO_RCVLOWAT, &value, 4);
    length = 4;
    CALL(getsockopt, client, SOL_SOCKET, SO_RCVLOWAT, &value, &length);
    tell("value", value);
    CALL(getsockopt, client, SOL_SOCKET, SO_TYPE, &value, &length);
    tell("type", value);
    CALL(getsockopt, client, SOL_SOCKET, 9999, &value, &length);
    CALL(getsockopt, client, SOL_SOCKET, SO_TYPE, BAD, &length);
    CALL(getsockopt, client, SOL_SOCKET, SO_TYPE, &value, BAD);
    length = -1;
    CALL(getsockopt, client, SOL_SOCKET, SO_TYPE, &value, &length);
    CALL(getsockopt, 99, SOL_SOCKET, SO_TYPE, &value, &length);
    CALL(sendmsg, pair[0], &out_head, 0);
    CALL(sendmsg, pair[0], &bad_head, 0);
    CALL(sendmsg, pair[0], BAD, 0);
    CALL(sendmsg, file, &out_head, 0);
    CALL(sendmsg, 99, &out_head, 0);
    CALL(sendmsg, 99, BAD, 0);
    CALL(sendmsg, file, BAD, 0);
    CALL(recvmsg, pair[1], &in_head, 0);
    printf("  %.7s %d\n", buffer, in_head.msg_flags);
    CALL(recvmsg, pair[1], &in_head, 0);
    CALL(recvmsg, pair[1], BAD, 0);
    CALL(recvmsg, file, &in_head, 0);
    CALL(recvmsg, 99, &in_head, 0);
    CALL(recvmsg, 99, BAD, 0);
    CALL(recvmsg, file, BAD, 0);
    many[0].msg_hdr = many[1].msg_hdr = out_head;
    CALL(sendmmsg, pair[0], many, 2, 0);
    tell("second", many[1].msg_len);
    CALL(sendmmsg, pair[0], BAD, 2, 0);
    CALL(sendmmsg, 99, many, 2, 0);
    CALL(sendmmsg, 99, BAD, 2, 0);
    CALL(sendmmsg, 99, many, 0, 0);
    received[0].msg_hdr = received[1].msg_hdr = in_head;
    CALL(recvmmsg, pair[1], received, 2, 0, 0);
    tell("second", received[1].msg_len);
    CALL(recvmmsg, pair[1], received, 2, 0, 0);
    CALL(recvmmsg, pair[1], received, 2, 0, BAD);
    CALL(recvmmsg, pair[1], received, 2, 0, &wrong);
    CALL(recvmmsg, 99, received, 2, 0, 0);
    CALL(recvmmsg, 99, BAD, 2, 0, 0);
    CALL(recvmmsg, file, received, 0, 0, 0);
    CALL(shutdown, client, SHUT_WR);
    CALL(shutdown, client, 9);
    CALL(shutdown, socket(AF_INET, SOCK_STREAM, 0), SHUT_WR);
    CALL(shutdown, file, SHUT_WR);
    CALL(shutdown, 99, SHUT_WR);
    CALL(recvfrom, peer, buffer, 64, 0, 0, 0);
    return 0;
}
