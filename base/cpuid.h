/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the host's processor has: CPUID of an x86-64 host.
 *
 * In: a leaf.  Out: its registers.  The C library has asked for these leaves at its start, and what
 * it got is taken where it tells (glibc 2.33): in a virtual machine each CPUID is a way out of it,
 * 1 us.
 */
#ifndef FERRY_BASE_CPUID_H
#define FERRY_BASE_CPUID_H

#include <cpuid.h>
#include <stdbool.h>
#include <stdint.h>
#if __has_include(<sys/platform/x86.h>)
#include <sys/platform/x86.h>
#endif

/* `leaf` is 1, 7 (sub-leaf 0) or 0x80000001; out: eax, ebx, ecx, edx, zeros if there is no such
 * leaf. */
static inline void host_cpuid(uint32_t leaf, uint32_t out[4])
{
#ifdef _SYS_PLATFORM_X86_H
    unsigned index = leaf == 1 ? CPUID_INDEX_1 : leaf == 7 ? CPUID_INDEX_7 : CPUID_INDEX_80000001;
    const struct cpuid_feature *f = __x86_get_cpuid_feature_leaf(index);
    for (unsigned i = 0; i < 4; i++)
        out[i] = f->cpuid_array[i];
#else
    if (!__get_cpuid_count(leaf, 0, &out[0], &out[1], &out[2], &out[3]))
        out[0] = out[1] = out[2] = out[3] = 0;
#endif
}

/* Code of target("avx2,fma") can run: the processor has both, and the kernel keeps their registers.
 */
static inline bool host_has_avx2_fma(void)
{
#ifdef _SYS_PLATFORM_X86_H
    return CPU_FEATURE_ACTIVE(AVX2) && CPU_FEATURE_ACTIVE(FMA);
#else
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#endif
}

#endif
