/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System calls of riscv (Documentation/arch/riscv/hwprobe.rst of the kernel; sys_riscv.c).
 */
#include "syscalls/engine.h"
#include "syscalls/linux/arch.h"
#include "syscalls/linux/dispatch.h"

#include <errno.h>
#include <linux/prctl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>
#include "base/bytes.h"
#include "linux-user/arch.h"
#include "linux-user/space.h"

#define WHICH_CPUS 1u
#define PAIR       16 /* key, value */
#define FLUSH_FLAG 1u /* of riscv_flush_icache: this thread only */

static bool probe(struct sys_frame *f, int64_t key, uint64_t *value)
{
    const struct linux_arch *arch = f->task->process->arch;

    return arch && arch->hwprobe && arch->hwprobe(f->task->cpu, key, value);
}

static int64_t pair_in(struct sys_frame *f, uint64_t i, int64_t *key, uint64_t *value)
{
    uint8_t bytes[PAIR];
    int64_t err = lx_copy_from_guest(bytes, f->raw[0] + i * PAIR, PAIR);

    *key = (int64_t)load_u64(bytes, false);
    *value = load_u64(bytes + 8, false);
    return err;
}

static int64_t pair_out(struct sys_frame *f, uint64_t i, int64_t key, uint64_t value)
{
    uint8_t bytes[PAIR];

    store_u64(bytes, (uint64_t)key, false);
    store_u64(bytes + 8, value, false);
    return lx_copy_to_guest(f->raw[0] + i * PAIR, bytes, PAIR);
}

static bool any_online(const uint8_t set[CPU_SETSIZE / 8])
{
    for (size_t i = 0, cpus = (size_t)get_nprocs(); i < cpus; i++)
        if (set[i / 8] >> i % 8 & 1)
            return true;
    return false;
}

/* Of the processors in the set, of all if it is empty, those that are there. */
static void online(uint8_t *set, size_t size)
{
    size_t cpus = (size_t)get_nprocs();
    bool empty = true;

    for (size_t i = 0; i < size; i++)
        empty = empty && !set[i];
    for (size_t i = 0; i < 8 * size; i++)
        if (i >= cpus)
            set[i / 8] &= (uint8_t) ~(1u << i % 8);
        else if (empty)
            set[i / 8] |= (uint8_t)(1u << i % 8);
}

/* All processors are alike: the set stays, or becomes empty where a value differs. */
static int64_t which_cpus(struct sys_frame *f)
{
    enum { BASE_BEHAVIOR = 3, IMA_EXT_0 = 4 };
    uint64_t count = f->raw[1];
    uint8_t set[CPU_SETSIZE / 8];
    size_t size = f->raw[2] < sizeof(set) ? f->raw[2] : sizeof(set);
    bool same = true;

    if (!size || !f->raw[3])
        return -EINVAL;
    if (lx_copy_from_guest(set, f->raw[3], size) < 0)
        return -EFAULT;
    online(set, size);
    for (uint64_t i = 0; i < count; i++) {
        int64_t key;
        uint64_t want, have;
        if (pair_in(f, i, &key, &want) < 0)
            return -EFAULT;
        if (!probe(f, key, &have)) {
            if (pair_out(f, i, -1, 0) < 0)
                return -EFAULT;
            same = false;
        } else if (key == BASE_BEHAVIOR || key == IMA_EXT_0) {
            same = same && (have & want) == want;
        } else {
            same = same && have == want;
        }
    }
    if (!same)
        memset(set, 0, size);
    return lx_copy_to_guest(f->raw[3], set, size) < 0 ? -EFAULT : 0;
}

int64_t sys_riscv_hwprobe(struct sys_frame *f)
{
    uint64_t count = f->raw[1];

    if (f->raw[4] == WHICH_CPUS)
        return which_cpus(f);
    if (f->raw[4])
        return -EINVAL;
    if (f->raw[2] || f->raw[3]) {
        uint8_t set[CPU_SETSIZE / 8] = {0};
        size_t size = f->raw[2] < sizeof(set) ? f->raw[2] : sizeof(set);

        if (lx_copy_from_guest(set, f->raw[3], size) < 0)
            return -EFAULT;
        if (!any_online(set))
            return -EINVAL;
    }
    for (uint64_t i = 0; i < count; i++) {
        int64_t key;
        uint64_t value;
        if (pair_in(f, i, &key, &value) < 0)
            return -EFAULT;
        if (!probe(f, key, &value)) {
            key = -1;
            value = 0;
        }
        if (pair_out(f, i, key, value) < 0)
            return -EFAULT;
    }
    return 0;
}

int64_t sys_riscv_flush_icache(struct sys_frame *f)
{
    gaddr start = f->raw[0], end = f->raw[1];

    if (f->raw[2] & ~(uint64_t)FLUSH_FLAG)
        return -EINVAL;
    space_code_changed(start, end);
    return 0;
}

/* ---- prctl ---- */

#define V_ON          2u /* PR_RISCV_V_VSTATE_CTRL_ON */
#define V_CURRENT     3u
#define V_NEXT        12u
#define V_INHERIT     16u
#define V_ALL         (V_CURRENT | V_NEXT | V_INHERIT)
#define HWCAP_V       (UINT64_C(1) << ('v' - 'a'))
#define V_SET_CONTROL 69
#define V_GET_CONTROL 70
#define ICACHE_CTX    71

static bool has_vector(const struct sys_frame *f)
{
    const struct linux_arch *arch = f->task->process->arch;

    return arch && arch->hwcap(f->task->cpu) & HWCAP_V;
}

/* The vector unit is always on; what asks for that is granted. */
bool sys_prctl_riscv(struct sys_frame *f, int64_t *result)
{
    switch ((int)f->raw[0]) {
    case PR_SET_SYSCALL_USER_DISPATCH: *result = dispatch_set(f); return true;
    case V_GET_CONTROL: *result = has_vector(f) ? (int64_t)V_ON : -EINVAL; return true;
    case V_SET_CONTROL: {
        uint64_t now = f->raw[1] & V_CURRENT, next = (f->raw[1] & V_NEXT) >> 2;
        bool bad = f->raw[1] & ~(uint64_t)V_ALL || now == V_CURRENT || next == V_CURRENT;
        if (!has_vector(f) || bad)
            *result = -EINVAL;
        else
            *result = now == 1 || next == 1 ? -EPERM : 0;
        return true;
    }
    case ICACHE_CTX: *result = 0; return true; /* fence.i works on every processor */
    default: return false;
    }
}
