/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is in structures that look the same to all guests but for the byte order, there and back:
 * newer calls' arguments, and what descriptors of the kernel's own give to read.
 */
#include <linux/aio_abi.h>
#include <linux/bpf.h>
#include <linux/landlock.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <sys/fanotify.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/mount.h>
#include <sys/uio.h>
#include <time.h>
#include "call.h"

static void mounts(void)
{
    static struct {
        uint32_t size, spare;
        uint64_t mount, param, ns;
    } request = {24, 0, UINT64_MAX};
    static uint64_t ids[512];
    static struct {
        uint32_t size, options;
        uint64_t mask;
        uint32_t major, minor;
        uint64_t magic;
        uint32_t flags, type;
        uint64_t id, parent;
        uint32_t old_id, old_parent;
        uint64_t attr, propagation, peer, master, from;
        uint32_t root, point;
        uint64_t rest[50];
        char text[4096 - 512];
    } stat;
    long n;

    CALL(unshare, CLONE_NEWNS);
    CALL(mount, "none", "/", 0, MS_REC | MS_PRIVATE, 0);
    CALL_RAW(mkdirat, AT_FDCWD, "here", 0755);
    CALL(mount, "none", "here", "tmpfs", MS_NOSUID, "size=64k");
    n = SOME(listmount, &request, ids, 512, 0);
    request.mount = ids[n - 1];
    request.param = 1 | 2 | 8 | 16; /* superblock, mount, root, point */
    CALL(statmount, &request, &stat, sizeof(stat), 0);
    tell("size", stat.size > 512 && stat.size < sizeof(stat));
    tell("mask", (long long)stat.mask);
    tell("magic", (long long)stat.magic);
    tell("its number", stat.id == ids[n - 1]);
    tell("nosuid", (long long)stat.attr & 2);
    tell("private", (long long)stat.propagation);
    printf("  %s %d\n", stat.text + stat.root, strlen(stat.text + stat.point) > 4);
}

static int64_t wait_time[2] = {0, 1000};
static uint32_t word = 0x01020304, other = 0x05060708;

static void futexes(void)
{
    static struct {
        uint64_t value, at;
        uint32_t flags, reserved;
    } waiters[2];

    CALL(futex_wait, &word, 0x01020305, 0xffffffff, 0x82, wait_time, CLOCK_MONOTONIC);
    CALL(futex_wait, &word, 0x01020304, 0xffffffff, 0x82, wait_time, CLOCK_MONOTONIC);
    CALL(futex_wake, &word, 0xffffffff, 1, 0x82);
    waiters[0].value = word, waiters[0].at = (uintptr_t)&word, waiters[0].flags = 0x82;
    waiters[1].value = other + 1, waiters[1].at = (uintptr_t)&other, waiters[1].flags = 0x82;
    CALL(futex_waitv, waiters, 2, 0, wait_time, CLOCK_MONOTONIC);
    waiters[1].value = other;
    CALL(futex_waitv, waiters, 2, 0, wait_time, CLOCK_MONOTONIC);
    CALL(futex_requeue, waiters, 0, 1, 1);
    waiters[0].value++;
    CALL(futex_requeue, waiters, 0, 1, 1);
    waiters[0].flags = 1 << 20;
    CALL(futex_waitv, waiters, 2, 0, wait_time, CLOCK_MONOTONIC);
}

/* What a filter of files lets through. */
static void landlock(void)
{
    static struct landlock_ruleset_attr attr = {LANDLOCK_ACCESS_FS_READ_FILE |
                                                LANDLOCK_ACCESS_FS_WRITE_FILE};
    static struct landlock_path_beneath_attr rule = {LANDLOCK_ACCESS_FS_READ_FILE};
    int set;

    CALL_RAW(mkdirat, AT_FDCWD, "inside", 0755);
    close(open("inside/file", O_RDWR | O_CREAT, 0644));
    close(open("outside", O_RDWR | O_CREAT, 0644));
    rule.parent_fd = open("inside", O_PATH);
    set = CALL_RAW(landlock_create_ruleset, &attr, sizeof(attr), 0);
    tell("ruleset", set >= 0);
    CALL(landlock_add_rule, set, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    CALL(prctl, 38, 1, 0, 0, 0);
    CALL(landlock_restrict_self, set, 0);
    CALL(openat, AT_FDCWD, "outside", O_RDONLY);
    tell("inside", open("inside/file", O_RDONLY) >= 0);
    CALL(openat, AT_FDCWD, "inside/file", O_WRONLY);
}

static void maps(void)
{
    static union bpf_attr attr;
    static struct bpf_map_info info;
    static char key[8] = "key", value[8] = "value", got[8];
    static uint32_t index = 2, next, zeros[64];
    int hash, array;

    attr.map_type = BPF_MAP_TYPE_HASH;
    attr.key_size = 8;
    attr.value_size = 8;
    attr.max_entries = 5;
    strcpy(attr.map_name, "hash");
    hash = CALL_RAW(bpf, BPF_MAP_CREATE, &attr, sizeof(attr));
    tell("hash", hash >= 0);
    memset(&attr, 0, sizeof(attr));
    attr.info.bpf_fd = hash;
    attr.info.info_len = sizeof(info);
    attr.info.info = (uintptr_t)&info;
    CALL(bpf, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr.info));
    printf("  type %u key %u value %u entries %u %s\n", info.type, info.key_size, info.value_size,
           info.max_entries, info.name);
    memset(&attr, 0, sizeof(attr));
    attr.map_fd = hash;
    attr.key = (uintptr_t)key;
    attr.value = (uintptr_t)value;
    CALL(bpf, BPF_MAP_UPDATE_ELEM, &attr, 32);
    attr.value = (uintptr_t)got;
    CALL(bpf, BPF_MAP_LOOKUP_ELEM, &attr, 32);
    printf("  %s\n", got);
    CALL(bpf, BPF_MAP_DELETE_ELEM, &attr, 32);
    CALL(bpf, BPF_MAP_LOOKUP_ELEM, &attr, 32);
    memset(&attr, 0, sizeof(attr));
    attr.map_type = BPF_MAP_TYPE_ARRAY;
    attr.key_size = 4;
    attr.value_size = 8;
    attr.max_entries = 5;
    array = CALL_RAW(bpf, BPF_MAP_CREATE, &attr, 72);
    tell("array", array >= 0);
    memset(&attr, 0, sizeof(attr));
    attr.map_fd = array;
    attr.key = (uintptr_t)&index;
    attr.value = (uintptr_t)value;
    CALL(bpf, BPF_MAP_UPDATE_ELEM, &attr, 32);
    attr.value = (uintptr_t)&next;
    CALL(bpf, BPF_MAP_GET_NEXT_KEY, &attr, 32);
    tell("next", next);
    index = 5;
    attr.value = (uintptr_t)got;
    CALL(bpf, BPF_MAP_LOOKUP_ELEM, &attr, 32);
    attr.map_fd = 99;
    CALL(bpf, BPF_MAP_LOOKUP_ELEM, &attr, 32);
    CALL(bpf, BPF_MAP_LOOKUP_ELEM, zeros, 256);
    CALL(bpf, BPF_MAP_CREATE, zeros, 72);
}

static void counter(void)
{
    static struct perf_event_attr attr = {.type = PERF_TYPE_SOFTWARE,
                                          .size = sizeof(attr),
                                          .config = PERF_COUNT_SW_PAGE_FAULTS,
                                          .read_format = PERF_FORMAT_TOTAL_TIME_ENABLED,
                                          .disabled = 1,
                                          .exclude_kernel = 1};
    uint64_t values[2] = {7, 7};
    int fd = CALL_RAW(perf_event_open, &attr, 0, -1, -1, 8);

    tell("counter", fd >= 0);
    tell("off", CALL_RAW(read, fd, values, 16) == 16 && !values[0] && !values[1]);
    attr.disabled = 0;
    attr.precise_ip = 1;
    CALL(perf_event_open, &attr, 0, -1, -1, 8) > 0;
    attr.precise_ip = 0;
    fd = CALL_RAW(perf_event_open, &attr, 0, -1, -1, 8);
    tell("on", CALL_RAW(read, fd, values, 16) == 16 && values[0] < 10000 && values[1] > 0 &&
                   values[1] < UINT64_C(1) << 32);
    attr.size = 4095;
    CALL(perf_event_open, &attr, 0, -1, -1, 8);
    tell("size", attr.size >= 112 && attr.size < 4095);
}

static void vectors(void)
{
    static aio_context_t context;
    static char first[4], second[8];
    static struct iovec v[2] = {{first, 3}, {second, 4}};
    static struct iocb block = {.aio_lio_opcode = IOCB_CMD_PREADV, .aio_data = 0x1122334455667788};
    static struct iocb *list[2] = {&block, &block};
    static struct io_event events[4];
    int file = open("file", O_RDWR | O_CREAT, 0644);

    write(file, "content", 7);
    block.aio_fildes = file;
    block.aio_buf = (uintptr_t)v;
    block.aio_nbytes = 2;
    block.aio_rw_flags = 0;
    CALL(io_setup, 8, &context);
    CALL(io_submit, context, 2, list);
    CALL(io_getevents, context, 2, 4, events, 0);
    tell("the request", events[1].obj == (uintptr_t)&block);
    tell("its data", events[1].data == 0x1122334455667788 && events[1].res == 7);
    tell("as it was", block.aio_buf == (uintptr_t)v && block.aio_fildes == file);
    printf("  %s %s\n", first, second);
}

static void descriptors(void)
{
    static uint64_t number = 0x1020304, low;
    static struct iovec v[2] = {{&low, 4}, {(char *)&low + 4, 4}};
    static int64_t timer[4] = {0, 0, 0, 1000};
    static uint64_t set = SET64(UINT64_C(1) << (SIGUSR1 - 1));
    static struct signalfd_siginfo info[2];
    static _Alignas(8) char events[4096];
    struct inotify_event *e = (void *)events;
    struct fanotify_event_metadata *f = (void *)events;
    int fd = CALL_RAW(eventfd2, 5, O_NONBLOCK);

    CALL_RAW(write, fd, &number, 8);
    CALL_RAW(readv, fd, v, 2);
    tell("number", (long long)low);
    tell("in parts", CALL_RAW(writev, fd, v, 2));
    CALL_RAW(write, fd, &low, 8);
    tell("again", CALL_RAW(read, fd, &number, 100) == 8 && number == low);
    tell("none", CALL_RAW(read, fd, &number, 8));
    CALL_RAW(rt_sigprocmask, SIG_BLOCK, &set, 0, 8);
    fd = CALL_RAW(signalfd4, -1, &set, 8, 0);
    kill(getpid(), SIGUSR1);
    tell("signal", CALL_RAW(read, fd, info, sizeof(info)) == sizeof(*info) &&
                       info->ssi_signo == SIGUSR1 && info->ssi_pid == getpid());
    fd = CALL_RAW(inotify_init1, O_NONBLOCK);
    mkdir("watched", 0755);
    tell("watch", CALL_RAW(inotify_add_watch, fd, "watched", IN_CREATE | IN_DELETE_SELF));
    mkdir("watched/one", 0755);
    mkdir("watched/twotwotwotwotwotwo", 0755);
    tell("bytes", CALL_RAW(read, fd, events, sizeof(events)));
    for (int i = 0; i < 2; i++, e = (void *)(e->name + e->len))
        printf("  %d %x %u %s\n", e->wd, e->mask, e->len, e->name);
    fd = CALL_RAW(fanotify_init, FAN_NONBLOCK, O_RDONLY);
    CALL_RAW(fanotify_mark, fd, 1, LL(FAN_OPEN), AT_FDCWD, "file");
    close(open("file", O_RDONLY));
    tell("event", CALL_RAW(read, fd, events, sizeof(events)));
    printf("  %u %u %u %llx %d %d\n", f->event_len, f->vers, f->metadata_len, f->mask, f->fd > 2,
           f->pid == getpid());
}

/* Requests with members of fixed size, some with more of them behind. */
static void requests(void)
{
    static uint64_t api[3] = {0xaa};
    static struct {
        uint64_t mask, cgroup;
        uint32_t pid, tgid, ppid, rest[9];
    } info = {1};
    static struct {
        uint32_t usecs;
        uint16_t budget;
        uint8_t prefer, gap;
    } poll = {5, 6, 1, 0}, got;
    static struct {
        uint64_t offset, length;
        uint16_t count, gap;
        uint32_t gap2;
        struct {
            int64_t fd;
            uint64_t offset, done;
            int32_t status;
            uint32_t gap;
        } to[2];
    } same = {0, 4096, 2, 0, 0, {{.offset = 0}, {.fd = 99}}};
    static struct {
        uint64_t start, length;
        uint32_t flags, mapped, count, reserved;
        struct {
            uint64_t logical, physical, length, reserved[2];
            uint32_t flags, reserved2[3];
        } extent[2];
    } map = {0, 4096, 0, 0, 2};
    static struct {
        int count, size;
        char bytes[4];
    } pool = {0, 4, "abc"};
    static uint64_t id;
    int fd = CALL_RAW(userfaultfd, 1 /* UFFD_USER_MODE_ONLY */), ep = CALL_RAW(epoll_create1, 0);

    CALL(ioctl, fd, 0xc018aa3f, api); /* UFFDIO_API */
    tell("ioctls", api[2] & 7);
    fd = CALL_RAW(pidfd_open, getpid(), 0);
    CALL(ioctl, fd, 0xc040ff0b, &info); /* PIDFD_GET_INFO */
    tell("pid", info.pid == getpid() && info.tgid == info.pid && info.ppid == getppid());
    CALL(ioctl, ep, 0x40088a01, &poll); /* EPIOCSPARAMS */
    CALL(ioctl, ep, 0x80088a02, &got);
    printf("  %u %u %u\n", got.usecs, got.budget, got.prefer);
    fd = open("file", O_RDWR);
    same.to[0].fd = fd;
    CALL(ioctl, fd, 0xc0189436, &same); /* FIDEDUPERANGE */
    tell("status", same.to[0].status);
    tell("status", same.to[1].status);
    CALL(ioctl, fd, 0xc020660b, &map); /* FS_IOC_FIEMAP */
    tell("extents", map.mapped == 0 || (map.mapped == 1 && map.extent[0].length >= 4096 &&
                                        map.extent[0].length < 1 << 24));
    fd = open("/dev/urandom", O_RDWR);
    CALL(ioctl, fd, 0x40085203, &pool); /* RNDADDENTROPY */
    pool.count = -1;
    CALL(ioctl, fd, 0x40085203, &pool);
    fd = open("/proc/self/ns/mnt", O_RDONLY);
    CALL(ioctl, fd, 0x8008b705, &id); /* NS_GET_MNTNS_ID */
    tell("number", id > 0 && id < UINT64_C(1) << 48);
}

int main(void)
{
    vectors();
    requests();
    descriptors();
    futexes();
    counter();
    maps();
    CHILD(mounts());
    landlock();
    return 0;
}
