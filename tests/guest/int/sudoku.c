/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sudoku by backtracking with bit masks. */
#include <stdint.h>
#include <stdio.h>
static int row[9], col[9], box[9], grid[81], solutions;
static long steps;
static void solve(void)
{
    int best = -1, least = 10, cand = 0;
    steps++;
    for (int i = 0; i < 81; i++)
        if (!grid[i]) {
            int m = 0x1ff & ~(row[i / 9] | col[i % 9] | box[i / 27 * 3 + i % 9 / 3]),
                n = __builtin_popcount(m);
            if (n < least)
                least = n, best = i, cand = m;
        }
    if (best < 0) {
        if (!solutions++)
            for (int i = 0; i < 81; i++)
                printf("%d%s", grid[i], i % 9 == 8 ? "\n" : "");
        return;
    }
    for (; cand && solutions < 5; cand &= cand - 1) {
        int b = cand & -cand, i = best;
        grid[i] = __builtin_ctz(b) + 1;
        row[i / 9] |= b, col[i % 9] |= b, box[i / 27 * 3 + i % 9 / 3] |= b;
        solve();
        row[i / 9] ^= b, col[i % 9] ^= b, box[i / 27 * 3 + i % 9 / 3] ^= b;
        grid[i] = 0;
    }
}
int main(void)
{
    static const char *p[] = {
        "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79",
        "8..........36......7..9.2...5...7.......457.....1...3...1....68..85...1..9....4..",
        "..9748...7.........2.1.9.....7...24..64.1.59..98...3.....8.3.2.........6...2759..",
        "1.......................................................................2........"};
    for (int k = 0; k < 4; k++) {
        for (int i = 0; i < 9; i++)
            row[i] = col[i] = box[i] = 0;
        for (int i = 0; i < 81; i++) {
            grid[i] = p[k][i] == '.' ? 0 : p[k][i] - '0';
            if (grid[i]) {
                int b = 1 << (grid[i] - 1);
                row[i / 9] |= b, col[i % 9] |= b, box[i / 27 * 3 + i % 9 / 3] |= b;
            }
        }
        solutions = steps = 0;
        solve();
        printf("%d solutions, %ld steps\n", solutions, steps);
    }
}
