/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Guest memory as the interpreter accesses it, and the write log.
 * In and out: see interp_mem.h.
 */
#include "tcg/ir/interp_mem.h"

#include <glib.h>
#include <string.h>

#include "tcg/ir/interp_eval.h"

/* Guest addresses have any alignment and are no objects of ours. */
#define GUEST_ACCESS __attribute__((no_sanitize("address", "undefined")))

typedef uint16_t mem16 __attribute__((may_alias, aligned(1)));
typedef uint32_t mem32 __attribute__((may_alias, aligned(1)));
typedef uint64_t mem64 __attribute__((may_alias, aligned(1)));
typedef uint64_t mem128 __attribute__((may_alias, vector_size(16), aligned(1)));

GUEST_ACCESS static union ir_value read_bytes(uint64_t host, unsigned bytes)
{
    union ir_value v = {.q = {0, 0}};
    switch (bytes) {
    case 1: v.q[0] = *(const volatile uint8_t *)host; break;
    case 2: v.q[0] = *(const volatile mem16 *)host; break;
    case 4: v.q[0] = *(const volatile mem32 *)host; break;
    case 8: v.q[0] = *(const volatile mem64 *)host; break;
    default:; mem128 wide = *(const volatile mem128 *)host; memcpy(&v, &wide, 16);
    }
    return v;
}

GUEST_ACCESS static void write_bytes(uint64_t host, unsigned bytes, union ir_value v)
{
    switch (bytes) {
    case 1: *(volatile uint8_t *)host = (uint8_t)v.q[0]; break;
    case 2: *(volatile mem16 *)host = (uint16_t)v.q[0]; break;
    case 4: *(volatile mem32 *)host = (uint32_t)v.q[0]; break;
    case 8: *(volatile mem64 *)host = v.q[0]; break;
    default:;
        mem128 wide;
        memcpy(&wide, &v, 16);
        *(volatile mem128 *)host = wide;
    }
}

static union ir_value swap_bytes(union ir_value v, unsigned bytes)
{
    union ir_value r = {.q = {0, 0}};
    for (unsigned i = 0; i < bytes; i++)
        r.b[i] = v.b[bytes - 1 - i];
    return r;
}

/* ---- write log ---- */

static void log_write(struct ir_write_log *log, uint64_t host, unsigned bytes, union ir_value old)
{
    if (!log)
        return;
    if (log->n == log->cap) {
        log->cap = log->cap ? log->cap * 2 : 64;
        log->writes = g_renew(struct ir_write, log->writes, log->cap);
    }
    struct ir_write *w = &log->writes[log->n++];
    w->host = host;
    w->size = (uint8_t)bytes;
    memcpy(w->old, &old, 16);
}

void ir_write_log_undo(struct ir_write_log *log)
{
    while (log->n) {
        const struct ir_write *w = &log->writes[--log->n];
        union ir_value old;
        memcpy(&old, w->old, 16);
        write_bytes(w->host, w->size, old);
    }
}

/* ---- accesses ---- */

union ir_value ir_mem_load(uint64_t host, unsigned bytes, unsigned flags)
{
    if (flags & IR_MEM_SC)
        __atomic_thread_fence(__ATOMIC_SEQ_CST);
    union ir_value v = read_bytes(host, bytes);
    if (flags & (IR_MEM_ACQ | IR_MEM_SC))
        __atomic_thread_fence(__ATOMIC_ACQUIRE);
    return flags & IR_MEM_BE ? swap_bytes(v, bytes) : v;
}

void ir_mem_store(uint64_t host, unsigned bytes, unsigned flags, union ir_value v,
                  struct ir_write_log *log)
{
    union ir_value old = log ? read_bytes(host, bytes) : v;
    if (flags & (IR_MEM_REL | IR_MEM_SC))
        __atomic_thread_fence(__ATOMIC_RELEASE);
    write_bytes(host, bytes, flags & IR_MEM_BE ? swap_bytes(v, bytes) : v);
    if (flags & IR_MEM_SC)
        __atomic_thread_fence(__ATOMIC_SEQ_CST);
    log_write(log, host, bytes, old);
}

static uint64_t rmw_result(enum ir_rmw op, uint64_t old, uint64_t operand, unsigned bytes)
{
    int64_t x = ir_sext(old, bytes), y = ir_sext(operand, bytes);
    switch (op) {
    case IR_RMW_XCHG: return operand;
    case IR_RMW_ADD: return old + operand;
    case IR_RMW_AND: return old & operand;
    case IR_RMW_ANDN: return old & ~operand;
    case IR_RMW_OR: return old | operand;
    case IR_RMW_XOR: return old ^ operand;
    case IR_RMW_SMIN: return x < y ? old : operand;
    case IR_RMW_SMAX: return x > y ? old : operand;
    case IR_RMW_UMIN: return old < operand ? old : operand;
    case IR_RMW_UMAX: return old > operand ? old : operand;
    }
    return operand;
}

/* Strong compare and exchange; *expected becomes what was there. */
GUEST_ACCESS static bool exchange(uint64_t host, unsigned bytes, uint64_t *expected,
                                  uint64_t desired)
{
    switch (bytes) {
    case 1: {
        uint8_t e = (uint8_t)*expected;
        bool done = __atomic_compare_exchange_n((uint8_t *)host, &e, (uint8_t)desired, false,
                                                __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
        *expected = e;
        return done;
    }
    case 2: {
        uint16_t e = (uint16_t)*expected;
        bool done = __atomic_compare_exchange_n((uint16_t *)host, &e, (uint16_t)desired, false,
                                                __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
        *expected = e;
        return done;
    }
    case 4: {
        uint32_t e = (uint32_t)*expected;
        bool done = __atomic_compare_exchange_n((uint32_t *)host, &e, (uint32_t)desired, false,
                                                __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
        *expected = e;
        return done;
    }
    default:
        return __atomic_compare_exchange_n((uint64_t *)host, expected, desired, false,
                                           __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    }
}

uint64_t ir_mem_rmw(uint64_t host, unsigned bytes, enum ir_rmw op, uint64_t operand,
                    struct ir_write_log *log)
{
    operand &= ir_mask(bytes);
    uint64_t old = read_bytes(host, bytes).q[0];
    while (!exchange(host, bytes, &old, rmw_result(op, old, operand, bytes) & ir_mask(bytes)))
        ;
    log_write(log, host, bytes, (union ir_value){.q = {old, 0}});
    return old;
}

#ifdef __x86_64__
__attribute__((target("cx16")))
#endif
GUEST_ACCESS static union ir_value
exchange16(uint64_t host, union ir_value expected, union ir_value desired)
{
    unsigned __int128 e, d;
    memcpy(&e, &expected, 16);
    memcpy(&d, &desired, 16);
    e = __sync_val_compare_and_swap((unsigned __int128 *)host, e, d);
    memcpy(&expected, &e, 16);
    return expected;
}

union ir_value ir_mem_cas(uint64_t host, unsigned bytes, union ir_value expected,
                          union ir_value desired, struct ir_write_log *log)
{
    union ir_value old = expected;
    if (bytes == 16) {
        old = exchange16(host, expected, desired);
    } else {
        old = (union ir_value){.q = {expected.q[0] & ir_mask(bytes), 0}};
        exchange(host, bytes, &old.q[0], desired.q[0] & ir_mask(bytes));
    }
    log_write(log, host, bytes, old);
    return old;
}
