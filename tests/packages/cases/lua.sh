# SPDX-License-Identifier: GPL-2.0-or-later
# needs: lua5.4
# quick
# lua: tables, closures, coroutines, strings, collection.
cat > l.lua <<'P'
local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end print(fib(22))
local t = {} for i = 1, 5000 do t[i] = (i * 7919) % 10007 end table.sort(t) print(t[1], t[2500], t[5000], #t) table.sort(t, function(a, b) return a > b end) print(t[1], select('#', table.unpack(t, 1, 100)))
local co = coroutine.wrap(function(a) for i = 1, 5 do a = coroutine.yield(a * i) end return 'end' end) for i = 1, 6 do io.write(tostring(co(i)), ' ') end print()
print(string.format('%5.2f|%-5s|%05d|%x|%q|%g|%a', 3.14159, 'ab', 42, 255, 'a\nb', 1e100, 1.0), ('abc'):rep(3, '-'), ('hello world'):gsub('o', '0'), ('key = val'):match('(%w+)%s*=%s*(%w+)'), ('x'):byte(), ('%d'):format(3))
print(1 // 0.0, -1 // 0.0, 7 // 2, -7 // 2, 7 % -3, -7 % 3, 7.5 % 2, 1 << 62, 1 << 63, 1 << 64, math.maxinteger + 1 == math.mininteger, 0x7fffffffffffffff, 2^53, 10 / 2, 3 | 4.0, ~0, math.tointeger(3.0), 1e15, 123456789012345678, 0.1)
local mt = {__add = function(a, b) return a.v + b.v end, __index = function(_, k) return k .. '!' end, __call = function(_, x) return x * 2 end, __lt = function(a, b) return a.v < b.v end, __tostring = function() return 'obj' end, __len = function() return 42 end, __concat = function() return 'cat' end, __close = function() print('closed') end, __gc = function() end}
local a, b = setmetatable({v = 1}, mt), setmetatable({v = 2}, mt) print(a + b, a.foo, a(21), a < b, tostring(a), #a, a .. b) do local x <close> = a end
print(pcall(error, {code = 1}), pcall(function() error('msg', 0) end), select(2, xpcall(function() local x = nil; return x.y end, function(m) return 'H: ' .. m end)), pcall(string.rep, 'x', -1)) goto done do print('skipped') end ::done::
local s = 0 for k, v in pairs({10, 20, 30, x = 5}) do s = s + v end print(s, utf8.char(228, 8364), utf8.len('äö'), #utf8.char(8364)) for w in ('a,b,,c'):gmatch('([^,]*)') do io.write('[', w, ']') end print()
local weak = setmetatable({}, {__mode = 'k'}) for i = 1, 1000 do weak[{}] = i end collectgarbage() local n = 0 for _ in pairs(weak) do n = n + 1 end print(n) for i = 1, 20000 do local q = {i, {i}} end collectgarbage('generational') for i = 1, 20000 do local q = {tostring(i)} end print(load('return 1 + 1')(), load('return +')) print(string.pack('<i4d', 7, 1.5):byte(1, -1)) print(os.time({year = 2000, month = 1, day = 1, hour = 12}), os.date('!%F', 86400), math.type(1), math.type(1.0), math.floor(-3.5), math.fmod(-7, 3), math.ult(1, -1)) print(io.popen('echo popen'):read('a'))
local function deep(n) return n == 0 and 'bottom' or deep(n - 1) end print(deep(100000)) print(pcall(function() local function r() return 1 + r() end return r() end)) math.randomseed(42) print(math.random(1000), math.random(1000), math.random())
P
lua5.4 l.lua; lua5.4 -e 'os.exit(3)'; echo $?
