/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program into the process: see load.h.
 *
 * The plans are made by loader/; this file carries them out on the guest's
 * space and writes down in lx_process what /proc and core files tell.
 */
#include "linux-user/load.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/log.h"
#include "linux-user/space.h"
#include "linux-user/task.h"
#include "linux-user/vdso.h"
#include "loader/stack.h"
#include "tcg/exec/exec.h"
#include "syscalls/linux/busy.h"
#include "syscalls/linux/seccomp.h"

#ifndef AT_RSEQ_FEATURE_SIZE
#define AT_RSEQ_FEATURE_SIZE 27
#define AT_RSEQ_ALIGN        28
#endif
#ifndef AT_MINSIGSTKSZ
#define AT_MINSIGSTKSZ 51
#endif

/* ---- the memory that a plan is carried out on ---- */

struct target_memory {
    struct space *space;
    int fd;
    int exec_prot; /* further PROT_* bits of what is executable */
};

static int map(struct space *space, gaddr address, uint64_t length, int prot, int flags, int fd,
               uint64_t offset)
{
    int64_t got =
        space_mmap(space, address, length, prot, MAP_PRIVATE | MAP_FIXED | flags, fd, offset);
    return got < 0 ? (int)got : 0;
}

static int map_file(void *opaque, gaddr address, uint64_t length, int prot, uint64_t offset)
{
    struct target_memory *m = opaque;
    prot |= prot & PROT_EXEC ? m->exec_prot : 0;
    return map(m->space, address, length, prot, 0, m->fd, offset);
}

static int map_anon(void *opaque, gaddr address, uint64_t length, int prot)
{
    struct target_memory *m = opaque;
    prot |= prot & PROT_EXEC ? m->exec_prot : 0;
    return map(m->space, address, length, prot, MAP_ANONYMOUS, -1, 0);
}

static int zero(void *opaque, gaddr address, uint64_t length)
{
    (void)opaque;
    return (int)lx_clear_guest(address, length);
}

/* ---- images ---- */

/* Maps one image; its bias and plan (to be freed) are the result. */
static int load_image(struct space *space, const struct elf_image *image, int fd, bool interpreter,
                      uint64_t *bias, struct elf_plan *plan, struct loader_error *e)
{
    const struct abi *abi = lx_process.arch->abi;
    struct target_memory target = {.space = space, .fd = fd};
    struct loader_memory memory = {&target, map_file, map_anon, zero};
    uint64_t low, size;
    *plan = (struct elf_plan){0};
    int result = elf_span(image, abi->page_size, abi->address_limit, &low, &size, e);
    if (result)
        return result;
    *bias = 0;
    if (image->relocatable) {
        gaddr base = space_place_image(space, size, image->align, interpreter);
        if (!base)
            return loader_fail(e, ENOMEM, "there is no room for %" PRIu64 " bytes", size);
        *bias = base - low;
    } else if (!space_is_guest(space, low, size)) {
        return loader_fail(e, ENOMEM,
                           "its addresses %#" PRIx64 "-%#" PRIx64 " can't be mapped on this host",
                           low, low + size);
    }
    if (lx_process.arch->image_prot)
        target.exec_prot = lx_process.arch->image_prot(image, interpreter);
    result = elf_plan(image, *bias, abi->page_size, abi->address_limit, plan, e);
    if (!result)
        result = elf_carry_out(plan, &memory, e);
    if (!result)
        log_if(LOG_LOADER | LOG_PAGE, "%s at %#" PRIx64 "-%#" PRIx64 ", entry %#" PRIx64 "\n",
               interpreter ? "interpreter" : "program", plan->low, plan->high, plan->entry);
    return result;
}

/* ---- randomness: from the host, or from -seed ---- */

static uint64_t next_seed(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

struct randomness {
    uint8_t at_random[16];
    uint64_t gap;
};

static struct randomness make_random(const struct options *options)
{
    struct randomness r = {0};
    if (options->has_seed) {
        uint64_t state = options->seed;
        store_u64(r.at_random, next_seed(&state), false);
        store_u64(r.at_random + 8, next_seed(&state), false);
        r.gap = next_seed(&state);
    } else if (getrandom(&r, sizeof r, GRND_NONBLOCK) != sizeof r) {
        /* Only before the kernel has entropy: the launcher's own AT_RANDOM is as good. */
        memcpy(r.at_random, (const void *)getauxval(AT_RANDOM), sizeof r.at_random);
    }
    r.gap = personality(0xffffffff) & ADDR_NO_RANDOMIZE ? 0 : r.gap & 0x1ff0;
    return r;
}

/* ---- stack ---- */

struct start {
    struct task *task;
    const struct program *program;
    const struct elf_plan *plan;
    gaddr interp_base; /* AT_BASE */
    uint64_t bias;
    struct lx_fdpic fdpic;
};

/* The kernel's order: architecture, then generic, then what depends. */
static void fill_auxv(struct stack_spec *spec, const struct start *s)
{
    const struct linux_arch *arch = lx_process.arch;
    const struct elf_image *image = &s->program->image;
    if (lx_process.vdso_start)
        stack_add_aux(spec, AT_SYSINFO_EHDR, lx_process.vdso_start);
    size_t frame = arch->signal_frame ? arch->signal_frame(s->task->cpu) : arch->minsigstksz;
    if (frame)
        stack_add_aux(spec, AT_MINSIGSTKSZ, frame);
    stack_add_aux(spec, AT_HWCAP, arch->hwcap(s->task->cpu));
    stack_add_aux(spec, AT_PAGESZ, arch->abi->page_size);
    stack_add_aux(spec, AT_CLKTCK, (uint64_t)sysconf(_SC_CLK_TCK));
    stack_add_aux(spec, AT_PHDR, s->plan->phdr);
    stack_add_aux(spec, AT_PHENT, image->phentsize);
    stack_add_aux(spec, AT_PHNUM, image->phnum);
    stack_add_aux(spec, AT_BASE, s->interp_base);
    stack_add_aux(spec, AT_FLAGS, 0);
    stack_add_aux(spec, AT_ENTRY, s->plan->entry);
    stack_add_aux(spec, AT_UID, getuid());
    stack_add_aux(spec, AT_EUID, geteuid());
    stack_add_aux(spec, AT_GID, getgid());
    stack_add_aux(spec, AT_EGID, getegid());
    stack_add_aux(spec, AT_SECURE, getauxval(AT_SECURE));
    stack_add_aux(spec, AT_RANDOM, 0);
    if (arch->hwcap2)
        stack_add_aux(spec, AT_HWCAP2, arch->hwcap2(s->task->cpu));
    stack_add_aux(spec, AT_EXECFN, 0);
    if (arch->elf_platform)
        stack_add_aux(spec, AT_PLATFORM, 0);
    for (unsigned type = AT_RSEQ_FEATURE_SIZE; type <= AT_RSEQ_ALIGN; type++)
        if (getauxval(type) && !arch->abi->big_endian) /* which has no rseq here */
            stack_add_aux(spec, type, getauxval(type));
}

/* Both maps of an FDPIC program, one behind the other; NULL: it is none, or no memory. */
static uint8_t *make_maps(const struct start *s, size_t *size)
{
    const struct program *p = s->program;
    size_t own = elf_loadmap_size(&p->image);
    *size =
        elf_is_fdpic(&p->image) ? own + (p->image.interp ? elf_loadmap_size(&p->interp) : 0) : 0;
    uint8_t *maps = *size ? malloc(*size) : NULL;
    if (!maps)
        return NULL;
    elf_loadmap(&p->image, s->bias, maps);
    if (p->image.interp)
        elf_loadmap(&p->interp, s->interp_base, maps + own);
    return maps;
}

static void find_maps(struct start *s, gaddr maps)
{
    const struct program *p = s->program;
    s->fdpic.exec_map = maps;
    s->fdpic.data = s->plan->data_start;
    lx_process.fdpic_map[0] = maps;
    if (p->image.dynamic)
        s->fdpic.dynamic = p->image.dynamic + s->bias;
    if (!p->image.interp)
        return;
    s->fdpic.interp_map = maps + elf_loadmap_size(&p->image);
    lx_process.fdpic_map[1] = s->fdpic.interp_map;
    if (p->interp.dynamic)
        s->fdpic.dynamic = p->interp.dynamic + s->interp_base;
}

static int make_stack(struct start *s, char *const *envp, const struct options *options,
                      struct loader_error *e)
{
    struct stack_spec spec;
    const struct abi *abi = lx_process.arch->abi;
    struct randomness random = make_random(options);
    struct rlimit limit;
    struct stack_image image = {0};
    bool exec = s->program->image.stack == ELF_STACK_EXEC || lx_process.reads_exec;
    enum { AT_ONCE = 128 << 10 };

    if (options->stack_size != OPTION_UNSET && !getrlimit(RLIMIT_STACK, &limit)) {
        limit.rlim_cur =
            options->stack_size < limit.rlim_max ? options->stack_size : limit.rlim_max;
        setrlimit(RLIMIT_STACK, &limit);
    }
    /* The strings may be longer than what is there at once: their size decides. */
    uint64_t strings = strlen(s->program->execfn);
    for (int i = 0; i < 2; i++)
        for (char *const *at = i ? envp : s->program->argv; *at; at++)
            strings += strlen(*at) + 1 + 2 * abi->word;
    uint64_t size = round_up(strings + AT_ONCE, abi->page_size);
    int64_t top =
        space_make_stack(lx_process.space, size, PROT_READ | PROT_WRITE | (exec ? PROT_EXEC : 0));
    if (top < 0)
        return loader_fail(e, (int)-top, "the stack can't be made: %s", strerror((int)-top));

    spec = (struct stack_spec){.word = abi->word,
                               .big_endian = abi->big_endian,
                               .top = (gaddr)top,
                               .gap = random.gap,
                               .argv = (const char *const *)s->program->argv,
                               .envp = (const char *const *)envp,
                               .execfn = s->program->execfn,
                               .platform = lx_process.arch->platform
                                               ? lx_process.arch->platform(s->task->cpu)
                                               : lx_process.arch->elf_platform};
    memcpy(spec.random, random.at_random, sizeof spec.random);
    uint8_t *maps = make_maps(s, &spec.extra_size);
    spec.extra = maps;
    fill_auxv(&spec, s);
    int result = spec.extra_size && !maps ? -ENOMEM : stack_build(&spec, size, &image);
    free(maps);
    if (!result)
        result = (int)lx_copy_to_guest(image.sp, image.bytes, image.length);
    if (!result) {
        lx_process.auxv = malloc(image.auxv_length);
        lx_process.auxv_size = lx_process.auxv ? image.auxv_length : 0;
        if (lx_process.auxv)
            memcpy(lx_process.auxv, image.bytes + (image.auxv - image.sp), image.auxv_length);
        lx_process.start_stack = image.sp;
        lx_process.arg_start = image.arg_start;
        lx_process.arg_end = image.arg_end;
        lx_process.env_start = image.env_start;
        lx_process.env_end = image.env_end;
        if (spec.extra_size)
            find_maps(s, image.extra);
    }
    free(image.bytes);
    return result ? loader_fail(e, -result, "the stack can't be filled: %s", strerror(-result)) : 0;
}

/* ---- what the process is, for itself and for others ---- */

/* The guest's auxv as the host's kernel wants it; free() it; *size in bytes. */
static uint64_t *wide_auxv(size_t *size)
{
    const struct abi *abi = lx_process.arch->abi;
    size_t count = lx_process.auxv_size / abi->word;
    uint64_t *wide = calloc(count, sizeof(*wide));

    *size = wide ? count * sizeof(*wide) : 0;
    for (size_t i = 0; i < count && wide; i++)
        wide[i] =
            load_word((const uint8_t *)lx_process.auxv + i * abi->word, abi->word, abi->big_endian);
    return wide;
}

/*
 * Tells the host kernel where the guest's arguments, environment and auxv are,
 * so that /proc/PID/cmdline, environ, auxv and stat are right for every reader.
 * Needs no privilege, but CONFIG_CHECKPOINT_RESTORE; without it they show the launcher's.
 */
static void tell_kernel(void)
{
    struct prctl_mm_map mm = {0};
    size_t auxv_size;
    mm.start_brk = space_heap_start(lx_process.space);
    if (!mm.start_brk)
        return;
    mm.brk = (uintptr_t)sbrk(0);
    mm.start_code = lx_process.start_code;
    mm.end_code = lx_process.end_code;
    mm.start_data = lx_process.start_data;
    mm.end_data = lx_process.end_data;
    mm.start_stack = lx_process.start_stack;
    mm.arg_start = lx_process.arg_start;
    mm.arg_end = lx_process.arg_end;
    mm.env_start = lx_process.env_start;
    mm.env_end = lx_process.env_end;
    uint64_t *auxv = wide_auxv(&auxv_size);
    mm.auxv = (void *)auxv;
    mm.auxv_size = (uint32_t)auxv_size;
    mm.exe_fd = (uint32_t)-1;
    lx_process.published = !prctl(PR_SET_MM, PR_SET_MM_MAP, &mm, sizeof mm, 0);
    free(auxv);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void describe(const struct program *p, const struct elf_plan *plan)
{
    struct process *process = &lx_process;
    process->exe_path = strdup(p->guest_path);
    process->exe_host_path = strdup(p->host_path);
    snprintf(process->comm, sizeof process->comm, "%s", base_name(p->execfn));
    prctl(PR_SET_NAME, process->comm);
    process->argv = program_copy_list(p->argv);
    while (process->argv && process->argv[process->argc])
        process->argc++;
    process->core_name = process->exe_path ? base_name(process->exe_path) : "program";
    process->start_code = plan->code_start;
    process->end_code = plan->code_end;
    process->start_data = plan->data_start;
    process->end_data = plan->data_end;
}

static int load_interp(const struct program *p, gaddr *entry, gaddr *base, struct loader_error *e)
{
    struct loader_error why = {0};
    struct elf_plan plan;
    int result = load_image(lx_process.space, &p->interp, p->interp_fd, true, base, &plan, &why);
    if (result)
        loader_fail(e, -result, "its interpreter '%.80s': %.120s", p->image.interp, why.text);
    *entry = plan.entry;
    elf_plan_free(&plan);
    return result;
}

/* READ_IMPLIES_EXEC is no heritage: it comes from the program, or personality(2). */
static void begin_personality(const struct program *p)
{
    unsigned was = (unsigned)personality(0xffffffff), kind = was & ~(unsigned)READ_IMPLIES_EXEC;

    if (lx_process.arch->no_stack_all_exec && p->image.stack == ELF_STACK_DEFAULT)
        kind |= READ_IMPLIES_EXEC;
    if (kind != was)
        personality(kind);
    lx_process.reads_exec = kind & READ_IMPLIES_EXEC;
}

int lx_load(struct task *task, const struct program *p, char *const *envp,
            const struct options *options, struct loader_error *e)
{
    lx_limits_init(options->limits);
    if (options->seccomp_fd != OPTION_UNSET && !seccomp_load(task, (int)options->seccomp_fd))
        log_fatal(255, "the seccomp filters that the program inherits can't be read");
    begin_personality(p);
    struct elf_plan plan;
    struct start start = {.task = task, .program = p, .plan = &plan};
    int result = load_image(lx_process.space, &p->image, p->fd, false, &start.bias, &plan, e);
    gaddr entry = plan.entry;
    if (!result) {
        space_set_brk(lx_process.space, plan.brk);
        describe(p, &plan);
        if (p->image.interp)
            result = load_interp(p, &entry, &start.interp_base, e);
    }
    if (!result) {
        if (lx_process.arch->prepare)
            lx_process.arch->prepare(task->cpu, &p->image);
        lx_vdso_map();
        if (lx_process.arch->map_pages)
            lx_process.arch->map_pages();
        result = make_stack(&start, envp, options, e);
    }
    if (!result) {
        busy_hold(p->fd);
        tell_kernel();
        lx_process.arch->start(task->cpu, entry, lx_process.start_stack);
        if (lx_process.arch->start_fdpic)
            lx_process.arch->start_fdpic(task->cpu, start.fdpic.exec_map ? &start.fdpic : NULL);
        if (log_on(LOG_CPU_RESET))
            exec_log_cpu(task->cpu);
        lx_process.mdwe = (unsigned)options->mdwe;
        lx_trace_load(task, options->trace);
        lx_trace_exec_done(task);
    }
    elf_plan_free(&plan);
    return result;
}
