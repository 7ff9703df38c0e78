/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Restartable sequences: see rseq.h.
 *
 * The host kernel finds a thread outside of the sequence that its struct rseq names, since
 * translated code is elsewhere, and so just forgets the sequence whenever it would abort it: it
 * clears rseq_cs.  A guarded store looks whether rseq_cs still names the sequence and stores in one
 * restartable sequence of the host's own (the template in hostcall.S); otherwise it makes the guest
 * go to the abort handler.  In between nothing that the guest does can be seen by others.
 */
#include "linux-user/rseq.h"

#include "linux-user/arch.h"
#include "linux-user/hostcall.h"
#include "linux-user/space.h"
#include "linux-user/task.h"
#include "target/target.h"
#include "tcg/exec/exec.h"

#include <errno.h>
#include <linux/rseq.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/rseq.h>
#include <sys/syscall.h>

#ifndef AT_RSEQ_FEATURE_SIZE
#define AT_RSEQ_FEATURE_SIZE 27
#endif
#define FEATURE_SIZE_OLD 32u
#define PAGE             4096u

/* A struct rseq_cs that the guest's code uses. */
struct rseq_sequence {
    struct rseq_sequence *next;
    gaddr descriptor, start, end, abort;
};

/* The template of hostcall.S, made for one signature. */
struct rseq_code {
    struct rseq_code *next;
    uint32_t signature;
    uint8_t *page;
};

/* ---- registration ---- */

void lx_rseq_init(void)
{
    struct rseq *own = (struct rseq *)((char *)__builtin_thread_pointer() + __rseq_offset);
    unsigned long size = getauxval(AT_RSEQ_FEATURE_SIZE);

    if (!__rseq_size)
        return;
    if (lx_rawcall(SYS_rseq, (long)own, FEATURE_SIZE_OLD, RSEQ_FLAG_UNREGISTER, RSEQ_SIG, 0, 0) < 0)
        lx_rawcall(SYS_rseq, (long)own, (long)((size + 31) & ~31ul), RSEQ_FLAG_UNREGISTER, RSEQ_SIG,
                   0, 0);
    /* Threads inherit it, and then do not register. */
    own->cpu_id = (uint32_t)RSEQ_CPU_ID_REGISTRATION_FAILED;
}

static struct rseq_code *new_code(uint32_t signature)
{
    struct rseq_code *code = malloc(sizeof(*code));
    size_t size = (size_t)(lx_rseq_template_end - lx_rseq_template);
    uint8_t *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (!code || page == MAP_FAILED) {
        free(code);
        return NULL;
    }
    memcpy(page, lx_rseq_template, size);
    for (unsigned i = 0; i < LX_RSEQ_SIZES; i++) {
        const struct lx_rseq_place *place = &lx_rseq_places[i];
        struct rseq_cs *cs = (struct rseq_cs *)(page + place->descriptor);

        *cs = (struct rseq_cs){.start_ip = (uintptr_t)page + place->start,
                               .post_commit_offset = place->end - place->start,
                               .abort_ip = (uintptr_t)page + place->abort};
        memcpy(page + place->abort - sizeof(signature), &signature, sizeof(signature));
    }
    mprotect(page, PAGE, PROT_READ | PROT_EXEC);
    *code = (struct rseq_code){.signature = signature, .page = page};
    return code;
}

static const struct rseq_code *code_for(uint32_t signature)
{
    struct rseq_code **list = &lx_process.rseqs.codes;
    struct rseq_code *code = __atomic_load_n(list, __ATOMIC_ACQUIRE);

    for (; code; code = code->next)
        if (code->signature == signature)
            return code;
    code = new_code(signature);
    if (!code)
        return NULL;
    code->next = __atomic_load_n(list, __ATOMIC_ACQUIRE);
    while (!__atomic_compare_exchange_n(list, &code->next, code, false, __ATOMIC_ACQ_REL,
                                        __ATOMIC_ACQUIRE))
        ;
    return code;
}

long lx_rseq(struct task *task, gaddr area, uint32_t size, int flags, uint32_t signature)
{
    const struct rseq_code *code = code_for(signature);
    uint64_t host = area;
    long result;

    if (!code)
        return -ENOMEM;
    /* Memory of the launcher is beyond the guest's address space: so it is for the host then. */
    if (!space_reachable(lx_process.space, area, size))
        host |= UINT64_C(1) << 63;
    result = lx_rawcall(SYS_rseq, (long)host, size, flags, signature, 0, 0);
    if (result == 0)
        task->rseq = flags & RSEQ_FLAG_UNREGISTER ? (struct lx_rseq){0}
                                                  : (struct lx_rseq){.area = area, .code = code};
    return result;
}

bool lx_rseq_broken(struct task *task)
{
    if (!task->rseq.area)
        return false;
    if (lx_rawcall(SYS_rseq, (long)task->rseq.area, FEATURE_SIZE_OLD, RSEQ_FLAG_UNREGISTER,
                   task->rseq.code->signature, 0, 0) < 0)
        return false;
    task->rseq = (struct lx_rseq){0};
    return true;
}

/* ---- what is a sequence ---- */

static bool read_descriptor(gaddr address, struct rseq_cs *cs)
{
    return lx_copy_from_guest(cs, address, sizeof(*cs)) == 0;
}

static bool has_signature(gaddr abort)
{
    uint32_t word;

    if (lx_get_u32(&word, abort - sizeof(word)) < 0)
        return false;
    if (word == lx_process.arch->rseq_signature)
        return true;
    for (const struct rseq_code *c = __atomic_load_n(&lx_process.rseqs.codes, __ATOMIC_ACQUIRE); c;
         c = c->next)
        if (c->signature == word)
            return true;
    return false;
}

/* What the kernel asks of a descriptor. */
static bool is_descriptor(const struct rseq_cs *cs)
{
    return cs->version == 0 && cs->post_commit_offset &&
           cs->start_ip + cs->post_commit_offset > cs->start_ip &&
           cs->abort_ip - cs->start_ip >= cs->post_commit_offset && has_signature(cs->abort_ip);
}

/* Code may have gone, and other code come in its place. */
static bool still_there(const struct rseq_sequence *s)
{
    struct rseq_cs cs;

    return read_descriptor(s->descriptor, &cs) && cs.start_ip == s->start &&
           cs.start_ip + cs.post_commit_offset == s->end && cs.abort_ip == s->abort &&
           is_descriptor(&cs);
}

static struct rseq_sequence *sequence_at(gaddr pc)
{
    const struct lx_rseqs *all = &lx_process.rseqs;
    struct rseq_sequence *s = NULL;

    if (pc >= all->first && pc < all->end)
        s = __atomic_load_n(&all->sequences, __ATOMIC_ACQUIRE);
    for (; s; s = s->next)
        if (pc >= s->start && pc < s->end && still_there(s))
            return s;
    return NULL;
}

uint64_t lx_rseq_at(void *opaque, gaddr pc)
{
    (void)opaque;
    return (uintptr_t)sequence_at(pc);
}

/* True: it was not known. */
static bool learn(const struct rseq_sequence *new)
{
    struct lx_rseqs *all = &lx_process.rseqs;
    struct rseq_sequence *s = all->sequences;

    while (s && (s->descriptor != new->descriptor || s->start != new->start || s->end != new->end ||
                 s->abort != new->abort))
        s = s->next;
    if (s)
        return false;
    s = malloc(sizeof(*s));
    if (!s)
        return false;
    *s = *new;
    s->next = all->sequences;
    if (!s->next || s->start < all->first)
        all->first = s->start;
    if (s->end > all->end)
        all->end = s->end;
    __atomic_store_n(&all->sequences, s, __ATOMIC_RELEASE);
    return true;
}

static enum exec_stored learn_at(gaddr descriptor, struct rseq_sequence *new)
{
    struct rseq_cs cs;
    bool news;

    if (descriptor < PAGE || !read_descriptor(descriptor, &cs) || !is_descriptor(&cs))
        return EXEC_STORED_VALUE;
    *new = (struct rseq_sequence){.descriptor = descriptor,
                                  .start = cs.start_ip,
                                  .end = cs.start_ip + cs.post_commit_offset,
                                  .abort = cs.abort_ip};
    pthread_mutex_lock(&lx_process.tasks_lock);
    news = learn(new);
    pthread_mutex_unlock(&lx_process.tasks_lock);
    return news ? EXEC_STORED_NEWS : EXEC_STORED_KNOWN;
}

enum exec_stored lx_rseq_stored(void *opaque, uint64_t value)
{
    struct rseq_sequence new;

    (void)opaque;
    /* Most numbers are no addresses: a look at one below the stack would make that grow. */
    if (space_prot_at(lx_process.space, value) < 0)
        return EXEC_STORED_VALUE;
    return learn_at(value, &new);
}

/* ---- running in one ---- */

typedef uint64_t store_function(gaddr area, gaddr descriptor, gaddr address, uint64_t value);

uint64_t lx_rseq_store(struct cpu_common *cpu, uint64_t address, uint64_t value, uint64_t size,
                       uint64_t guard)
{
    const struct lx_rseq *own = &((const struct task *)cpu->owner)->rseq;
    const struct rseq_sequence *s = (const struct rseq_sequence *)(uintptr_t)guard;
    unsigned i = (unsigned)__builtin_ctzll(size);

    if (!own->area) {
        memcpy(lx_ptr(address), &value, size);
        return 1;
    }
    store_function *store =
        (store_function *)(uintptr_t)(own->code->page + lx_rseq_places[i].entry);

    return store(own->area, s->descriptor, address, value);
}

/*
 * Newer kernels see no preemption in a system call, where a sequence can't be; but the translator
 * makes some.  It is also the time to learn of sequences whose address was no constant.
 */
void lx_rseq_preempted(struct cpu_common *cpu)
{
    const struct lx_rseq *own = &((const struct task *)cpu->owner)->rseq;
    gaddr field = own->area + offsetof(struct rseq, rseq_cs);
    struct rseq_sequence new;
    uint64_t descriptor;

    if (!own->area || lx_get_u64(&descriptor, field) < 0 || !descriptor)
        return;
    lx_put_u64(field, 0);
    if (learn_at(descriptor, &new) == EXEC_STORED_NEWS)
        exec_invalidate(cpu->exec, new.start, new.end);
}

bool lx_rseq_abort(struct task *task)
{
    const struct linux_arch *arch = lx_process.arch;
    const struct rseq_sequence *s = task->rseq.area ? sequence_at(arch->get_pc(task->cpu)) : NULL;

    if (s)
        arch->set_pc(task->cpu, s->abort);
    return s;
}
