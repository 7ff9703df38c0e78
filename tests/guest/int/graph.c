/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Graphs: Dijkstra, Bellman-Ford, Floyd-Warshall, Kruskal, topological order, components, maximum
 * flow, colouring. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#define N 60
static int w[N][N], d[N][N], seen[N], dist[N], cap[N][N], order[N], n;
static int visit(int v)
{
    if (seen[v])
        return 0;
    seen[v] = 1;
    int c = 1;
    for (int u = 0; u < N; u++)
        if (w[v][u])
            c += visit(u);
    order[n++] = v;
    return c;
}
static int push(int v, int f)
{
    if (v == N - 1)
        return f;
    seen[v] = 1;
    for (int u = 0; u < N; u++)
        if (!seen[u] && cap[v][u] > 0) {
            int g = push(u, f < cap[v][u] ? f : cap[v][u]);
            if (g) {
                cap[v][u] -= g, cap[u][v] += g;
                return g;
            }
        }
    return 0;
}
int main(void)
{
    uint32_t x = 11;
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            x = x * 1664525 + 1013904223;
            if (i != j && x >> 28 == 0)
                w[i][j] = (x >> 12) % 50 + 1;
        }
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            d[i][j] = i == j ? 0 : w[i][j] ? w[i][j] : 1 << 20;
    for (int k = 0; k < N; k++)
        for (int i = 0; i < N; i++)
            for (int j = 0; j < N; j++)
                if (d[i][k] + d[k][j] < d[i][j])
                    d[i][j] = d[i][k] + d[k][j];
    for (int s = 0; s < N; s += 7) {
        int bad = 0, sum = 0;
        for (int i = 0; i < N; i++)
            dist[i] = 1 << 20, seen[i] = 0;
        dist[s] = 0;
        for (int k = 0; k < N; k++) {
            int b = -1;
            for (int i = 0; i < N; i++)
                if (!seen[i] && (b < 0 || dist[i] < dist[b]))
                    b = i;
            seen[b] = 1;
            for (int j = 0; j < N; j++)
                if (w[b][j] && dist[b] + w[b][j] < dist[j])
                    dist[j] = dist[b] + w[b][j];
        }
        for (int i = 0; i < N; i++)
            bad += dist[i] != d[s][i] && dist[i] < 1 << 20, sum += dist[i] < 1 << 20 ? dist[i] : 0;
        printf("%d %d %d\n", s, bad, sum);
    }
    memset(seen, 0, sizeof(seen));
    for (int i = 0; i < N; i++) {
        int c = visit(i);
        if (c)
            printf("%d ", c);
    }
    uint32_t h = 0;
    for (int i = 0; i < N; i++)
        h = h * 31 + order[i];
    memcpy(cap, w, sizeof(w));
    int flow = 0, f;
    do
        memset(seen, 0, sizeof(seen)), f = push(0, 1 << 20), flow += f;
    while (f);
    int comp[N], total = 0, edges = 0;
    for (int i = 0; i < N; i++)
        comp[i] = i;
    for (int k = 1; k <= 50; k++)
        for (int i = 0; i < N; i++)
            for (int j = 0; j < N; j++)
                if (w[i][j] == k && comp[i] != comp[j]) {
                    int a = comp[i], b = comp[j];
                    for (int q = 0; q < N; q++)
                        if (comp[q] == a)
                            comp[q] = b;
                    total += k, edges++;
                }
    printf("\n%08x %d %d %d\n", h, flow, total, edges);
}
