/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Classic BPF programs as seccomp uses them (see bpf.h).
 */
#include "syscalls/linux/bpf.h"

#include <stdlib.h>
#include <string.h>

#define DATA_SIZE (4 * BPF_DATA_WORDS)

/* ---- checks ---- */

static bool is_jump(uint16_t code)
{
    return BPF_CLASS(code) == BPF_JMP;
}

static bool jump_ok(const struct sock_filter *f, unsigned at, unsigned count)
{
    unsigned left = count - at - 1;

    switch (f->code) {
    case BPF_JMP | BPF_JA: return f->k < left;
    case BPF_JMP | BPF_JEQ | BPF_K:
    case BPF_JMP | BPF_JEQ | BPF_X:
    case BPF_JMP | BPF_JGE | BPF_K:
    case BPF_JMP | BPF_JGE | BPF_X:
    case BPF_JMP | BPF_JGT | BPF_K:
    case BPF_JMP | BPF_JGT | BPF_X:
    case BPF_JMP | BPF_JSET | BPF_K:
    case BPF_JMP | BPF_JSET | BPF_X: return f->jt < left && f->jf < left;
    default: return false;
    }
}

static bool insn_ok(const struct sock_filter *f)
{
    switch (f->code) {
    case BPF_LD | BPF_W | BPF_ABS: return f->k < DATA_SIZE && !(f->k & 3);
    case BPF_LD | BPF_MEM:
    case BPF_LDX | BPF_MEM:
    case BPF_ST:
    case BPF_STX: return f->k < BPF_MEMWORDS;
    case BPF_ALU | BPF_DIV | BPF_K: return f->k != 0;
    case BPF_ALU | BPF_LSH | BPF_K:
    case BPF_ALU | BPF_RSH | BPF_K: return f->k < 32;
    case BPF_LD | BPF_W | BPF_LEN:
    case BPF_LDX | BPF_W | BPF_LEN:
    case BPF_RET | BPF_K:
    case BPF_RET | BPF_A:
    case BPF_ALU | BPF_ADD | BPF_K:
    case BPF_ALU | BPF_ADD | BPF_X:
    case BPF_ALU | BPF_SUB | BPF_K:
    case BPF_ALU | BPF_SUB | BPF_X:
    case BPF_ALU | BPF_MUL | BPF_K:
    case BPF_ALU | BPF_MUL | BPF_X:
    case BPF_ALU | BPF_DIV | BPF_X:
    case BPF_ALU | BPF_AND | BPF_K:
    case BPF_ALU | BPF_AND | BPF_X:
    case BPF_ALU | BPF_OR | BPF_K:
    case BPF_ALU | BPF_OR | BPF_X:
    case BPF_ALU | BPF_XOR | BPF_K:
    case BPF_ALU | BPF_XOR | BPF_X:
    case BPF_ALU | BPF_LSH | BPF_X:
    case BPF_ALU | BPF_RSH | BPF_X:
    case BPF_ALU | BPF_NEG:
    case BPF_LD | BPF_IMM:
    case BPF_LDX | BPF_IMM:
    case BPF_MISC | BPF_TAX:
    case BPF_MISC | BPF_TXA: return true;
    default: return false;
    }
}

/* Is every memory word written on every way to its reading? */
static bool memory_ok(const struct sock_filter *insn, unsigned count)
{
    uint16_t *known = malloc(count * sizeof(*known)), valid = 0;
    bool ok = known != NULL;

    if (known)
        memset(known, 0xff, count * sizeof(*known));
    for (unsigned i = 0; ok && i < count; i++) {
        const struct sock_filter *f = &insn[i];

        valid &= known[i];
        if (f->code == BPF_ST || f->code == BPF_STX) {
            valid |= (uint16_t)(1u << f->k);
        } else if (f->code == (BPF_LD | BPF_MEM) || f->code == (BPF_LDX | BPF_MEM)) {
            ok = valid & 1u << f->k;
        } else if (f->code == (BPF_JMP | BPF_JA)) {
            known[i + 1 + f->k] &= valid;
            valid = 0xffff;
        } else if (is_jump(f->code)) {
            known[i + 1 + f->jt] &= valid;
            known[i + 1 + f->jf] &= valid;
            valid = 0xffff;
        }
    }
    free(known);
    return ok;
}

bool bpf_check(const struct sock_filter *insn, unsigned count)
{
    if (!count || count > BPF_MAXINSNS)
        return false;
    for (unsigned i = 0; i < count; i++)
        if (is_jump(insn[i].code) ? !jump_ok(&insn[i], i, count) : !insn_ok(&insn[i]))
            return false;
    return BPF_CLASS(insn[count - 1].code) == BPF_RET && memory_ok(insn, count);
}

/* ---- execution ---- */

struct machine {
    uint32_t a, x, mem[BPF_MEMWORDS];
};

/* False: a division by zero, which ends the program with 0. */
static bool alu(struct machine *m, const struct sock_filter *f)
{
    uint32_t v = BPF_SRC(f->code) == BPF_X ? m->x : f->k;

    switch (BPF_OP(f->code)) {
    case BPF_ADD: m->a += v; break;
    case BPF_SUB: m->a -= v; break;
    case BPF_MUL: m->a *= v; break;
    case BPF_DIV:
        if (!v)
            return false;
        m->a /= v;
        break;
    case BPF_AND: m->a &= v; break;
    case BPF_OR: m->a |= v; break;
    case BPF_XOR: m->a ^= v; break;
    case BPF_LSH: m->a <<= v & 31; break;
    case BPF_RSH: m->a >>= v & 31; break;
    default: m->a = -m->a; break;
    }
    return true;
}

/* How many instructions to skip. */
static uint32_t jump(const struct machine *m, const struct sock_filter *f)
{
    uint32_t v = BPF_SRC(f->code) == BPF_X ? m->x : f->k;

    switch (BPF_OP(f->code)) {
    case BPF_JA: return f->k;
    case BPF_JEQ: return m->a == v ? f->jt : f->jf;
    case BPF_JGE: return m->a >= v ? f->jt : f->jf;
    case BPF_JGT: return m->a > v ? f->jt : f->jf;
    default: return m->a & v ? f->jt : f->jf;
    }
}

static uint32_t load(const struct machine *m, const struct sock_filter *f, const uint32_t *data)
{
    switch (BPF_MODE(f->code)) {
    case BPF_ABS: return data[f->k / 4];
    case BPF_LEN: return DATA_SIZE;
    case BPF_MEM: return m->mem[f->k];
    default: return f->k;
    }
}

uint32_t bpf_run(const struct sock_filter *f, const uint32_t data[BPF_DATA_WORDS])
{
    struct machine m = {0};

    for (;; f++) {
        switch (BPF_CLASS(f->code)) {
        case BPF_LD: m.a = load(&m, f, data); break;
        case BPF_LDX: m.x = load(&m, f, data); break;
        case BPF_ST: m.mem[f->k] = m.a; break;
        case BPF_STX: m.mem[f->k] = m.x; break;
        case BPF_ALU:
            if (!alu(&m, f))
                return 0;
            break;
        case BPF_JMP: f += jump(&m, f); break;
        case BPF_RET: return BPF_RVAL(f->code) == BPF_A ? m.a : f->k;
        default:
            if (BPF_MISCOP(f->code) == BPF_TAX)
                m.x = m.a;
            else
                m.a = m.x;
        }
    }
}
