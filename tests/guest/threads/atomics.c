// skip-arm: 128-bit atomics
// link: -lpthread -latomic
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* C11 atomics of all sizes and orders under contention: add, exchange, compare-exchange, fetch-op,
 * flags, 128 bits. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
static _Atomic uint8_t a8;
static _Atomic uint16_t a16;
static _Atomic uint32_t a32;
static _Atomic uint64_t a64;
static _Atomic int64_t mx, mn;
static atomic_flag flag = ATOMIC_FLAG_INIT;
static long locked;
static _Atomic(double) ad;
static struct {
    _Atomic uint32_t x, y;
} pair;
static _Atomic uint64_t bits, xr;
static __int128 wide;
static _Atomic int start;
static void *run(void *p)
{
    long id = (long)p;
    while (!start)
        ;
    for (int i = 0; i < 2000; i++) {
        a8++, atomic_fetch_sub_explicit(&a16, 3, memory_order_relaxed),
            atomic_fetch_add_explicit(&a32, i, memory_order_acq_rel), a64 += 1ull << 33;
        int64_t v = (i * 7919 + id * 31) % 100003, o = mx;
        while (o < v && !atomic_compare_exchange_weak(&mx, &o, v))
            ;
        o = mn;
        while (o > -v && !atomic_compare_exchange_strong_explicit(&mn, &o, -v, memory_order_release,
                                                                  memory_order_relaxed))
            ;
        while (atomic_flag_test_and_set_explicit(&flag, memory_order_acquire))
            ;
        locked++;
        atomic_flag_clear_explicit(&flag, memory_order_release);
        double d = ad;
        while (!atomic_compare_exchange_weak(&ad, &d, d + 0.5))
            ;
        atomic_fetch_or(&bits, 1ull << (i % 64)), atomic_fetch_xor(&xr, (uint64_t)i << id),
            atomic_fetch_and_explicit(&bits, ~0ull, memory_order_relaxed);
        if (id & 1)
            atomic_store_explicit(&pair.x, i + 1, memory_order_release);
        else {
            uint32_t y = atomic_load_explicit(&pair.x, memory_order_acquire);
            if (y > 2000)
                puts("bad");
        }
    }
    return NULL;
}
int main(void)
{
    pthread_t t[4];
    for (long i = 0; i < 4; i++)
        pthread_create(&t[i], NULL, run, (void *)i);
    start = 1;
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    printf("%u %u %u %lx %ld %ld %ld %g %lx %lx\n", a8, a16, a32, a64, mx, mn, locked, ad, bits,
           xr);
    uint32_t e = 5, r = atomic_exchange(&a32, 7);
    _Bool k = atomic_compare_exchange_strong(&a32, &e, 9);
    printf("%u %d %u\n", r, k, e), e = 7, k = atomic_compare_exchange_strong(&a32, &e, 9),
                                   printf("%d %u\n", k, a32);
    __int128 x = ((__int128)1 << 64) + 5;
    __atomic_store(&wide, &x, __ATOMIC_SEQ_CST);
    __int128 want = x, next = x * 3;
    k = __atomic_compare_exchange(&wide, &want, &next, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    printf("%d %lx %lx\n", k, (long)(wide >> 64), (long)wide);
    printf("%d ", __sync_bool_compare_and_swap(&locked, 8000, 1)),
        printf("%d\n", (int)__sync_val_compare_and_swap(&locked, 1, 2));
    atomic_thread_fence(memory_order_seq_cst);
    __sync_synchronize();
    printf("%ld ", __atomic_fetch_nand(&locked, 3, 5)), printf("%ld\n", locked);
}
