/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ioctl: terminals, files, pipes, network interfaces. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/random.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

struct space_resv { /* in no header */
    int16_t l_type, l_whence;
    int64_t l_start, l_len;
    int32_t l_sysid;
    uint32_t l_pid;
    int32_t l_pad[4];
};

#define FS_IOC_RESVSP     _IOW('X', 40, struct space_resv)
#define FS_IOC_UNRESVSP   _IOW('X', 41, struct space_resv)
#define FS_IOC_RESVSP64   _IOW('X', 42, struct space_resv)
#define FS_IOC_ZERO_RANGE _IOW('X', 57, struct space_resv)

/* On its own, so that what it changes is printed afterwards. */
static void show(int result)
{
    printf("%d ", result < 0 ? errno : result);
}

static void terminal(void)
{
    int master = open("/dev/ptmx", O_RDWR | O_NOCTTY), lock = 0, number = -1, count = -1;
    struct winsize size = {.ws_row = 31, .ws_col = 117, .ws_xpixel = 5, .ws_ypixel = 6}, got;
    struct termios t;
    char name[40];

    if (master < 0) {
        puts("no terminals");
        return;
    }
    show(ioctl(master, TIOCSPTLCK, &lock));
    show(ioctl(master, TIOCGPTN, &number));
    snprintf(name, sizeof(name), "/dev/pts/%d", number);
    int slave = open(name, O_RDWR | O_NOCTTY);
    printf("%d %d\n", number >= 0, slave >= 0);
    show(ioctl(master, TIOCSWINSZ, &size));
    show(ioctl(slave, TIOCGWINSZ, &got));
    printf("%d %d %d %d\n", got.ws_row, got.ws_col, got.ws_xpixel, got.ws_ypixel);
    printf("%d %d ", isatty(slave), isatty(master));
    show(tcgetattr(slave, &t));
    printf("%x %x %x %x %d\n", t.c_iflag, t.c_oflag, t.c_cflag, t.c_lflag, t.c_cc[VINTR]);
    cfmakeraw(&t);
    cfsetspeed(&t, B9600);
    t.c_cc[VMIN] = 3;
    printf("%d ", tcsetattr(slave, TCSANOW, &t));
    memset(&t, 0, sizeof(t));
    show(tcgetattr(slave, &t));
    printf("%x %d %d\n", t.c_lflag, t.c_cc[VMIN], cfgetospeed(&t) == B9600);
    show((int)write(master, "hello", 5));
    /* What was written comes to the other side by a worker of the kernel. */
    struct pollfd ready = {.fd = slave, .events = POLLIN};
    show(poll(&ready, 1, 10000));
    show(ioctl(slave, FIONREAD, &count));
    printf("%d ", count);
    show(ioctl(slave, TCFLSH, TCIFLUSH));
    show(ioctl(slave, FIONREAD, &count));
    printf("%d\n", count);
    show(ioctl(slave, TIOCGWINSZ, (void *)8));
    close(slave);
    close(master);
}

static void files(void)
{
    int pipes[2], n = -1, one = 1, fd = open("file", O_RDWR | O_CREAT, 0600);

    show(pipe(pipes));
    show((int)write(pipes[1], "abc", 3));
    show(ioctl(pipes[0], FIONREAD, &n));
    printf("%d ", n);
    show(ioctl(pipes[0], FIONBIO, &one));
    printf("%d ", !!(fcntl(pipes[0], F_GETFL) & O_NONBLOCK));
    show(ioctl(fd, FIOCLEX));
    printf("%d ", fcntl(fd, F_GETFD));
    show(ioctl(fd, FIONCLEX));
    printf("%d\n", fcntl(fd, F_GETFD));
    show(ioctl(fd, FIGETBSZ, &n));
    printf("%d\n", n);
    long long bytes = -1;
    show(ftruncate(fd, 12345));
    show(ioctl(fd, FIOQSIZE, &bytes));
    printf("%lld\n", bytes);
    show(ioctl(fd, TCGETS, &n));
    show(ioctl(fd, FICLONE, -1));
    show(ioctl(-1, FIONREAD, &n));
    long flags[2] = {0, 0x55};
    int result = ioctl(fd, FS_IOC_GETFLAGS, flags);
    printf("%d\n", result == 0 || errno == ENOTTY || errno == EOPNOTSUPP);
    uint64_t trim[3] = {0, 1, 2};
    result = ioctl(pipes[0], FITRIM, trim);
    show(result);
    int random = open("/dev/urandom", O_RDONLY);
    show(ioctl(random, RNDGETENTCNT, &n));
    printf("%d\n", n > 0);
    /* Requests that nobody has. */
    show(ioctl(fd, 0xc00ffeee, &n));
    show(ioctl(random, 0xc00ffeee, &n));
    show(ioctl(-1, 0xc00ffeee, &n));
    show(ioctl(open("file", O_PATH), 0xc00ffeee, &n));
    struct space_resv space = {.l_whence = SEEK_SET, .l_start = 5, .l_len = 1 << 20};
    struct stat st;
    result = ioctl(fd, FS_IOC_RESVSP64, &space);
    fstat(fd, &st);
    printf("%d %d %ld\n", result, st.st_blocks >= 2048, (long)st.st_size);
    show(ioctl(fd, FS_IOC_UNRESVSP, &space));
    fstat(fd, &st);
    printf("%d\n", st.st_blocks >= 2048);
    show(ioctl(random, FS_IOC_RESVSP, &space));
    show(ioctl(fd, FS_IOC_ZERO_RANGE, (void *)8));
}

static void interfaces(void)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0), found = 0;
    struct ifreq r = {.ifr_name = "lo"}, list[16];
    struct ifconf conf = {.ifc_len = sizeof(list), .ifc_req = list};

    show(ioctl(fd, SIOCGIFINDEX, &r));
    printf("%d\n", r.ifr_ifindex);
    memset(r.ifr_name, 0, sizeof(r.ifr_name));
    show(ioctl(fd, SIOCGIFNAME, &r));
    printf("%s\n", r.ifr_name);
    show(ioctl(fd, SIOCGIFFLAGS, &r));
    printf("%d\n", !!(r.ifr_flags & IFF_LOOPBACK));
    show(ioctl(fd, SIOCGIFMTU, &r));
    printf("%d\n", r.ifr_mtu);
    show(ioctl(fd, SIOCGIFHWADDR, &r));
    printf("%d\n", r.ifr_hwaddr.sa_family == ARPHRD_LOOPBACK);
    show(ioctl(fd, SIOCGIFMAP, &r));
    printf("%lx\n", (long)r.ifr_map.mem_start);
    show(ioctl(fd, SIOCGIFCONF, &conf));
    for (unsigned i = 0; i < conf.ifc_len / sizeof(list[0]); i++)
        found |= strcmp(list[i].ifr_name, "lo") == 0 && list[i].ifr_addr.sa_family == AF_INET;
    int length = conf.ifc_len;
    conf.ifc_buf = NULL;
    conf.ifc_len = 0;
    show(ioctl(fd, SIOCGIFCONF, &conf));
    printf("%d %d\n", found, conf.ifc_len == length);
    strcpy(r.ifr_name, "nosuch");
    show(ioctl(fd, SIOCGIFFLAGS, &r));
    show(ioctl(fd, SIOCGIFFLAGS, (void *)8));
    struct timespec stamp;
    show(ioctl(fd, SIOCGSTAMPNS, &stamp));
}

/* Newer than some headers: the numbers are the interface. */
static void newer(void)
{
    struct {
        uint64_t size, flags, start, end, walk_end, vec, vec_len, max_pages;
        uint64_t inverted, mask, anyof, wanted;
    } scan;
    uint64_t region[3] = {0}, ticks = 5;
    struct {
        uint32_t usecs;
        uint16_t budget;
        uint8_t prefer, pad;
    } params = {70000, 8, 1, 0};
    char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int fd = open("/proc/self/pagemap", O_RDONLY);

    *page = 1;
    memset(&scan, 0, sizeof(scan));
    scan.size = sizeof(scan);
    scan.start = (uintptr_t)page;
    scan.end = scan.start + 4096;
    scan.vec = (uintptr_t)region;
    scan.vec_len = 1;
    scan.mask = scan.wanted = 8; /* PAGE_IS_PRESENT */
    show(ioctl(fd, _IOWR('f', 16, scan), &scan));
    printf("%d %d\n", region[0] == scan.start, scan.walk_end == scan.end);
    fd = epoll_create1(0);
    show(ioctl(fd, _IOW(0x8a, 1, params), &params));
    memset(&params, 0, sizeof(params));
    show(ioctl(fd, _IOR(0x8a, 2, params), &params));
    printf("%u %d %d\n", params.usecs, params.budget, params.prefer);
    fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    show(ioctl(fd, _IOW('T', 0, uint64_t), &ticks));
    show((int)read(fd, &ticks, sizeof(ticks)));
    printf("%d\n", (int)ticks);
    fd = inotify_init1(0);
    show(ioctl(fd, _IOW('I', 0, int32_t), 77));
    show(inotify_add_watch(fd, ".", IN_CREATE));
    fd = open("/dev/net/tun", O_RDWR);
    struct ifreq r = {.ifr_flags = 0x0200 /* IFF_ATTACH_QUEUE */};
    show(fd < 0 ? 0 : ioctl(fd, _IOW('T', 217, int), &r));
    puts("");
}

int main(void)
{
    terminal();
    files();
    newer();
    interfaces();
    return 0;
}
