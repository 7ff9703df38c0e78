# SPDX-License-Identifier: GPL-2.0-or-later
#
# CMake toolchain: cross compile with Debian's compilers, run what was built with ferry.
#
#   cmake -DCMAKE_TOOLCHAIN_FILE=.../toolchain.cmake [-DFERRY_TRIPLET=aarch64-linux-gnu] ...
#   ctest                         runs the tests; try_run() works as well
#
# FERRY_TRIPLET  which target (default aarch64-linux-gnu); FERRY  the program (default: ferry).
set(FERRY_TRIPLET aarch64-linux-gnu CACHE STRING "GNU triplet of the target")
set(FERRY ferry CACHE STRING "The program that runs the target's programs")
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES FERRY_TRIPLET FERRY)

string(REGEX REPLACE "-.*" "" CMAKE_SYSTEM_PROCESSOR "${FERRY_TRIPLET}")
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_C_COMPILER ${FERRY_TRIPLET}-gcc)
set(CMAKE_CXX_COMPILER ${FERRY_TRIPLET}-g++)
set(CMAKE_LIBRARY_ARCHITECTURE ${FERRY_TRIPLET})
set(CMAKE_CROSSCOMPILING_EMULATOR ${FERRY})

set(CMAKE_FIND_ROOT_PATH /usr/${FERRY_TRIPLET})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY BOTH)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE BOTH)
