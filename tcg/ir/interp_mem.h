/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Guest memory as the interpreter accesses it.  Only tcg/ir/interp*.c include this.
 *
 * In: host addresses, which may fault.  Each access of 1, 2, 4 or 8 bytes, and each of 16 aligned
 * ones, is one host access.  A write is put into the log (may be NULL) after it has happened.
 */
#ifndef FERRY_TCG_IR_INTERP_MEM_H
#define FERRY_TCG_IR_INTERP_MEM_H

#include "tcg/ir/interp.h"

/* LD and ST: `flags` are IR_MEM_*, `bytes` the size in memory. */
union ir_value ir_mem_load(uint64_t host, unsigned bytes, unsigned flags);
void ir_mem_store(uint64_t host, unsigned bytes, unsigned flags, union ir_value v,
                  struct ir_write_log *log);

/* RMW and CAS, sequentially consistent; the old value is returned zero-extended. */
uint64_t ir_mem_rmw(uint64_t host, unsigned bytes, enum ir_rmw op, uint64_t operand,
                    struct ir_write_log *log);
union ir_value ir_mem_cas(uint64_t host, unsigned bytes, union ir_value expected,
                          union ir_value desired, struct ir_write_log *log);

#endif
