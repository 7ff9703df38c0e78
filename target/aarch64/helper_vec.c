/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Helpers of SIMD integer instructions: see helper_simd.h.
 */
#include "target/aarch64/helper_simd.h"

#include "tcg/softfp/softfp.h"

union lanes {
    a64_vec v;
    uint32_t s[4];
};

a64_vec a64_helper_urecpe(a64_vec n)
{
    union lanes a = {n};
    for (unsigned i = 0; i < 4; i++)
        a.s[i] = fp_recip_estimate_u32(a.s[i]);
    return a.v;
}

a64_vec a64_helper_ursqrte(a64_vec n)
{
    union lanes a = {n};
    for (unsigned i = 0; i < 4; i++)
        a.s[i] = fp_rsqrt_estimate_u32(a.s[i]);
    return a.v;
}
