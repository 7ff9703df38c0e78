/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's map in the log: -d mmu a line an event, -d page the whole map behind it.
 */
#include "linux-user/space_map.h"

#include <inttypes.h>
#include <sys/mman.h>

#include "base/log.h"

static const char *rights(int prot, char text[4])
{
    text[0] = prot & PROT_READ ? 'r' : '-';
    text[1] = prot & PROT_WRITE ? 'w' : '-';
    text[2] = prot & PROT_EXEC ? 'x' : '-';
    text[3] = 0;
    return text;
}

void space_log(const struct space *s, const char *what, gaddr start, gaddr end, int prot)
{
    char text[4];

    log_if(LOG_MMU, "%s %016" PRIx64 "-%016" PRIx64 " %s\n", what, (uint64_t)start, (uint64_t)end,
           rights(prot, text));
    if (!log_on(LOG_PAGE))
        return;
    log_printf("start            end              size             prot\n");
    for (size_t i = 0; i < s->count; i++) {
        const struct space_region *r = &s->region[i];

        log_printf("%016" PRIx64 "-%016" PRIx64 " %016" PRIx64 " %s\n", (uint64_t)r->start,
                   (uint64_t)r->end, (uint64_t)(r->end - r->start), rights(r->prot, text));
    }
}
