# SPDX-License-Identifier: GPL-2.0-or-later
# needs: golang-go
# proc
# limit: 900
# A Go program: built by the guest's compiler, with goroutines, channels, maps, garbage collection, signals, network.
export GOCACHE=$PWD/cache GOFLAGS=-mod=mod GO111MODULE=off HOME=$PWD CGO_ENABLED=0
cat > h.go <<'P'
package main
import ("bufio"; "bytes"; "compress/gzip"; "crypto/aes"; "crypto/cipher"; "crypto/sha256"; "crypto/sha512"; "encoding/hex"; "encoding/json"; "errors"; "fmt"; "io"; "math"; "math/big"; "net"; "os"; "os/exec"; "os/signal"; "reflect"; "regexp"; "runtime"; "sort"; "strconv"; "strings"; "sync"; "sync/atomic"; "syscall"; "time"; "context"; "hash/crc32")
type shape interface { area() float64 }
type sq struct{ S float64 `json:"side"` }
type ci struct{ R float64 }
func (s sq) area() float64 { return s.S * s.S }
func (c *ci) area() float64 { return math.Pi * c.R * c.R }
func sum[T int | float64](x ...T) (s T) { for _, v := range x { s += v }; return }
func fib(n int) int { if n < 2 { return n }; return fib(n-1) + fib(n-2) }
type node struct{ l, r *node }
func tree(d int) *node { if d == 0 { return &node{} }; return &node{tree(d - 1), tree(d - 1)} }
func (n *node) count() int { if n.l == nil { return 1 }; return 1 + n.l.count() + n.r.count() }
func safe(f func()) (err error) { defer func() { if r := recover(); r != nil { err = fmt.Errorf("recovered: %v", r) } }(); f(); return nil }
func main() {
	fmt.Println(fib(27), sum(1, 2, 3), sum(1.5, 2.5), []shape{sq{2}, &ci{1}}[1].area())
	var wg sync.WaitGroup; var mu sync.Mutex; var at int64; total := 0; ch := make(chan int, 10); res := make(chan int)
	for i := 0; i < 100; i++ { wg.Add(1); go func(i int) { defer wg.Done(); for k := 0; k < 200; k++ { mu.Lock(); total += i; mu.Unlock(); atomic.AddInt64(&at, 1); if k%50 == 0 { runtime.Gosched() } } }(i) }
	go func() { s := 0; for v := range ch { s += v }; res <- s }(); for i := 0; i < 10000; i++ { ch <- i }; close(ch); wg.Wait(); fmt.Println(total, at, <-res)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond); defer cancel(); select { case <-ctx.Done(): fmt.Println(ctx.Err()); case <-time.After(30 * time.Second): fmt.Println("late") }
	n := 0; for i := 0; i < 10; i++ { n += tree(12).count() }; runtime.GC(); fmt.Println(n); m := map[string]int{}; for i := 0; i < 20000; i++ { m[strconv.Itoa(i%777)] += i }; keys := make([]string, 0); for k := range m { keys = append(keys, k) }; sort.Strings(keys); fmt.Println(len(keys), keys[5], m["77"])
	var p *sq; fmt.Println(safe(func() { fmt.Println(p.S) })); fmt.Println(safe(func() { a := []int{}; i := 5; _ = a[i] })); z := 0; fmt.Println(safe(func() { fmt.Println(1 / z) })); fmt.Println(safe(func() { var s shape; _ = s.(sq) }))
	fmt.Printf("%x\n%x\n", sha256.Sum256([]byte("abc")), sha512.Sum512(bytes.Repeat([]byte("x"), 1000))); b, _ := aes.NewCipher(make([]byte, 16)); g, _ := cipher.NewGCM(b); fmt.Println(hex.EncodeToString(g.Seal(nil, make([]byte, 12), []byte("hello"), nil)), crc32.ChecksumIEEE(bytes.Repeat([]byte("abc"), 999)), crc32.Checksum([]byte("abcdefgh12345"), crc32.MakeTable(crc32.Castagnoli)))
	j, _ := json.Marshal(map[string]interface{}{"a": []int{1, 2}, "b": sq{1.5}, "c": nil}); fmt.Println(string(j)); var u map[string]interface{}; json.Unmarshal([]byte(`{"x":[1.5,"ü",{"y":true}]}`), &u); fmt.Println(u, reflect.TypeOf(u["x"]))
	fmt.Println(new(big.Int).Exp(big.NewInt(7), big.NewInt(300), nil), new(big.Int).MulRange(1, 60), big.NewRat(1, 3), regexp.MustCompile(`(\w)(\d+)`).ReplaceAllString("a12 b3", "$2$1"), strings.Fields(" a b  c "), strings.ToUpper("äß"), math.Sqrt(2), math.Inf(1), -7/2, -7%3, math.Float64bits(0.1), math.FMA(2, 3, 4), math.Floor(-2.5), 1e100, fmt.Sprintf("%8.3f|%-5d|%q|%v|%+v|%T", 3.14159, 42, "a\n", []byte("x"), sq{1}, sq{}))
	var zb bytes.Buffer; w := gzip.NewWriter(&zb); w.Write(bytes.Repeat([]byte("hello "), 10000)); w.Close(); r, _ := gzip.NewReader(&zb); d, _ := io.ReadAll(r); fmt.Println(len(d)); l, err := net.Listen("tcp", "127.0.0.1:0"); if err != nil { fmt.Println(err); return }; go func() { c, _ := l.Accept(); s, _ := bufio.NewReader(c).ReadString('\n'); fmt.Fprint(c, strings.ToUpper(s)); c.Close() }(); c, _ := net.Dial("tcp", l.Addr().String()); fmt.Fprintln(c, "hello net"); s, _ := io.ReadAll(c); fmt.Print(string(s))
	o, err := exec.Command("sh", "-c", "echo sub; exit 3").Output(); fmt.Println(string(o), err); sc := make(chan os.Signal, 1); signal.Notify(sc, syscall.SIGUSR1); syscall.Kill(os.Getpid(), syscall.SIGUSR1); fmt.Println(<-sc); _, err = os.Open("nope"); fmt.Println(err, errors.Is(err, os.ErrNotExist)); tk := time.NewTicker(2 * time.Millisecond); for i := 0; i < 3; i++ { <-tk.C }; os.WriteFile("f", []byte("x"), 0644); st, _ := os.Stat("f"); fmt.Println(st.Size(), st.Mode()); var once sync.Once; for i := 0; i < 3; i++ { once.Do(func() { fmt.Println("once") }) }; stop := make(chan bool); go func() { for { select { case <-stop: return; default: } } }(); time.Sleep(5 * time.Millisecond); runtime.GC(); close(stop); defer fmt.Println("not printed"); os.Exit(9)
}
P
go build -o h h.go; ./h; echo $?; GOMAXPROCS=1 ./h | md5sum; GOGC=1 ./h | md5sum; GODEBUG=asyncpreemptoff=1 ./h | md5sum; go vet h.go > /dev/null 2>&1; gofmt -l h.go
