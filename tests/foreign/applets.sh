# busybox's applets on files, pipes and processes, in the empty directory $1. Nothing here depends on the machine.
# $2 is "root" where users and devices can be tried too.
cd "$1" || exit 1
mkdir "$1/bin"
"$BUSYBOX" --install -s "$1/bin"
export PATH="$1/bin" TZ=UTC0
umask 022
t() { echo "== $*"; } # begins what belongs together
mkdir work && cd work || exit 1

t echo printf
echo -e 'a\tb'; printf '%05d|%-5s|%x|%s\n' 42 ab 255 end
t seq tac rev nl paste yes
seq 1 3 | tac; echo hello | rev; seq 3 | nl; seq 3 | paste - - -; yes | head -n 2
seq 1 50 >n
t head tail cut fold expand unexpand
head -n 2 n; tail -n 2 n; tail -c 4 n; echo a:b:c | cut -d: -f2; echo abcdef | fold -w 3; printf 'a\tb\n' | expand
t sort uniq shuf
printf '3\n1\n2\n1\n' | sort | uniq -c; sort -rn n | head -n1; shuf n | sort -n | cmp - n && echo same
t tr sed grep egrep
echo hello | tr a-y b-z; sed -n '2,3p;$p' n; sed 's/1/x/g' n | head -n 3; grep -c 1 n; egrep '^(1|2)$' n; grep -v 1 n | wc -l
cp n edited; sed -i 's/^/-/' edited; head -n 1 edited
t awk
awk 'NR > 48 { print $1 * 2; s += $1 } END { print s }' n
awk 'BEGIN { while (("echo a b" | getline l) > 0) print l; print "x" | "cat"; close("cat"); system("echo system"); printf "%.3f\n", 22 / 7 }'
t od hexdump xxd strings base64 crc32
echo abc | od -c; echo abc | hexdump -C; echo abc | xxd; echo hello | base64; echo aGVsbG8K | base64 -d; crc32 n
printf 'ab\0\0hello world\0' | strings
t md5sum sha1sum sha256sum sha512sum sha3sum
md5sum n; sha1sum n; sha256sum n; sha512sum n; sha3sum n; md5sum n >sums; md5sum -c sums
t gzip gunzip zcat bzip2 lzop
gzip -k n; gunzip -c n.gz | cmp - n && echo same; zcat n.gz | tail -n 1; rm n.gz; gzip n; gunzip n.gz; ls
bzip2 -k n; bzcat n.bz2 | cmp - n && echo same; bunzip2 -f n.bz2; lzop -c n >n.lzo; lzop -dc n.lzo | cmp - n && echo same
t tar cpio
mkdir d d/e; echo x >d/x; ln -s x d/l; ln d/x d/h; chmod 640 d/x
tar cf d.tar d; tar tf d.tar | sort; rm -r d; tar xf d.tar; find d | sort; stat -c '%a %h %s %F' d/x d/l; stat -c '%a %h %F' d
tar czf d.tgz d; tar tzf d.tgz | wc -l; find d | cpio -o -H newc 2>/dev/null >d.cpio; rm -r d; cpio -idm <d.cpio 2>/dev/null; ls -1R d
mkdir o; cat d.tar | (cd o && tar xvf - | sort); ls o/d
t ls
ls -a d; ls -l d | sed 's/ [0-9]* [A-Z][a-z][a-z] .*[0-9] / DATE /; /^total/d; s/  *[^ ]* *[^ ]* *[0-9]* DATE/ DATE/'
ls -i d/x d/h | awk '{ print $1 }' | uniq | wc -l; ls -F d; touch -d '2020-01-01 00:00:00' old; ls -t old n
t cp mv rm ln readlink realpath
cp -r d d2; diff -r d d2 && echo equal; cp -a d d3; readlink d3/l; mv d2 d4; ls d4; mv n m; mv m n; ln -sf n link
readlink link; basename "$(readlink -f link)"; rm -f nothing; rm -r d3 d4; basename "$(realpath n)"
ln -s nowhere dangling; cat dangling; test -L dangling && echo a link; mv nothing n2; rm nothing; cp nothing n2; rm d
t stat touch date
touch -d '2021-02-03 04:05:06' f; stat -c '%Y %y' f; date -r f; date -u -d '2000-01-01 00:00:00' +%s; date -u -d @86400 +%F
touch -r f g; stat -c %Y g
t chmod
chmod u=rwx,go=r f; stat -c %A f; chmod -R a-w d; stat -c %a d/x; chmod -R u+w d
t find xargs
find . -name '*.tar' -size +0 | sort; find d -exec echo got {} \; | sort; find d -type f -print0 | xargs -0 ls | sort
seq 5 | xargs -n 2 echo; echo a b | xargs -I X echo -X-; find d -perm 640; find d -links +1 | sort; find . -newer f -name n
t test expr '[' '[['
test 3 -gt 2 && echo yes; expr 6 \* 7; expr abc : 'a\(.\)'; [ -d d ] && echo directory; [ n -nt f ] && echo newer
test -t 0; echo $?; test -w n && echo writable; test -s n && echo filled; test -e none || echo none; test -x n || echo no program
t env which id
env -i A=1 env; env -u TZ sh -c 'echo ${TZ-none}'; basename "$(which sed)"; A=b env | grep ^A=
t sleep usleep timeout time nproc
timeout 1 sleep 20; echo $?; timeout -s KILL 1 sleep 20; echo $?; timeout 50 true; echo $?; usleep 1000; sleep 0.01
time -f '' true 2>/dev/null; echo $?; test "$(nproc)" -ge 1 && echo some
t kill setsid
setsid echo a session; sleep 100 & kill $!; wait $!; echo $?; sleep 100 & kill -9 $!; wait $!; echo $?; kill -l 15
kill -0 $$ && echo there; sh -c 'kill -INT $$; echo not reached'; echo $?
t tee diff cmp patch
echo x | tee t1 t2; cat t1 t2; seq 1 3 >a; seq 2 4 >b; diff a b; diff -u a b | tail -n +3; cp a c; diff -u a b >p; patch c p
cmp c b && echo patched; cmp a b
t ed
printf '1d\n$a\nnew\n.\nw\nq\n' | ed a; cat a
t vi
printf ':s/2/X/\n:wq\n' | vi b >/dev/null 2>&1; cat b
t dd truncate shred
dd if=/dev/zero of=z bs=1k count=100 2>/dev/null; wc -c z; dd if=n of=y bs=1 skip=2 count=4 seek=3 2>/dev/null; od -c y
truncate -s 10 z; wc -c z; dd if=z of=z2 conv=notrunc,sync bs=512 2>&1 | head -n 2; sync; shred -u z2; ls z2
echo x >/dev/full
t mktemp
mktemp -u XXXXXX | wc -c; T=$(mktemp -p .); test -f $T && echo made; stat -c %a $T; D=$(mktemp -d -p .); stat -c '%a %F' $D; rm -r $T $D
t factor cal bc dc basename dirname tty unlink dos2unix uuencode
factor 12 97; cal 1 2000 | head -n 3; echo '2^64; scale=3; 22/7' | bc; dc -e '3 4 * p'; basename /a/b.c .c; dirname /a/b; tty
unlink a; ls a; unix2dos -u n 2>/dev/null; uuencode n n | uudecode -o nn; cmp n nn && echo same; getopt -o ab: -- -a -b x y
t more less wc xz
more n | tail -n 1; less n | tail -n 1; wc n; echo hello | wc -cwl
t du df free uptime
du -s n >/dev/null && df . >/dev/null && free >/dev/null && uptime >/dev/null && echo all
t taskset
taskset 1 echo on the first CPU
t shell
echo $((3 * 7)) ${unset:-unset}; pwd | sed 's,.*/,,'; sh -c 'ulimit -n 50; ulimit -n'; printf '#!%s sh\necho a script: $1\n' "$BUSYBOX" >script
chmod 755 script; PATH=.:$PATH script word; f() { local x=1; echo "function $1 $x"; }; f y; case abc in a*) echo case;; esac
x=$(echo a; echo b); echo "$x" | while read -r l; do echo "line $l"; done; cat <<END | tr a-z A-Z
here $((1 + 1))
END
(trap 'echo bye' EXIT; exit 3); echo $?; set -- a b c; shift; echo "$#" "$*"; for i in 1 2 3; do [ $i = 2 ] && continue; echo $i; done
{ echo out; echo error >&2; } 2>&1 | sort; false || echo or; ! true; echo $?; exec 3>three; echo to three >&3; exec 3>&-; cat three
t mkfifo mknod
mkfifo ff; stat -c '%F %a' ff; echo through >ff & cat ff; ls -F ff; rm ff; mknod p p && stat -c %F p
t id chown chgrp nice renice
if [ "$2" = root ]; then
    id -u; id -g; whoami; chown 0:0 f; chgrp root f; stat -c '%u %g %U %G' f n | uniq; ls -l f | awk '{ print $3, $4 }'
    renice -n 5 $$ 2>&1 | sed "s/$$/PID/"; renice -n -5 $$ >/dev/null 2>&1; echo $?
fi
t rmdir
mkdir -p p1/p2/p3; rmdir -p p1/p2/p3; ls -d p1; rmdir d; echo $?; rmdir n
exit 4
