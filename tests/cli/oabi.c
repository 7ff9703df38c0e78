/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A 32-bit Arm program of the ABI before the EABI, without a C library: the number of a call is in
 * the instruction, structures are padded to words, and there are calls that the EABI has no more.
 * Out: lines of text that do not depend on the byte order.
 */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned u32;

#define OABI6(nr, a, b, c, d, e, f)                                                                \
    ({                                                                                             \
        long args[] = {(long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f)};          \
        register long r0 asm("r0") = args[0], r1 asm("r1") = args[1], r2 asm("r2") = args[2];      \
        register long r3 asm("r3") = args[3], r4 asm("r4") = args[4], r5 asm("r5") = args[5];      \
        asm volatile("svc %1"                                                                      \
                     : "+r"(r0)                                                                    \
                     : "i"(0x900000 + (nr)), "r"(r1), "r"(r2), "r"(r3), "r"(r4), "r"(r5)           \
                     : "memory");                                                                  \
        r0;                                                                                        \
    })
#define OABI(nr, a, b, c, d) OABI6(nr, a, b, c, d, 0, 0)

/* The same number as the EABI has it. */
static long eabi(long nr, long a)
{
    register long r7 asm("r7") = nr, r0 asm("r0") = a;
    asm volatile("svc 0" : "+r"(r0) : "r"(r7) : "memory");
    return r0;
}

void *memset(void *to, int value, unsigned size)
{
    for (volatile u8 *at = to; size; size--)
        *at++ = (u8)value;
    return to;
}

void *memcpy(void *to, const void *from, unsigned size)
{
    for (unsigned i = 0; i < size; i++)
        ((volatile u8 *)to)[i] = ((const u8 *)from)[i];
    return to;
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
    OABI(4, 1, text, n, 0);
}

static u32 words[8];

static void *at(u32 a, u32 b, u32 c, u32 d, u32 e, u32 f)
{
    u32 all[] = {a, b, c, d, e, f};
    memcpy(words, all, sizeof all);
    return words;
}

static void times_and_limits(void)
{
    u32 now = 0, limit[2], file;
    u32 when[2] = {1000000000, 1234567890};
    struct {
        u32 dev, ino, words[14];
    } stat;
    long result = OABI(13, &now, 0, 0, 0);
    print("time", result == (long)now && now > 1700000000);
    print("time of nowhere", OABI(13, 4, 0, 0, 0));
    print("stime from nowhere", OABI(25, 4, 0, 0, 0));
    print("alarm", OABI(27, 100, 0, 0, 0));
    print("alarm left", OABI(27, 0, 0, 0, 0));
    print("open", OABI(5, "utimes", 0101, 0600, 0) > 2);
    print("utime", OABI(30, "utimes", when, 0, 0));
    print("stat", OABI(106, "utimes", &stat, 0, 0));
    print("mtime", stat.words[8]);
    print("setrlimit", OABI(75, 7, at(64, 64, 0, 0, 0, 0), 0, 0));
    print("old getrlimit", OABI(76, 7, limit, 0, 0));
    print("soft", limit[0]);
    print("old getrlimit", OABI(76, 1, limit, 0, 0));
    print("no limit", limit[1]);
    print("umount", OABI(22, "utimes", 0, 0, 0));
}

static void memory(void)
{
    long file = OABI(5, "pages", 0102, 0600, 0);
    OABI(93, file, 8192, 0, 0);
    u8 *map = (u8 *)OABI(90, at(0, 4096, 3, 1, file, 4096), 0, 0, 0);
    print("old mmap", (u32)map < 0xfffff000);
    map[5] = 77;
    u8 byte = 0;
    OABI(19, file, 4096 + 5, 0, 0);
    OABI(3, file, &byte, 1, 0);
    print("its byte", byte);
    print("no page", OABI(90, at(0, 4096, 3, 1, file, 100), 0, 0, 0));
}

static void directory(void)
{
    static struct {
        u32 ino, off;
        u16 length;
        char name[256];
    } entry;
    long dir = OABI(5, ".", 0, 0, 0), result;
    u32 count = 0, letters = 0;
    while ((result = OABI(89, dir, &entry, 1, 0)) == 1) {
        count++;
        letters += entry.length;
        if (entry.length > 255 || entry.name[entry.length] || !entry.name[entry.length - 1])
            print("bad entry", entry.length);
    }
    print("old readdir", result);
    print("entries", count);
    print("letters", letters);
}

struct address {
    u16 family;
    char path[108];
    u16 pad;
};

/* socketcall: bind is 2, listen 4, connect 3, accept 5, socketpair 8, send 9, recv 10, sendmsg 16
 */
static void sockets(void)
{
    static struct address address = {1, "here"}, other = {1, "from"};
    u8 got[8] = {0};
    int pair[2];
    print("socketpair", OABI(102, 8, at(1, 2, 0, (u32)pair, 0, 0), 0, 0));
    print("send", OABI(102, 9, at(pair[0], (u32) "abc", 3, 0, 0, 0), 0, 0));
    print("recv", OABI(102, 10, at(pair[1], (u32)got, 8, 0, 0, 0), 0, 0));
    print("bytes", got[0] << 16 | got[1] << 8 | got[2]);
    u32 in[32] = {0};
    in[pair[1] / 32] = 1u << pair[1] % 32;
    OABI(102, 9, at(pair[0], (u32) "d", 1, 0, 0, 0), 0, 0);
    u32 time[2] = {0, 0};
    print("old select", OABI(82, at(pair[1] + 1, (u32)in, 0, 0, (u32)time, 0), 0, 0, 0));
    long server = OABI(102, 1, at(1, 2, 0, 0, 0, 0), 0, 0), to = OABI(281, 1, 2, 0, 0);
    print("bind", OABI(102, 2, at(server, (u32)&address, 112, 0, 0, 0), 0, 0));
    print("bind", OABI(282, to, &other, 112, 0));
    print("sendto", OABI6(290, to, "xy", 2, 0, &address, 112));
    u32 iov[] = {(u32) "zzz", 3};
    u32 message[] = {(u32)&address, 112, (u32)iov, 1, 0, 0, 0};
    print("sendmsg", OABI(102, 16, at(to, (u32)message, 0, 0, 0, 0), 0, 0));
    static struct address name;
    u32 room[] = {(u32)got, 8};
    u32 back[] = {(u32)&name, sizeof name, (u32)room, 1, 0, 0, 0};
    print("recvmsg", OABI(102, 17, at(server, (u32)back, 0, 0, 0, 0), 0, 0));
    print("family", name.family);
    print("name", name.path[0] << 8 | name.path[3]);
    print("its length", back[1]);
    print("no call", OABI(102, 99, words, 0, 0));
    print("args nowhere", OABI(102, 1, 4, 0, 0));
}

struct perm {
    u32 key;
    u16 uid, gid, cuid, cgid, mode, seq;
};

/* Commands without IPC_64: IPC_RMID 0, IPC_SET 1, IPC_STAT 2, IPC_INFO 3. */
static void old_structures(long sem)
{
    struct {
        struct perm perm;
        u32 otime, ctime, pointers[4];
        u16 nsems, unused;
        u32 end;
    } s = {.end = 0x55555555};
    struct {
        struct perm perm;
        u32 size, times[3];
        u16 cpid, lpid, nattch, unused;
        u32 pointers[2], end;
    } m = {.end = 0x55555555};
    struct {
        struct perm perm;
        u32 pointers[2], times[3], lcbytes, lqbytes;
        u16 cbytes, qnum, qbytes, lspid, lrpid;
    } q = {0};
    u32 limits[6] = {0}, pid = (u16)OABI(20, 0, 0, 0, 0);
    print("sem stat", OABI(300, sem, 0, 2, &s));
    print("semaphores", s.nsems);
    print("its mode", s.perm.mode);
    s.perm.mode = 0640;
    print("sem set", OABI(300, sem, 0, 1, &s));
    print("sem stat", OABI(300, sem, 0, 2, &s));
    print("its mode", s.perm.mode);
    long shm = OABI(307, 0, 12345, 01640, 0), queue = OABI(303, 0, 01600, 0, 0);
    print("shm stat", OABI(308, shm, 2, &m, 0));
    print("bytes", m.size);
    print("made by", m.cpid == pid);
    print("shm set", OABI(308, shm, 1, &m, 0));
    print("shm remove", OABI(308, shm, 0, 0, 0));
    print("shm info", OABI(308, 0, 3, limits, 0) >= 0);
    print("smallest", limits[1]);
    print("largest", limits[0] > 4096 && limits[0] <= 0x7fffffff && !limits[5]);
    print("msgsnd", OABI(301, queue, "\1\1\1\1text", 4, 0));
    print("msg stat", OABI(304, queue, 2, &q, 0));
    print("messages", q.qnum);
    print("their bytes", q.cbytes << 16 | q.lcbytes);
    print("sent by", q.lspid == pid);
    q.qbytes = 100;
    print("msg set", OABI(304, queue, 1, &q, 0));
    print("msg stat", OABI(304, queue, 2, &q, 0));
    print("room", q.qbytes << 16 | q.lqbytes);
    print("msg remove", OABI(304, queue, 0, 0, 0));
    print("behind", s.end == 0x55555555 && m.end == 0x55555555);
}

/* ipc: semop 1, semget 2, semctl 3, msgsnd 11, msgrcv 12, msgget 13, msgctl 14, shmat 21, shmdt 22,
   shmget 23, shmctl 24; IPC_PRIVATE 0, IPC_RMID 0, GETVAL 12 */
static void ipc(void)
{
    struct {
        u16 num;
        short op, flags;
        u16 pad;
    } ops[] = {{0, 3, 0, 0xffff}, {1, 5, 0, 0xffff}};
    u32 four = 0, value;
    long sem = OABI6(117, 2, 0, 2, 01600, 0, 0);
    print("semget", sem >= 0);
    print("semop", OABI6(117, 1, sem, 2, 0, ops, 0));
    print("first", OABI6(117, 3, sem, 0, 12, &four, 0));
    print("second", OABI6(117, 3, sem, 1, 12, &four, 0));
    print("semop", OABI(298, sem, ops, 2, 0));
    print("second", OABI6(117, 3, sem, 1, 12, &four, 0));
    old_structures(sem);
    print("remove", OABI6(117, 3, sem, 0, 0, &four, 0));
    struct {
        u32 type;
        char text[8];
    } sent = {7, "message"}, got = {0};
    u32 pair[2] = {(u32)&got, 7};
    long queue = OABI6(117, 13, 0, 01600, 0, 0, 0);
    print("msgsnd", OABI6(117, 11, queue, 8, 0, &sent, 0));
    print("msgrcv", OABI6(117, 12, queue, 8, 0, pair, 0));
    print("type", got.type);
    print("letter", got.text[6]);
    print("msgsnd", OABI6(117, 11, queue, 8, 0, &sent, 0));
    print("msgrcv", OABI6(117, 1 << 16 | 12, queue, 8, 0, &got, 7));
    print("msgctl", OABI6(117, 14, queue, 0, 0, 0, 0));
    long shm = OABI6(117, 23, 0, 4096, 01600, 0, 0);
    print("shmat", OABI6(117, 21, shm, 0, &value, 0, 0));
    *(volatile u32 *)value = 1;
    print("shmdt", OABI6(117, 22, 0, 0, 0, value, 0));
    print("shmctl", OABI6(117, 24, shm, 0, 0, 0, 0));
    print("no call", OABI6(117, 5, 0, 0, 0, 0, 0));
}

static void others(void)
{
    static const u32 numbers[] = {13, 22, 25, 27, 30, 76, 82, 89, 90, 102, 113, 117};
    u32 none = 0;
    print("syscall", OABI6(113, 0x900000 + 4, 1, "syscall\n", 8, 0, 0));
    print("syscall", OABI(113, 113, 0, 0, 0));
    for (unsigned i = 0; i < sizeof numbers / sizeof *numbers; i++)
        none += eabi((long)numbers[i], 0) == -38;
    print("not of the EABI", none);
}

void start(void)
{
    times_and_limits();
    memory();
    directory();
    sockets();
    ipc();
    others();
    OABI(1, 0, 0, 0, 0);
}

asm(".globl _start\n_start: mov r11, #0\nbic sp, sp, #7\nb start\n");
