/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Listings for -d; see dump.h.  Disassembly is capstone's.
 */
#include "tcg/exec/dump.h"

#include <capstone/capstone.h>
#include <inttypes.h>
#include <stdlib.h>
#include "base/log.h"
#include "target/target.h"

/* An EVEX instruction of registers and an immediate, which not every capstone knows. */
enum { EVEX = 0x62, EVEX_SIZE = 7 };

/* Appends a listing of [code, code + size) as if it were at `address`. */
static void disassemble(GString *s, int arch, int mode, const uint8_t *code, size_t size,
                        uint64_t address, unsigned step)
{
    csh cs;
    cs_insn *insn;
    if (cs_open(arch, mode, &cs) != CS_ERR_OK) {
        g_string_append(s, "(this build has no disassembler for the architecture)\n");
        return;
    }
    while (size) {
        if (cs_disasm(cs, code, size, address, 1, &insn) == 1) {
            g_string_append_printf(s, "0x%08" PRIx64 ":  ", address);
            for (int i = 0; i < insn->size; i++)
                g_string_append_printf(s, "%02x", insn->bytes[i]);
            g_string_append_printf(s, "%*s%-8s %s\n", insn->size < 11 ? 24 - 2 * insn->size : 2, "",
                                   insn->mnemonic, insn->op_str);
            code += insn->size;
            address += insn->size;
            size -= insn->size;
            cs_free(insn, 1);
        } else {
            size_t n = arch == CS_ARCH_X86 && *code == EVEX ? EVEX_SIZE : step;
            n = n < size ? n : size;
            g_string_append_printf(s, "0x%08" PRIx64 ":  ", address);
            for (size_t i = 0; i < n; i++)
                g_string_append_printf(s, "%02x", code[i]);
            g_string_append(s, "  (unknown)\n");
            code += n;
            address += n;
            size -= n;
        }
    }
    cs_close(&cs);
}

void dump_guest(const struct exec *x, const struct front_result *front)
{
    if (!log_on_at(LOG_IN_ASM, x->ir.pc))
        return;
    const struct target *target = x->target;
    int mode = x->ir.pc & target->pc_state ? target->cs_mode_state : target->cs_mode;
    if (x->ir.mode & target->mode_big_code)
        mode |= CS_MODE_BIG_ENDIAN;
    g_autoptr(GString) s = g_string_new("----------------\nIN:\n");
    for (uint32_t i = 0; i < front->nranges; i++) {
        gaddr start = front->ranges[i].start;
        size_t size = front->ranges[i].end - start;
        g_autofree uint8_t *code = g_malloc(size);
        if (x->env.read_code(x->env.opaque, start, code, size))
            disassemble(s, target->cs_arch, mode, code, size, start, target->insn_min);
    }
    g_string_append_c(s, '\n');
    log_write(s->str, s->len);
}

static void print_ir(const char *title, const struct ir_region *r)
{
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);
    fprintf(f, "%s:\n", title);
    ir_print(r, f);
    fprintf(f, "\n");
    fclose(f);
    log_write(text, size);
    free(text);
}

void dump_ir(const struct exec *x, uint32_t item, const char *title)
{
    if (log_on_at(item, x->ir.pc))
        print_ir(title, &x->ir);
}

void dump_pass(void *unused, const char *pass, const struct ir_region *r)
{
    (void)unused;
    if (log_on_at(LOG_PASSES, r->pc))
        print_ir(pass, r);
}

void dump_host(const struct exec *x, const struct region *r)
{
    if (!log_on_at(LOG_OUT_ASM, r->pc) || x->opt.engine == EXEC_INTERP)
        return;
    g_autoptr(GString) s = g_string_new(NULL);
    g_string_append_printf(s, "OUT: [size=%u]\n", r->size);
    disassemble(s, CS_ARCH_X86, CS_MODE_64, r->code, r->size, (uintptr_t)r->code, 1);
    g_string_append_c(s, '\n');
    log_write(s->str, s->len);
}

/* Floating-point and vector registers, two a line. */
static void print_vectors(const struct cpu_common *cpu, FILE *f)
{
    const struct target *target = cpu->target;
    unsigned n = 0;
    for (uint32_t i = 0; i < target->nregs; i++) {
        const struct tr_reg *reg = &target->regs[i];
        if (!reg->vector)
            continue;
        fprintf(f, " %-3s=", reg->name);
        for (uint32_t k = reg->size; k--;)
            fprintf(f, "%02x", ((const uint8_t *)cpu)[reg->offset + k]);
        fputc(n++ & 1 ? '\n' : ' ', f);
    }
    if (target->dump_vectors && log_on(LOG_VPU))
        target->dump_vectors(cpu, f);
}

void exec_log_cpu(const struct cpu_common *cpu)
{
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);
    cpu->target->dump(cpu, f);
    if (log_on(LOG_FPU | LOG_VPU))
        print_vectors(cpu, f);
    fclose(f);
    log_write(text, size);
    free(text);
}

void dump_exec(const struct cpu_common *cpu, const struct region *r)
{
    if (log_on_at(LOG_EXEC, r->pc))
        log_printf("Trace 0: %p [%016" PRIx64 "/%016" PRIx64 "]\n", (void *)(r->code + r->entry),
                   r->pc, r->mode);
    if (log_on_at(LOG_CPU, r->pc))
        exec_log_cpu(cpu);
}
