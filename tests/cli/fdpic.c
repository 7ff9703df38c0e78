/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A 32-bit Arm program, or the interpreter of one, without a C library, to be marked as FDPIC: the
 * registers that it begins with, the maps of its segments, descriptors of signal handlers.
 */
typedef unsigned u32;

struct loadmap {
    unsigned short version, count;
    struct {
        u32 addr, vaddr, size;
    } segment[];
};

struct descriptor {
    u32 code, r9;
};

static long call(long nr, long a, long b, long c, long d)
{
    register long r7 asm("r7") = nr, r0 asm("r0") = a, r1 asm("r1") = b, r2 asm("r2") = c,
                     r3 asm("r3") = d;
    asm volatile("svc 0" : "+r"(r0) : "r"(r7), "r"(r1), "r"(r2), "r"(r3) : "memory");
    return r0;
}

static void print(const char *name, u32 value)
{
    char text[60];
    int n = 0;
    while (*name)
        text[n++] = *name++;
    text[n++] = ' ';
    for (int i = 28; i >= 0; i -= 4)
        text[n++] = "0123456789abcdef"[value >> i & 15];
    text[n++] = '\n';
    call(4, 1, (long)text, n, 0);
}

/* The address that a map gives to one of the link. */
static u32 find(const struct loadmap *map, u32 vaddr)
{
    for (unsigned i = 0; i < map->count; i++)
        if (vaddr - map->segment[i].vaddr < map->segment[i].size)
            return vaddr - map->segment[i].vaddr + map->segment[i].addr;
    return 0;
}

static void show_map(const char *name, const struct loadmap *map)
{
    print(name, map != 0);
    if (map)
        print("segments", map->version << 16 | map->count);
}

volatile u32 caught, seen_r9, restored;

asm(".arm\n"
    "a32_handler: mov r2, r9\n b a32_body\n"
    ".thumb\n.thumb_func\n"
    "t32_handler: mov r2, r9\n b.w t32_body\n"
    ".arm\n");

__attribute__((used)) void a32_body(u32 sig, u32 unused, u32 r9)
{
    caught += sig;
    seen_r9 = r9;
}

__attribute__((used, target("thumb"))) void t32_body(u32 sig, u32 unused, u32 r9)
{
    caught += sig;
    seen_r9 = r9;
}

asm("restorer: b restorer_body\n"
    "rt_restorer: b rt_restorer_body\n");

__attribute__((used, naked)) void restorer_body(void)
{
    asm("mov r0, r9\n ldr r1, [r0]\n add r1, #1\n str r1, [r0]\n mov r7, #119\n svc 0");
}

__attribute__((used, naked)) void rt_restorer_body(void)
{
    asm("mov r0, r9\n ldr r1, [r0]\n add r1, #1\n str r1, [r0]\n mov r7, #173\n svc 0");
}

/* Handlers by their descriptors: kind 1 T32, 2 SA_SIGINFO, 4 SA_RESTORER. */
static void signals(u32 a32, u32 t32, u32 plain, u32 rt)
{
    for (u32 kind = 0; kind < 8; kind++) {
        struct descriptor handler = {kind & 1 ? t32 : a32, 0x1000 + kind};
        struct descriptor back = {kind & 2 ? rt : plain, (u32)&restored};
        u32 action[5] = {(u32)&handler, (kind & 2 ? 4u : 0) | (kind & 4 ? 0x04000000u : 0),
                         (u32)&back};
        u32 before = restored;
        caught = seen_r9 = 0;
        call(174, 10, (long)action, 0, 8);
        call(37, call(20, 0, 0, 0, 0), 10, 0, 0);
        print("caught", caught << 16 | seen_r9);
        print("restored", restored - before);
    }
}

/* What a tracer of a child, which has the same maps, is told of them. */
static void traced(const u32 *r)
{
    u32 status = 0, map = 1, child = call(2, 0, 0, 0, 0);
    if (!child) {
        call(26, 0, 0, 0, 0);
        call(37, call(20, 0, 0, 0, 0), 19, 0, 0);
        call(248, 0, 0, 0, 0);
    }
    call(114, child, (long)&status, 0, 0);
    print("request", call(26, 31, child, 0, (long)&map));
    print("map", map == r[0]);
    print("request", call(26, 31, child, 1, (long)&map));
    print("map", map == r[1]);
    print("request", call(26, 31, child, 2, (long)&map));
    print("map", map);
    print("request", call(26, 31, child, 0, 8));
    call(26, 8, child, 0, 0);
    call(114, child, (long)&status, 0, 0);
}

#define ADDRESS(name)                                                                              \
    ({                                                                                             \
        u32 at;                                                                                    \
        asm("adrl %0, " #name : "=r"(at));                                                         \
        at;                                                                                        \
    })

/* Nobody relocates it. */
extern const u32 linked_start __attribute__((visibility("hidden")));
asm(".data\nlinked_start: .word _start\n.text\n");

__attribute__((used)) void start(const u32 *r)
{
    struct loadmap *own = (struct loadmap *)r[0], *interp = (struct loadmap *)r[1];
    show_map("program", own);
    show_map("interpreter", interp);
    if (own && own->count)
        print("own code", find(interp ? interp : own, linked_start) == ADDRESS(_start));
    print("dynamic", r[2] ? *(u32 *)r[2] != 0 : 0);
    print("data", r[3] != 0);
    print("personality", call(136, -1, 0, 0, 0));
    traced(r);
    if (own)
        signals(ADDRESS(a32_handler), ADDRESS(t32_handler) | 1, ADDRESS(restorer),
                ADDRESS(rt_restorer));
    call(248, 0, 0, 0, 0);
}

asm(".globl _start\n"
    "_start: push {r7, r8, r9, r10}\n mov r0, sp\n mov r11, #0\n b start\n");
