/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tagged addresses of arm64: see tagged.h.  Those in memory the copy routines (memory.c) and the
 * conversion of vectors (vector.c) take.
 */
#include "syscalls/linux/tagged.h"

#include "linux-user/task.h"
#include "syscalls/engine.h"

/* The calls that name pages of the caller's; they take a tag from anybody. */
static bool names_pages(unsigned id)
{
    switch (id) {
    case SYS_ID_munmap:
    case SYS_ID_mprotect:
    case SYS_ID_pkey_mprotect:
    case SYS_ID_mremap:
    case SYS_ID_madvise:
    case SYS_ID_msync:
    case SYS_ID_mincore:
    case SYS_ID_mlock:
    case SYS_ID_mlock2:
    case SYS_ID_munlock:
    case SYS_ID_mseal:
    case SYS_ID_mbind: return true;
    default: return false;
    }
}

/* Places for new mappings, of which a tag is part. */
static bool is_place(unsigned id, unsigned i)
{
    switch (id) {
    case SYS_ID_brk:
    case SYS_ID_mmap: return i == 0;
    case SYS_ID_mremap: return i == 4;
    case SYS_ID_shmat: return i == 1;
    case SYS_ID_shmdt: return i == 0;
    default: return false;
    }
}

void sys_untag(struct sys_frame *f, unsigned id)
{
    if (names_pages(id))
        f->raw[0] = lx_untag(f->raw[0]);
    for (unsigned i = 0; f->task->tagged && i < SYS_ARGS; i++)
        if ((f->row->param[i].kind >= SYS_K_PTR || (id == SYS_ID_ioctl && i == 2)) &&
            !is_place(id, i) && lx_untag(f->raw[i]) < f->state->calls->top)
            f->raw[i] = lx_untag(f->raw[i]);
}
