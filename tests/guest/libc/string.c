/* SPDX-License-Identifier: GPL-2.0-or-later */
/* String functions at all alignments and lengths. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
    static char a[400], b[400];
    uint32_t h = 0;
    for (int off = 0; off < 20; off++)
        for (int len = 0; len < 150; len++) {
            memset(a, 'x', sizeof(a)), memset(b, 'y', sizeof(b));
            for (int i = 0; i < len; i++)
                a[off + i] = 'a' + (i * 7 + off) % 26;
            a[off + len] = 0;
            memcpy(b + 3, a + off, len + 1);
            h = h * 31 + strlen(a + off);
            h = h * 31 + (strcmp(a + off, b + 3) == 0);
            h = h * 31 + (memcmp(a + off, b + 3, len) == 0);
            char *p = strchr(a + off, 'q'), *q = strrchr(a + off, 'c'),
                 *r = memchr(a + off, 'z', len);
            h = h * 31 + (p ? p - a : 1), h = h * 31 + (q ? q - a : 2),
            h = h * 31 + (r ? r - a : 3);
            memmove(b + 5, b + 3, len + 1), memmove(b + 1, b + 5, len + 1);
            h = h * 31 + (strncmp(a + off, b + 1, len / 2) == 0);
            b[1 + len / 2] ^= 1;
            int c = strcmp(a + off, b + 1);
            h = h * 31 + (c < 0 ? 1 : c > 0 ? 2 : 0);
            h = h * 31 + strspn(a + off, "abcdefghijklm") + strcspn(a + off, "xyz");
            char *s = strstr(a + off, "hov");
            h = h * 31 + (s ? s - a : 9);
        }
    printf("%u\n", h);
}
