/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Extended attributes, by name, by link, by descriptor and below a directory. */
#include "call.h"

static char buffer[4096], list[4096];
static struct {
    uint64_t value;
    uint32_t size, flags;
} args;

static void names(long size)
{
    if (size > 0)
        for (char *at = list; at < list + size; at += strlen(at) + 1)
            if (!strncmp(at, "user.", 5) || !strncmp(at, "trusted.", 8))
                printf("  %s\n", at);
}

int main(void)
{
    int file = open("file", O_RDWR | O_CREAT, 0644);

    symlink("file", "link");
    CALL(setxattr, "file", "user.one", "first", 5, 0);
    CALL(setxattr, "file", "user.one", "first", 5, 1);
    CALL(setxattr, "file", "user.two", "first", 5, 2);
    CALL(setxattr, "file", "user.one", "first", 5, 8);
    CALL(setxattr, "none", "user.one", "first", 5, 0);
    CALL(setxattr, "file", "nothing", "first", 5, 0);
    CALL(setxattr, "file", "", "first", 5, 0);
    CALL(setxattr, "file", "user.one", "first", 70000, 0);
    CALL(setxattr, "file", BAD, "first", 5, 0);
    CALL(setxattr, BAD, "user.one", "first", 5, 0);
    CALL(setxattr, "file", "user.one", BAD, 5, 0);
    CALL(lsetxattr, "link", "user.one", "first", 5, 0);
    CALL(lsetxattr, "link", "trusted.link", "first", 5, 0);
    CALL(lsetxattr, "none", "trusted.link", "first", 5, 0);
    CALL(lsetxattr, "link", "trusted.link", BAD, 5, 0);
    CALL(fsetxattr, file, "user.three", "third", 5, 0);
    CALL(fsetxattr, 99, "user.three", "third", 5, 0);
    CALL(fsetxattr, file, BAD, "third", 5, 0);
    CALL(getxattr, "file", "user.one", buffer, 4096);
    printf("  %.5s\n", buffer);
    CALL(getxattr, "file", "user.one", buffer, 0);
    CALL(getxattr, "file", "user.one", buffer, 3);
    CALL(getxattr, "file", "user.none", buffer, 4096);
    CALL(getxattr, "file", "user.one", BAD, 4096);
    CALL(lgetxattr, "link", "user.one", buffer, 4096);
    CALL(lgetxattr, "link", "trusted.link", buffer, 4096);
    CALL(lgetxattr, "none", "trusted.link", buffer, 4096);
    CALL(lgetxattr, "link", BAD, buffer, 4096);
    CALL(fgetxattr, file, "user.three", buffer, 4096);
    printf("  %.5s\n", buffer);
    CALL(fgetxattr, 99, "user.three", buffer, 4096);
    CALL(fgetxattr, file, "user.three", BAD, 4096);
    names(SOME(listxattr, "file", list, 4096));
    CALL(listxattr, "none", list, 4096);
    CALL(listxattr, "file", list, 3);
    CALL(listxattr, "file", BAD, 4096);
    names(SOME(llistxattr, "link", list, 4096));
    CALL(llistxattr, BAD, list, 4096);
    names(SOME(flistxattr, file, list, 4096));
    CALL(flistxattr, 99, list, 4096);
    CALL(removexattr, "file", "user.one");
    CALL(removexattr, "file", "user.one");
    CALL(removexattr, "none", "user.one");
    CALL(removexattr, "file", BAD);
    CALL(lremovexattr, "link", "trusted.link");
    CALL(lremovexattr, "link", "trusted.link");
    CALL(lremovexattr, BAD, "trusted.link");
    CALL(fremovexattr, file, "user.three");
    CALL(fremovexattr, file, "user.three");
    CALL(fremovexattr, 99, "user.three");

    args.value = (uintptr_t) "fourth";
    args.size = 6;
    CALL(setxattrat, CWD, "file", 0, "user.four", &args, sizeof(args));
    CALL(setxattrat, file, "", AT_EMPTY_PATH, "user.five", &args, sizeof(args));
    CALL(setxattrat, CWD, "link", AT_SYMLINK_NOFOLLOW, "trusted.six", &args, sizeof(args));
    CALL(setxattrat, CWD, "file", 0, "user.four", &args, 8);
    CALL(setxattrat, CWD, "file", 0, "user.four", BAD, sizeof(args));
    CALL(setxattrat, CWD, "file", 1, "user.four", &args, sizeof(args));
    CALL(setxattrat, 99, "file", 0, "user.four", &args, sizeof(args));
    args.flags = 1;
    CALL(setxattrat, CWD, "file", 0, "user.four", &args, sizeof(args));
    args.flags = 0;
    args.value = (uintptr_t)buffer;
    args.size = 4096;
    CALL(getxattrat, CWD, "file", 0, "user.four", &args, sizeof(args));
    printf("  %.6s\n", buffer);
    CALL(getxattrat, file, "", AT_EMPTY_PATH, "user.none", &args, sizeof(args));
    args.value = BAD;
    CALL(getxattrat, CWD, "file", 0, "user.four", &args, sizeof(args));
    args.flags = 1;
    CALL(getxattrat, CWD, "file", 0, "user.four", &args, sizeof(args));
    names(SOME(listxattrat, CWD, "file", 0, list, 4096));
    names(SOME(listxattrat, CWD, "link", AT_SYMLINK_NOFOLLOW, list, 4096));
    CALL(listxattrat, CWD, "none", 0, list, 4096);
    CALL(listxattrat, CWD, "file", 0, BAD, 4096);
    CALL(removexattrat, CWD, "file", 0, "user.four");
    CALL(removexattrat, file, "", AT_EMPTY_PATH, "user.five");
    CALL(removexattrat, CWD, "link", AT_SYMLINK_NOFOLLOW, "trusted.six");
    CALL(removexattrat, CWD, "file", 0, "user.four");
    CALL(removexattrat, CWD, "file", 64, "user.four");
    return 0;
}
