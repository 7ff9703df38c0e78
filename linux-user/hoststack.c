/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Host stacks for guest threads; see hoststack.h.
 */
#include "linux-user/hoststack.h"

#include "linux-user/signal.h"
#include "linux-user/task.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE       ((size_t)4096)
#define STACK_SIZE ((size_t)512 << 10)
#define WHOLE      (PAGE + STACK_SIZE + PAGE + LX_HOST_ALTSTACK_SIZE)
#define KEEP       32 /* spare stacks kept mapped */

/* Stands at the bottom of the signal stack of a spare one, which nobody needs any more. */
struct spare {
    struct spare *next;
    void *stack;
    pid_t tid; /* who may still run on it; 0: nobody */
};

static struct spare *spare_of(void *stack)
{
    return (struct spare *)((char *)stack + WHOLE - LX_HOST_ALTSTACK_SIZE);
}

size_t host_stack_usable(void *stack, void **base)
{
    *base = (char *)stack + PAGE;
    return STACK_SIZE;
}

void *host_stack_altstack(void *stack)
{
    return spare_of(stack);
}

/* Is it certain that the thread does not run any more?  (The id may be another process's by now.)
 */
static bool gone(const struct spare *s)
{
    if (!s->tid)
        return true;
    return lx_rawcall(SYS_tkill, s->tid, 0, 0, 0, 0, 0) == -ESRCH;
}

/* As the memory of a CPU is mapped: the signal stack becomes one mapping with it, which are not
   many (vm.max_map_count). */
static void *new_stack(void)
{
    char *stack = mmap(NULL, WHOLE, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (stack == MAP_FAILED)
        return NULL;
    mprotect(stack, PAGE, PROT_NONE);
    mprotect(stack + PAGE + STACK_SIZE, PAGE, PROT_NONE);
    return stack;
}

static void unmap(void *stack)
{
    munmap(stack, WHOLE);
}

void *host_stack_get(void)
{
    struct host_stacks *pool = &lx_process.stacks;
    void *stack = NULL;
    int looked = 0;

    pthread_mutex_lock(&pool->lock);
    for (struct spare **p = (struct spare **)&pool->spares; *p && looked < 8; looked++) {
        struct spare *s = *p;

        if (!gone(s)) {
            p = &s->next;
            continue;
        }
        *p = s->next;
        pool->count--;
        if (!stack)
            stack = s->stack;
        else if (pool->count >= KEEP)
            unmap(s->stack);
        else {
            s->tid = 0;
            s->next = *p;
            *p = s;
            pool->count++;
            break;
        }
    }
    pthread_mutex_unlock(&pool->lock);
    return stack ? stack : new_stack();
}

void host_stack_retire(void *stack, pid_t tid)
{
    struct host_stacks *pool = &lx_process.stacks;
    struct spare *s = spare_of(stack);

    pthread_mutex_lock(&pool->lock);
    s->stack = stack;
    s->tid = tid;
    s->next = pool->spares;
    pool->spares = s;
    pool->count++;
    pthread_mutex_unlock(&pool->lock);
}

void host_stack_put(void *stack)
{
    host_stack_retire(stack, 0);
}

void host_stack_fork_lock(void)
{
    pthread_mutex_lock(&lx_process.stacks.lock);
}

void host_stack_fork_unlock(void)
{
    pthread_mutex_unlock(&lx_process.stacks.lock);
}
