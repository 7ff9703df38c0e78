/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Frames of gdb's remote protocol: $text#sum, acknowledged by + unless both sides do without.
 * In: bytes of the socket.  Out: packets.
 */
#include "linux-user/gdb_impl.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int get_byte(struct gdb *g)
{
    unsigned char c;
    ssize_t n;

    do
        n = read(g->fd, &c, 1);
    while (n < 0 && errno == EINTR);
    return n == 1 ? c : -1;
}

static bool put(struct gdb *g, const char *data, size_t size)
{
    while (size) {
        ssize_t n = send(g->fd, data, size, MSG_NOSIGNAL);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        data += n;
        size -= (size_t)n;
    }
    return true;
}

static int digit(int c)
{
    return isdigit(c) ? c - '0' : isxdigit(c) ? tolower(c) - 'a' + 10 : 0;
}

/* The text behind '$' up to '#'; -1: the connection is over, 0: wrong sum or too long. */
static int get_text(struct gdb *g)
{
    uint8_t sum = 0;
    bool fits = true;
    int c, escape = 0;

    g->in_size = 0;
    while ((c = get_byte(g)) >= 0 && c != '#') {
        sum = (uint8_t)(sum + c);
        if (c == '}' && !escape) {
            escape = 0x20;
            continue;
        }
        if (g->in_size < GDB_PACKET)
            g->in[g->in_size++] = (char)(c ^ escape);
        else
            fits = false;
        escape = 0;
    }
    g->in[g->in_size] = 0;
    int high = c < 0 ? -1 : get_byte(g), low = high < 0 ? -1 : get_byte(g);

    if (low < 0)
        return -1;
    return fits && (digit(high) << 4 | digit(low)) == sum;
}

bool gdb_receive(struct gdb *g)
{
    for (;;) {
        int c = get_byte(g);

        if (c < 0)
            return false;
        if (c != '$')
            continue; /* acknowledgements, and an interrupt of what stands already */
        int good = get_text(g);

        if (good < 0 || (!g->no_ack && !put(g, good ? "+" : "-", 1)))
            return false;
        if (good)
            return true;
    }
}

bool gdb_send(struct gdb *g, const void *data, size_t size)
{
    const char *from = data;
    char *to = g->out;
    uint8_t sum = 0;

    *to++ = '$';
    for (size_t i = 0; i < size && i < GDB_PACKET; i++) {
        bool escape = from[i] == '$' || from[i] == '#' || from[i] == '}' || from[i] == '*';

        if (escape)
            *to++ = '}';
        *to++ = (char)(from[i] ^ (escape ? 0x20 : 0));
    }
    for (const char *p = g->out + 1; p < to; p++)
        sum = (uint8_t)(sum + (uint8_t)*p);
    to += sprintf(to, "#%02x", sum);
    for (;;) {
        int c = '+';

        if (!put(g, g->out, (size_t)(to - g->out)))
            return false;
        while (!g->no_ack && (c = get_byte(g)) >= 0 && c != '+' && c != '-')
            ;
        if (c == '+')
            return true;
        if (c < 0)
            return false;
    }
}

bool gdb_send_text(struct gdb *g, const char *text)
{
    return gdb_send(g, text, strlen(text));
}

uint64_t gdb_number(char **at)
{
    uint64_t value = 0;

    for (; isxdigit((unsigned char)**at); (*at)++)
        value = value << 4 | (unsigned)digit(**at);
    return value;
}

char *gdb_hex_out(char *to, const void *data, size_t size)
{
    const uint8_t *from = data;

    *to = 0;
    for (size_t i = 0; i < size; i++)
        to += sprintf(to, "%02x", from[i]);
    return to;
}

size_t gdb_hex_in(void *to, const char *text, size_t size)
{
    uint8_t *bytes = to;
    size_t n = 0;

    for (; n < size && isxdigit((unsigned char)text[0]) && isxdigit((unsigned char)text[1]);
         text += 2)
        bytes[n++] = (uint8_t)(digit(text[0]) << 4 | digit(text[1]));
    return n;
}
