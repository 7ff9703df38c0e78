/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The interpreter: runs a region, one op after the other.
 * In and out: see interp.h.
 *
 * The value of instruction i is values[i]; behind the last one lies room for the arguments of a BR
 * while they move.  Before pass `state` the guest registers are always in the CPU struct, because
 * SETs run in order; after it, what leaves carries a snapshot, which is stored first.
 */
#include "tcg/ir/interp.h"

#include <glib.h>
#include <string.h>

#include "tcg/ir/interp_eval.h"
#include "tcg/ir/interp_mem.h"

static bool (*const evaluators[])(struct ir_eval *e) = {
    ir_eval_int, ir_eval_fp, ir_eval_vec_move, ir_eval_crypto, ir_eval_hash, ir_eval_vec};

/* Which one has known an op, so that the others need not be asked; any thread may find it out. */
static uint8_t last_of[IR_OPS];

bool ir_eval_op(const struct ir_ins *ins, const union ir_value args[3], union ir_value *res,
                struct ir_eval_fp *fp)
{
    struct ir_eval e = {.ins = ins, .a = &args[0], .b = &args[1], .c = &args[2], .fp = fp};
    if (!(ir_ops[ins->op].props & (IR_P_PURE | IR_P_FPX)))
        return false;
    unsigned k = last_of[ins->op];
    if (!evaluators[k](&e)) {
        for (k = 0; k < G_N_ELEMENTS(evaluators) && !evaluators[k](&e); k++)
            continue;
        if (k == G_N_ELEMENTS(evaluators))
            return false;
        last_of[ins->op] = (uint8_t)k;
    }
    *res = e.res;
    return true;
}

/* ---- guest state ---- */

static void *state_at(const struct ir_interp *it, uint32_t offset)
{
    return (uint8_t *)it->cpu + offset;
}

static void set_slot(struct ir_interp *it, uint32_t slot, ir_ref value)
{
    const struct ir_slot *s = &it->region->guest->slots[slot];
    memcpy(state_at(it, s->offset), &it->values[value], ir_type_size(s->type));
}

static void set_pc(struct ir_interp *it, uint64_t pc)
{
    memcpy(state_at(it, it->region->guest->pc_offset), &pc, 8);
}

/* Stores the snapshot of an instruction, if it has one, and returns its pc. */
static uint64_t apply_snapshot(struct ir_interp *it, const struct ir_ins *ins)
{
    if (!ins->snap)
        return it->pc;
    const struct ir_snap *s = &it->region->snaps[ins->snap - 1];
    const struct ir_snap_entry *entries = &it->region->snap_entries[s->first];
    for (uint32_t i = 0; i < s->count; i++) {
        const struct ir_slot *slot = &it->region->guest->slots[entries[i].slot];
        union ir_value v = it->values[entries[i].val];
        v.q[0] = ir_snap_value(&entries[i], v.q[0]);
        memcpy(state_at(it, slot->offset), &v, ir_type_size(slot->type));
    }
    return s->pc;
}

/* ---- memory ---- */

static uint64_t host_address(const struct ir_interp *it, const struct ir_ins *ins)
{
    uint64_t address = it->values[ins->a].q[0] + ins->imm;
    return it->region->guest->addr32 ? (uint32_t)address + it->mem_base : address;
}

static void tell(const struct ir_interp *it, const struct ir_ins *ins, bool read, bool write)
{
    uint64_t address = it->values[ins->a].q[0] + ins->imm;
    if (!it->accessed)
        return;
    if (it->region->guest->addr32)
        address = (uint32_t)address;
    if (read)
        it->accessed(it->accessed_for, address, ir_type_size(ins->lane), false);
    if (write)
        it->accessed(it->accessed_for, address, ir_type_size(ins->lane), true);
}

static void load(struct ir_interp *it, const struct ir_ins *ins, union ir_value *res)
{
    unsigned bytes = ir_type_size(ins->lane), size = ir_type_size(ins->type);
    *res = ir_mem_load(host_address(it, ins), bytes, ins->sub);
    if (ins->sub & IR_MEM_SEXT)
        res->q[0] = (uint64_t)ir_sext(res->q[0], bytes) & ir_mask(size);
}

/* LD, ST, RMW, CAS, FENCE, PREFETCH; false: another op. */
static bool run_memory(struct ir_interp *it, const struct ir_ins *ins, union ir_value *res)
{
    unsigned bytes = ir_type_size(ins->lane);
    switch (ins->op) {
    case IR_LD:
        load(it, ins, res);
        tell(it, ins, true, false);
        return true;
    case IR_ST:
        ir_mem_store(host_address(it, ins), bytes, ins->sub, it->values[ins->b], it->log);
        tell(it, ins, false, true);
        return true;
    case IR_RMW:
        *res = (union ir_value){.q = {ir_mem_rmw(host_address(it, ins), bytes, ins->sub,
                                                 it->values[ins->b].q[0], it->log)}};
        tell(it, ins, true, true);
        return true;
    case IR_CAS:
        *res = ir_mem_cas(host_address(it, ins), bytes, it->values[ins->b], it->values[ins->c],
                          it->log);
        tell(it, ins, true, true);
        return true;
    case IR_FENCE:
        if (ins->sub & ~IR_FENCE_INSN)
            __atomic_thread_fence(__ATOMIC_SEQ_CST);
        return true;
    case IR_PREFETCH: return true;
    default: return false;
    }
}

/* ---- helpers ---- */

typedef uint64_t vec128 __attribute__((vector_size(16)));

/*
 * Integer and vector arguments are counted apart by the host's calling convention (SysV x86-64,
 * AAPCS64), and surplus ones are not looked at: one signature serves all helpers.
 */
typedef uint64_t int_helper(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, vec128,
                            vec128, vec128, vec128, vec128, vec128);
typedef vec128 vec_helper(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, vec128,
                          vec128, vec128, vec128, vec128, vec128);

static bool in_vector_register(enum ir_type t)
{
    return t == IR_V128 || t == IR_F16 || t == IR_F32 || t == IR_F64;
}

__attribute__((no_sanitize("undefined"))) static void
call(struct ir_interp *it, const struct ir_ins *ins, union ir_value *res)
{
    const struct ir_helper *h = &it->region->guest->helpers[ins->imm];
    const ir_ref *args = it->region->args + ins->b;
    uint64_t n[8] = {0};
    vec128 v[6] = {{0}};
    unsigned ints = 0, vecs = 0;
    if (h->flags & IR_HELPER_CPU)
        n[ints++] = (uintptr_t)it->cpu;
    for (unsigned i = 0; i < ins->c && i < 6; i++) {
        const union ir_value *value = &it->values[args[i]];
        if (in_vector_register(h->args[i]))
            memcpy(&v[vecs++], value, 16);
        else
            n[ints++] = value->q[0];
    }
    if (h->flags & IR_HELPER_FAULTS)
        set_pc(it, ins->snap ? it->region->snaps[ins->snap - 1].pc : it->pc);

    *res = (union ir_value){.q = {0, 0}};
    if (in_vector_register(h->ret)) {
        vec128 r = ((vec_helper *)h->fn)(n[0], n[1], n[2], n[3], n[4], n[5], v[0], v[1], v[2], v[3],
                                         v[4], v[5]);
        memcpy(res, &r, ir_type_size(h->ret));
    } else {
        uint64_t r = ((int_helper *)h->fn)(n[0], n[1], n[2], n[3], n[4], n[5], v[0], v[1], v[2],
                                           v[3], v[4], v[5]);
        memcpy(res, &r, ir_type_size(h->ret));
    }
}

/* ---- the rest of the ops ---- */

static bool run_state(struct ir_interp *it, const struct ir_ins *ins, union ir_value *res)
{
    const struct ir_slot *slots = it->region->guest->slots;
    switch (ins->op) {
    case IR_NOP:
    case IR_PARAM: return true; /* a PARAM got its value from the BR */
    case IR_INSN: it->pc = ins->imm; return true;
    case IR_GET:
        *res = (union ir_value){.q = {0, 0}};
        memcpy(res, state_at(it, slots[ins->imm].offset), ir_type_size(slots[ins->imm].type));
        return true;
    case IR_SET: set_slot(it, (uint32_t)ins->imm, ins->a); return true;
    case IR_CALL: call(it, ins, res); return true;
    case IR_FPFLAGS_GET: *res = (union ir_value){.q = {*it->fp_flags, 0}}; return true;
    case IR_FPFLAGS_SET: *it->fp_flags = it->values[ins->a].w[0]; return true;
    case IR_FPROUND_SET: *it->fp_rounding = it->values[ins->a].w[0] & 3; return true;
    default: return run_memory(it, ins, res);
    }
}

static bool run_eval(struct ir_interp *it, const struct ir_ins *ins, union ir_value *res)
{
    const struct ir_op_info *op = &ir_ops[ins->op];
    union ir_value args[3];
    args[0] = it->values[op->a == 'N' ? IR_NONE : ins->a];
    args[1] = it->values[op->b == 'N' ? IR_NONE : ins->b];
    args[2] = it->values[op->c == 'N' ? IR_NONE : ins->c];
    if (!(op->props & IR_P_FPX))
        return ir_eval_op(ins, args, res, NULL);
    struct ir_eval_fp fp = {.mode = it->region->fp, .rounding = *it->fp_rounding};
    if (!ir_eval_op(ins, args, res, &fp))
        return false;
    *it->fp_flags |= fp.flags;
    return true;
}

/* ---- control ---- */

/* Moves the arguments of a BR into the parameters of its target, all at once. */
static void move_arguments(struct ir_interp *it, const struct ir_ins *br)
{
    const struct ir_region *r = it->region;
    union ir_value *room = it->values + r->n;
    ir_ref first = r->blocks[br->imm].first;
    for (uint32_t i = 0; i < br->c; i++)
        room[i] = it->values[r->args[br->b + i]];
    if (br->c)
        memcpy(&it->values[first], room, br->c * sizeof *room);
}

static bool leaves_here(const struct ir_interp *it, const struct ir_ins *ins)
{
    if (ins->op == IR_TRAPIF)
        return it->values[ins->a].w[0] != 0;
    return it->exit_request && *it->exit_request; /* POLL */
}

static struct ir_interp_end leave(struct ir_interp *it, const struct ir_ins *ins)
{
    struct ir_interp_end end = {.op = ins->op, .trap = IR_TRAP_LOOKUP};
    uint64_t snap_pc = apply_snapshot(it, ins);
    switch (ins->op) {
    case IR_TRAPIF:
    case IR_POLL:
        end.trap = ins->op == IR_POLL ? IR_TRAP_INTERRUPT : ins->sub;
        end.trap_arg = ins->b ? it->values[ins->b].q[0] : 0;
        end.pc = snap_pc;
        break;
    case IR_EXIT_TRAP:
        end.trap = ins->sub;
        end.trap_arg = ins->a ? it->values[ins->a].q[0] : 0;
        end.pc = ins->imm;
        break;
    case IR_EXIT_PC: end.pc = ins->imm; break;
    case IR_EXIT_CALL:
        end.pc = ins->imm;
        end.ret = it->values[ins->a].q[0];
        break;
    default: /* EXIT_IND, EXIT_CALLI, EXIT_RET */
        end.pc = it->values[ins->a].q[0];
        end.ret = ins->op == IR_EXIT_CALLI ? it->values[ins->b].q[0] : 0;
    }
    set_pc(it, end.pc);
    return end;
}

static void prepare(struct ir_interp *it, const struct ir_region *r)
{
    uint32_t need = r->n + r->nargs;
    if (need > it->cap) {
        it->cap = need * 2;
        g_free(it->values);
        it->values = g_new0(union ir_value, it->cap);
    }
    it->values[IR_NONE] = (union ir_value){.q = {0, 0}};
    it->region = r;
    it->pc = r->pc;
}

struct ir_interp_end ir_interp(struct ir_interp *it, const struct ir_region *r)
{
    prepare(it, r);
    ir_ref i = r->blocks[0].first;
    for (;;) {
        const struct ir_ins *ins = &r->ins[i];
        unsigned props = ir_ops[ins->op].props;
        if (props & IR_P_FAULT || ins->op == IR_CALL) {
            it->at = i;
            if ((ins->op == IR_TRAPIF || ins->op == IR_POLL)) {
                if (leaves_here(it, ins))
                    return leave(it, ins);
                i++;
                continue;
            }
        }
        if (ins->op == IR_BR) {
            move_arguments(it, ins);
            i = r->blocks[ins->imm].first;
        } else if (ins->op == IR_BRCOND) {
            i = r->blocks[it->values[ins->a].w[0] ? (uint32_t)ins->imm : ins->imm >> 32].first;
        } else if (props & IR_P_END) {
            return leave(it, ins);
        } else if (run_state(it, ins, &it->values[i]) || run_eval(it, ins, &it->values[i])) {
            i++;
        } else {
            return (struct ir_interp_end){.op = ins->op, .failed = ir_ops[ins->op].text};
        }
    }
}

bool ir_interp_fault(struct ir_interp *it)
{
    const struct ir_ins *ins = &it->region->ins[it->at];
    set_pc(it, apply_snapshot(it, ins));
    return ins->snap && it->region->snaps[ins->snap - 1].pieces;
}

void ir_interp_free(struct ir_interp *it)
{
    g_free(it->values);
    it->values = NULL;
    it->cap = 0;
}

bool ir_interp_repeatable(const struct ir_region *r)
{
    const unsigned contained = IR_HELPER_PURE | IR_HELPER_FPX | IR_HELPER_READS | IR_HELPER_WRITES;
    for (ir_ref i = 1; i < r->n; i++) {
        if (r->ins[i].op != IR_CALL)
            continue;
        unsigned flags = r->guest->helpers[r->ins[i].imm].flags;
        if (flags & IR_HELPER_FAULTS || !(flags & contained))
            return false;
    }
    return true;
}
