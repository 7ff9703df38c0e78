/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rows of syscalls/linux/calls.def as a table.
 */
#include "syscalls/engine.h"

#define INT                                                                                        \
    {                                                                                              \
        SYS_K_INT, 0, -1, 0, 0                                                                     \
    }
#define UINT                                                                                       \
    {                                                                                              \
        SYS_K_UINT, 0, -1, 0, 0                                                                    \
    }
#define LONG                                                                                       \
    {                                                                                              \
        SYS_K_LONG, 0, -1, 0, 0                                                                    \
    }
#define ULONG                                                                                      \
    {                                                                                              \
        SYS_K_ULONG, 0, -1, 0, 0                                                                   \
    }
#define HEX                                                                                        \
    {                                                                                              \
        SYS_K_HEX, 0, -1, 0, 0                                                                     \
    }
#define OFF                                                                                        \
    {                                                                                              \
        SYS_K_OFF, 0, -1, 0, 0                                                                     \
    }
#define FD                                                                                         \
    {                                                                                              \
        SYS_K_FD, 0, -1, 0, 0                                                                      \
    }
#define DIRFD                                                                                      \
    {                                                                                              \
        SYS_K_DIRFD, 0, -1, 0, 0                                                                   \
    }
#define MODE                                                                                       \
    {                                                                                              \
        SYS_K_MODE, 0, -1, 0, 0                                                                    \
    }
#define SOCKOPT                                                                                    \
    {                                                                                              \
        SYS_K_SOCKOPT, 0, -1, 0, 0                                                                 \
    }
#define STRV                                                                                       \
    {                                                                                              \
        SYS_K_STRV, SYS_IN, -1, 0, 0                                                               \
    }
#define ADDR(n)                                                                                    \
    {                                                                                              \
        SYS_K_ADDR, SYS_IN, n, 0, 0                                                                \
    }
#define IOCTL                                                                                      \
    {                                                                                              \
        SYS_K_IOCTL, 0, -1, 0, 0                                                                   \
    }
#define SIG                                                                                        \
    {                                                                                              \
        SYS_K_SIG, 0, -1, 0, 0                                                                     \
    }
#define FLAGS(set)                                                                                 \
    {                                                                                              \
        SYS_K_FLAGS, 0, -1, 0, SYS_FL_##set                                                        \
    }
#define PTR                                                                                        \
    {                                                                                              \
        SYS_K_PTR, 0, -1, 0, 0                                                                     \
    }
#define SAME                                                                                       \
    {                                                                                              \
        SYS_K_SAME, 0, -1, 0, 0                                                                    \
    }
#define FIXED                                                                                      \
    {                                                                                              \
        SYS_K_FIXED, 0, -1, 0, 0                                                                   \
    }
#define SWAPI(st, n)                                                                               \
    {                                                                                              \
        SYS_K_SWAP, SYS_IN, -1, n, SYS_ST_##st                                                     \
    }
#define SWAPO(st, n)                                                                               \
    {                                                                                              \
        SYS_K_SWAP, SYS_OUT, -1, n, SYS_ST_##st                                                    \
    }
#define SWAPIO(st, n)                                                                              \
    {                                                                                              \
        SYS_K_SWAP, SYS_IN | SYS_OUT, -1, n, SYS_ST_##st                                           \
    }
#define SWAPIS(st, n)                                                                              \
    {                                                                                              \
        SYS_K_SWAP, SYS_IN, n, 1, SYS_ST_##st                                                      \
    }
#define SWAPOS(st, n)                                                                              \
    {                                                                                              \
        SYS_K_SWAP, SYS_OUT | SYS_RESULT, n, 1, SYS_ST_##st                                        \
    }
#define SWAPIOS(st, n)                                                                             \
    {                                                                                              \
        SYS_K_SWAP, SYS_IN | SYS_OUT, n, 1, SYS_ST_##st                                            \
    }
#define SIZEDI(st, n)                                                                              \
    {                                                                                              \
        SYS_K_SIZED, SYS_IN, n, 0, SYS_MB_##st                                                     \
    }
#define SIZEDO(st, n)                                                                              \
    {                                                                                              \
        SYS_K_SIZED, SYS_OUT, n, 0, SYS_MB_##st                                                    \
    }
#define GROWI(st, at)                                                                              \
    {                                                                                              \
        SYS_K_SIZED, SYS_IN, -1, at, SYS_MB_##st                                                   \
    }
#define PATH                                                                                       \
    {                                                                                              \
        SYS_K_PATH, SYS_IN, -1, 0, 0                                                               \
    }
#define LPATH                                                                                      \
    {                                                                                              \
        SYS_K_PATH, SYS_IN | SYS_NOFOLLOW, -1, 0, 0                                                \
    }
#define GPATH                                                                                      \
    {                                                                                              \
        SYS_K_GPATH, SYS_IN, -1, 0, 0                                                              \
    }
#define STR                                                                                        \
    {                                                                                              \
        SYS_K_STR, SYS_IN, -1, 0, 0                                                                \
    }
#define RBUF(n)                                                                                    \
    {                                                                                              \
        SYS_K_RBUF, SYS_IN, n, 0, 0                                                                \
    }
#define WBUF(n)                                                                                    \
    {                                                                                              \
        SYS_K_WBUF, SYS_OUT, n, 0, 0                                                               \
    }
#define IN(st)                                                                                     \
    {                                                                                              \
        SYS_K_STRUCT, SYS_IN, -1, 1, SYS_ST_##st                                                   \
    }
#define OUT(st)                                                                                    \
    {                                                                                              \
        SYS_K_STRUCT, SYS_OUT, -1, 1, SYS_ST_##st                                                  \
    }
#define IO(st)                                                                                     \
    {                                                                                              \
        SYS_K_STRUCT, SYS_IN | SYS_OUT, -1, 1, SYS_ST_##st                                         \
    }
#define IN2(st)                                                                                    \
    {                                                                                              \
        SYS_K_STRUCT, SYS_IN, -1, 2, SYS_ST_##st                                                   \
    }
#define INS(st, n)                                                                                 \
    {                                                                                              \
        SYS_K_STRUCT, SYS_IN, n, 1, SYS_ST_##st                                                    \
    }

const struct sys_row sys_rows[SYS_ID_COUNT] = {
#define PASS(n, res, ...)                                                                          \
    [SYS_ID_##                                                                                     \
        n] = {.name = #n, .host_nr = HOST_NR_##n, .result = SYS_K_##res, .param = {__VA_ARGS__}},
#define OWN(n, res, ...)                                                                           \
    [SYS_ID_##n] = {.name = #n,                                                                    \
                    .handler = sys_##n,                                                            \
                    .host_nr = HOST_NR_##n,                                                        \
                    .result = SYS_K_##res,                                                         \
                    .param = {__VA_ARGS__}},
#define VIA(n, res, ...)                                                                           \
    [SYS_ID_##n] = {.name = #n,                                                                    \
                    .handler = sys_##n,                                                            \
                    .forwards = true,                                                              \
                    .host_nr = HOST_NR_##n,                                                        \
                    .result = SYS_K_##res,                                                         \
                    .param = {__VA_ARGS__}},
#define LACK(n, why)                                                                               \
    [SYS_ID_##n] = {.name = #n, .host_nr = -1, .result = SYS_K_INT, .lacking = true, .reason = why},
#define CONV(n, res, ...)                                                                          \
    [SYS_ID_##n] = {.name = #n,                                                                    \
                    .convert = sys_##n,                                                            \
                    .host_nr = HOST_NR_##n,                                                        \
                    .result = SYS_K_##res,                                                         \
                    .param = {__VA_ARGS__}},
#define TURN(n, res, ...)                                                                          \
    [SYS_ID_##n] = {.name = #n,                                                                    \
                    .convert = sys_##n,                                                            \
                    .turns = true,                                                                 \
                    .host_nr = HOST_NR_##n,                                                        \
                    .result = SYS_K_##res,                                                         \
                    .param = {__VA_ARGS__}},
#define PASSAS(n, host, res, ...)                                                                  \
    [SYS_ID_##n] = {                                                                               \
        .name = #n, .host_nr = HOST_NR_##host, .result = SYS_K_##res, .param = {__VA_ARGS__}},
#define OWNAS(n, host, res, ...)                                                                   \
    [SYS_ID_##n] = {.name = #n,                                                                    \
                    .handler = sys_##n,                                                            \
                    .host_nr = HOST_NR_##host,                                                     \
                    .result = SYS_K_##res,                                                         \
                    .param = {__VA_ARGS__}},
#include "syscalls/linux/calls.def"
#undef PASS
#undef OWN
#undef VIA
#undef LACK
#undef CONV
#undef TURN
#undef PASSAS
#undef OWNAS
};
