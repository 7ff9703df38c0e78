/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which build this is.
 */
#ifndef FERRY_BASE_BUILD_H
#define FERRY_BASE_BUILD_H

#include <stdbool.h>
#include <stdint.h>

/* Another number for another executable: from the build id that the linker has put into it.  0:
   there is none. */
uint64_t build_number(void);

/* Does the file begin as this executable does, with the same headers and build id? */
bool build_is_file(int fd);

#endif
