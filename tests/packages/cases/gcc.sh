# SPDX-License-Identifier: GPL-2.0-or-later
# needs: gcc libc6-dev make
# limit: 600
# gcc compiles, links and the program runs; make -j2 builds a small project; as, ar, nm, strip.
cat > h.c <<'P'
#include <math.h>
#include <pthread.h>
#include <stdio.h>
static void *t(void *p) { *(double *)p = sqrt(*(double *)p); return p; }
int main(int argc, char **argv) { pthread_t a; double d = 2; pthread_create(&a, 0, t, &d); pthread_join(a, 0); printf("hello %d %.6f %s\n", argc, d, argv[1]); return 3; }
P
for o in -O0 -O2 '-O3 -flto' '-Os -static' '-g -pie -fPIE'; do gcc $o h.c -o h -lm -lpthread; ./h x; echo $?; done
mkdir p; cd p; for i in 1 2 3 4 5 6; do printf '#include "p.h"\nint f%d(int x) { int s = 0; for (int i = 0; i < x; i++) s += i %% %d; return s; }\n' $i $i > f$i.c; echo "int f$i(int);" >> p.h; done; printf '#include <stdio.h>\n#include "p.h"\nint main(void) { printf("%%d\\n", f1(10) + f2(20) + f3(30) + f4(40) + f5(50) + f6(60)); }\n' > main.c
printf 'O = main.o f1.o f2.o f3.o f4.o f5.o f6.o\nprog: main.o libf.a\n\t$(CC) -o $@ main.o -L. -lf\nlibf.a: f1.o f2.o f3.o f4.o f5.o f6.o\n\tar rc $@ $^\n%%.o: %%.c p.h\n\t@$(CC) -O2 -c $<\nclean:\n\trm -f *.o prog libf.a\n.PHONY: clean\n' > Makefile
make -s -j2; ./prog; make -q && echo current; touch p.h; make -n | wc -l; make -s -j4; ar t libf.a; nm prog | grep -c ' T f'; strip prog; ./prog; make -s clean; ls; cd ..
echo 'int main(void) { return x; }' > bad.c; gcc -c bad.c 2>&1 | grep -c error; printf 'int a(int x) { return x * 7; }' > a.c; gcc -O2 -shared -fPIC a.c -o liba.so; printf '#include <dlfcn.h>\n#include <stdio.h>\nint main(void) { void *h = dlopen("./liba.so", RTLD_NOW); int (*f)(int) = dlsym(h, "a"); printf("%%d\\n", f(6)); return 0; }' > d.c; gcc d.c -o d && ./d; gcc -E -dM - < /dev/null | grep -c __INT_MAX__; printf '.globl _x\n_x: .long 5\n' | as -o o.o; nm o.o | sed 's/^0*//'; gcc -fsanitize=undefined -x c - -o u -latomic <<< 'int main(int c, char **v) { int x = 0x7fffffff; x += c; return 0; }' 2>/dev/null && ./u 2>&1 | grep -c overflow; gcc -x c -fopenmp - -o omp <<< '#include <stdio.h>
int main(void) { long long s = 0;
#pragma omp parallel for reduction(+:s) num_threads(4)
for (int i = 0; i < 100000; i++) s += i; printf("%lld\n", s); }' && ./omp
