/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Vector registers for gdbstub_test.py: gdb sees v1 and makes it another; the exit status is
   twice the second lane. */
int main(void)
{
    int result;

    __asm__ volatile(".option arch, +v\n"
                     "vsetivli x0, 2, e32, m1, ta, ma\n"
                     "vmv.v.i v1, 5\n"
                     ".globl look\n"
                     "look:\n"
                     "vadd.vv v2, v1, v1\n"
                     "vslidedown.vi v2, v2, 1\n"
                     "vmv.x.s %0, v2\n"
                     : "=r"(result));
    return result;
}
