# SPDX-License-Identifier: GPL-2.0-or-later
# needs: perl
# quick
# perl: regular expressions, sorting, numbers, processes, modules with C code.
cat > p.pl <<'P'
use strict; use warnings; use List::Util qw(sum reduce shuffle first); use POSIX qw(floor fmod strftime :sys_wait_h); use Data::Dumper; use Digest::MD5 qw(md5_hex); use Digest::SHA qw(sha256_hex sha512_hex); use MIME::Base64; use Storable qw(freeze thaw); use Time::HiRes; use Encode; use IO::Socket::INET; use Math::BigInt; use Socket;
$Data::Dumper::Sortkeys = 1; $Data::Dumper::Indent = 1;
my %h; $h{$_ % 17} .= chr(97 + $_ % 26) for 1 .. 2000; print "$_: ", substr($h{$_}, 0, 20), "\n" for sort { $a <=> $b } keys %h;
my $t = join ' ', map { "w$_" } 1 .. 500; my $n = () = $t =~ /w(\d)\1/g; print "$n\n"; (my $u = $t) =~ s/(\d+)/$1 * 2/ge; print md5_hex($u), "\n"; print join(',', "2024-05-06T07:08" =~ /(\d+)-(\d+)-(\d+)T(\d+)/), "\n";
print "balanced\n" if "(a(b)c)" =~ /^(\((?:[^()]++|(?1))*\))$/; print join('|', split /(?<=,)/, "a,b,c"), "\n"; print "\x{263a} \x{e4}" =~ /\p{L}/ ? "yes\n" : "no\n"; print length(encode('UTF-8', "\x{263a}\x{e4}")), "\n";
print sum(map { $_ ** 2 } 1 .. 100), ' ', (reduce { $a * $b } 1 .. 15), ' ', floor(-2.5), ' ', fmod(10, 3.3), ' ', 1 / 3, ' ', 1e100, ' ', 2 ** 0.5, ' ', 0.1 + 0.2, ' ', 9 ** 20, ' ', 18446744073709551615, ' ', -17 % 5, "\n";
print Dumper({ a => [1, 2, { b => undef }], c => \'x' }); print sha256_hex('abc'), "\n", sha512_hex('abc'), "\n", encode_base64(pack('NnCa3w', 1, 2, 3, 'abc', 300)), join(',', unpack('d<f<q', pack('d<f<q', 1.5, 2.25, -7))), "\n";
print Dumper(thaw(freeze([1, { x => 'y' }]))); print strftime('%Y-%m-%d', gmtime(86400 * 365)), "\n"; print Math::BigInt->new(2)->bpow(300), "\n";
my $pid = fork // die; if (!$pid) { exit 7 } waitpid $pid, 0; print $? >> 8, "\n"; print `echo from shell`; open my $p, '-|', 'sort -n', ( ) or die; close $p; open $p, '|-', 'cat' or die; print $p "to cat\n"; close $p;
local $SIG{ALRM} = sub { die "alarm\n" }; eval { alarm 1; select undef, undef, undef, 5; }; print $@; local $SIG{USR1} = sub { print "usr1\n" }; kill USR1 => $$;
my $s = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1') or die; if (!($pid = fork)) { my $c = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $s->sockport); print $c "hello\n"; exit } my $c = $s->accept; print scalar <$c>; waitpid $pid, 0;
my @a = map { ($_ * 7919) % 10007 } 1 .. 5000; my @b = sort { $a <=> $b } @a; print "@b[0..9] @b[-3..-1]\n"; my $f = sub { my $g = shift; sub { $g->(@_) + 1 } }; print $f->(sub { $_[0] * 2 })->(21), "\n"; printf "%s %05.1f %x %b %e %-5s|\n", 'a', 3.14159, 255, 10, 12345.678, 'l'; print "done\n"; eval "1 +* 2"; print $@ ? "syntax\n" : ''; my $str = "a" x 100000; print length $str, "\n"; print join(' ', sort { $b cmp $a } qw(b a c)), "\n"; { local $/; open my $fh, '<', $0; my $x = <$fh>; print length $x, "\n" }
P
perl p.pl < /dev/null; perl -e 'kill 11, $$'; echo $?; perl -ne 'print if 3..5' <(seq 9); perl -MO=Lint -e1 2>/dev/null; perl -e 'my %p; OUTER: for my $n (2..5000) { for (my $d = 2; $d * $d <= $n; $d++) { next OUTER unless $n % $d } $p{$n} = 1 } print scalar(keys %p), "\n"'
