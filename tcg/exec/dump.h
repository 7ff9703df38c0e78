/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What -d shows of translation and execution: in_asm, op, op_opt, out_asm, exec, cpu.
 *
 * Each function asks the log itself, so callers call it always; it costs one test when off.
 */
#ifndef FERRY_TCG_EXEC_DUMP_H
#define FERRY_TCG_EXEC_DUMP_H

#include "tcg/exec/cache.h"

void dump_guest(const struct exec *x, const struct front_result *front);   /* in_asm */
void dump_ir(const struct exec *x, uint32_t item, const char *title);      /* op, op_opt */
void dump_pass(void *unused, const char *pass, const struct ir_region *r); /* passes */
void dump_host(const struct exec *x, const struct region *r);              /* out_asm */
void dump_exec(const struct cpu_common *cpu, const struct region *r);      /* exec, cpu */

#endif
