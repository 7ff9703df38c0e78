/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's vdso: a small shared object that we make and map for it.
 *
 * In: a description of the guest's code and symbols (linux-user/ARCH/vdso.c).
 * Out: an ELF image that C libraries, unwinders and debuggers can read, and the
 * work of its functions.
 *
 * A function of the vdso is a placeholder, which the translator replaces by a call of
 * lx_vdso_service, and a return: generated code goes straight to the host's own vdso, and
 * neither a guest nor a host system call is made.  The placeholder is an illegal instruction, and
 * that is what it is anywhere else.
 * Invariant: the pages are never writable for the guest, unless it makes them so.
 */
#ifndef FERRY_LINUX_USER_VDSO_H
#define FERRY_LINUX_USER_VDSO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/abi.h"

struct cpu_common;

enum vdso_function {
    VDSO_NONE, /* ordinary code */
    VDSO_CLOCK_GETTIME,
    VDSO_CLOCK_GETTIME64, /* of 32-bit guests: seconds of 64 bits */
    VDSO_CLOCK_GETRES,
    VDSO_GETTIMEOFDAY,
    VDSO_TIME,
    VDSO_GETRANDOM,
};

struct vdso_symbol {
    const char *name;
    uint16_t offset, size; /* bytes in the text */
    enum vdso_function function;
};

/* What differs between guests; one const instance a guest. */
struct vdso_spec {
    const char *version;  /* of the symbols: "LINUX_2.6.39" */
    uint32_t flags;       /* e_flags */
    const uint32_t *text; /* code words, in the guest's byte order for code */
    uint16_t text_words;
    uint8_t place_size; /* bytes of the placeholder at a function's start */
    const struct vdso_symbol *symbols;
    uint16_t symbol_count;
    uint16_t sigreturn; /* offset of the signal trampoline */
    /* Call-frame information of the first unwind_size bytes, in which nothing is pushed. */
    uint16_t unwind_size;
    uint8_t code_align, return_register;
    int8_t data_align;
    uint8_t cfa[4]; /* the instruction that defines the frame address at a function's start */
    uint8_t cfa_size;
};

/* Where things are in a built image. */
struct vdso_layout {
    size_t text; /* offset of the text */
    size_t size; /* bytes of the whole image */
};

enum { VDSO_SIZE_MAX = 4096 };

/*
 * Builds the image into `out` (VDSO_SIZE_MAX bytes, zeroed): `kernel` is its LINUX_VERSION_CODE.
 * code_big: the byte order of the code, which need not be that of data.
 */
struct vdso_layout vdso_build(const struct vdso_spec *spec, const struct abi *abi, uint32_t kernel,
                              bool code_big, uint8_t *out);

/* Maps it for the process and fills process->vdso_*.  Without memory there is just none. */
void lx_vdso_map(void);

/*
 * exec_env.service_at: the function whose placeholder is at pc, and its size.  There are no pages
 * of the vdso before lx_vdso_map.
 */
unsigned lx_vdso_service_at(void *opaque, gaddr pc, unsigned *size);
/* exec_env.service: does the work of an enum vdso_function and sets the result. */
void lx_vdso_service(struct cpu_common *cpu, uint64_t function);

#endif
