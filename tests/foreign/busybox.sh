# What a shell and the usual tools do with files, pipes and processes, in the directory $1.
cd "$1" || exit 1
b=busybox
umask 022
for i in 1 2 3; do echo $i; done | $b wc -l
$b mkdir -p a/b/c
echo hello >a/x
echo more >>a/x
$b cp a/x a/y
$b mv a/y a/b/z
$b ln -s ../x a/b/l
$b ln a/x a/hard
$b cat a/b/l a/b/z
$b find a | $b sort
$b find a -type f -links 2 | $b sort
$b grep -n more a/x a/b/z
$b readlink a/b/l
$b stat -c '%a %h %F' a a/x a/b/l
$b seq 1 2000 >n
$b wc n
$b head -n 2 n
$b tail -n 2 n
$b sort -rn n | $b head -n 1
$b tr 1-3 a-c <n | $b uniq | $b tail -n 1
echo abc | $b od -c
$b dd if=/dev/zero of=z bs=1k count=100 2>/dev/null
$b wc -c z
$b truncate -s 10 z
$b od -x z
$b touch -d '2020-01-02 03:04:05' t
$b stat -c '%Y' t
$b chmod 640 t
$b test -x t || echo not executable
$b rm t
$b ls -1
$b rmdir nothing a
$b cat nothing
$b tar cf x.tar a
$b tar tf x.tar | $b sort
$b md5sum n
$b gzip -c n | $b zcat | $b cmp - n && echo the same
$b sed -n 's/^\(1.\)$/<\1>/p' n
$b awk '{ s += $1 } END { print s }' n
$b diff a/x a/hard && echo no difference
echo one two | while read first second; do echo $second $first; done
x=$($b expr 3 + 4)
echo $x
($b sleep 5 & echo started; kill $!; wait $!; echo $?)
$b yes | $b head -n 2
echo to a descriptor >/dev/fd/1
trap 'echo a signal' USR1
kill -USR1 $$
$b sh -c 'exit 5' || echo $?
$b rm -r a n z x.tar
$b ls -1
exit 3
