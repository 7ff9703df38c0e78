/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * prctl options of arm64 (Documentation/arch/arm64/pointer-authentication.rst,
 * tagged-address-abi.rst of the kernel).
 */
#include "syscalls/engine.h"
#include "syscalls/linux/arch.h"

#include <errno.h>
#include <linux/prctl.h>
#include "linux-user/arch.h"

#define HWCAP_PACA (UINT64_C(1) << 30)
#define HWCAP_PACG (UINT64_C(1) << 31)

#define ADDRESS_KEYS (PR_PAC_APIAKEY | PR_PAC_APIBKEY | PR_PAC_APDAKEY | PR_PAC_APDBKEY)

static bool has(const struct sys_frame *f, uint64_t hwcap)
{
    const struct linux_arch *arch = f->task->process->arch;

    return arch && arch->hwcap && (arch->hwcap(f->task->cpu) & hwcap);
}

/* Of the calling thread alone; none named means all. */
static int64_t reset_keys(struct sys_frame *f)
{
    uint64_t keys = f->raw[1];

    if (f->raw[2] || f->raw[3] || f->raw[4] || !has(f, HWCAP_PACA | HWCAP_PACG))
        return -EINVAL;
    if (keys & ~(uint64_t)(ADDRESS_KEYS | PR_PAC_APGAKEY))
        return -EINVAL;
    if ((keys & ADDRESS_KEYS && !has(f, HWCAP_PACA)) ||
        (keys & PR_PAC_APGAKEY && !has(f, HWCAP_PACG)))
        return -EINVAL;
    f->task->process->arch->new_keys(f->task->cpu, keys ? keys : ADDRESS_KEYS | PR_PAC_APGAKEY);
    return 0;
}

static int64_t set_enabled_keys(struct sys_frame *f)
{
    uint64_t keys = f->raw[1], enabled = f->raw[2];

    if (f->raw[3] || f->raw[4] || !has(f, HWCAP_PACA))
        return -EINVAL;
    if (keys & ~(uint64_t)ADDRESS_KEYS || enabled & ~keys)
        return -EINVAL;
    f->task->process->arch->switch_keys(f->task->cpu, enabled, keys & ~enabled);
    return 0;
}

/* CNTVCT_EL0 can always be read here. */
static int64_t set_tsc(struct sys_frame *f)
{
    if (f->raw[1] == PR_TSC_ENABLE)
        return 0;
    if (f->raw[1] == PR_TSC_SIGSEGV)
        sys_unimplemented(f, "PR_SET_TSC mode", f->raw[1]);
    return -EINVAL;
}

/* The other bits are those of memory tagging, which no model has. */
static int64_t set_tagged(struct sys_frame *f)
{
    if (f->raw[1] & ~(uint64_t)PR_TAGGED_ADDR_ENABLE || f->raw[2] || f->raw[3] || f->raw[4])
        return -EINVAL;
    f->task->tagged = f->raw[1];
    return 0;
}

bool sys_prctl_arm64(struct sys_frame *f, int64_t *result)
{
    const struct linux_arch *arch = f->task->process->arch;

    switch ((int)f->raw[0]) {
    case PR_PAC_RESET_KEYS: *result = reset_keys(f); return true;
    case PR_PAC_SET_ENABLED_KEYS: *result = set_enabled_keys(f); return true;
    case PR_PAC_GET_ENABLED_KEYS:
        *result = f->raw[1] || f->raw[2] || f->raw[3] || f->raw[4] || !has(f, HWCAP_PACA)
                      ? -EINVAL
                      : (int64_t)(ADDRESS_KEYS & ~arch->keys_off(f->task->cpu));
        return true;
    case PR_GET_TSC: *result = sys_put_u32(f, f->raw[1], PR_TSC_ENABLE); return true;
    case PR_SET_TSC: *result = set_tsc(f); return true;
    case PR_SET_TAGGED_ADDR_CTRL: *result = set_tagged(f); return true;
    case PR_GET_TAGGED_ADDR_CTRL:
        *result = f->raw[1] || f->raw[2] || f->raw[3] || f->raw[4]
                      ? -EINVAL
                      : (int64_t)(f->task->tagged ? PR_TAGGED_ADDR_ENABLE : 0);
        return true;
    default: return false;
    }
}
