# Debian's dynamically linked programs, run by Debian's bash, in an empty directory.
export PATH=/usr/bin:/bin LANG=C TZ=UTC0 HOME=/tmp
cd "$(mktemp -d)" || exit 1

words=(pear apple fig)
printf '%s\n' "${words[@]}" | sort | paste -s -d,
read -r line < <(echo from a process); echo "$line"
coproc cat
cat=$COPROC_PID
echo to the coprocess >&"${COPROC[1]}"
read -r line <&"${COPROC[0]}"
echo "$line"
eval "exec ${COPROC[1]}>&-"
wait "$cat"; echo "it ended with $?"
trap 'echo a signal' USR1; kill -USR1 $$
for i in {1..5}; do (exit "$i") & pids[i]=$!; done
for i in {1..5}; do wait "${pids[i]}"; printf '%s ' $?; done; echo

gawk 'BEGIN { "echo 6 * 7 | bc" | getline x; print x; print strftime("%F", 86400) | "cat" }'
perl -e 'my $sum = 0; pipe(my $r, my $w);
    for my $i (1 .. 10) { if (!fork()) { print $w "$i\n"; exit $i } }
    close $w; $sum += $_ while <$r>; my %seen; while ((my $pid = wait()) > 0) { $seen{$? >> 8}++ }
    print "$sum ", scalar(keys %seen), "\n"; local $SIG{ALRM} = sub { die "late\n" };
    eval { alarm 1; select(undef, undef, undef, 60) }; print $@;'
echo '{"list": [1, 2, {"deep": true}]}' | jq -M '.list[2].deep'
lua5.4 -e 'local f = io.popen("seq 3"); print((f:read("a"):gsub("\n", " ")))'

# A compiler, its program with threads, and make, which runs both.
cat >sum.c <<'END'
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int sum;
static void *add(void *argument)
{
    for (int i = 0; i < 1000; i++) {
        pthread_mutex_lock(&mutex);
        sum++;
        pthread_mutex_unlock(&mutex);
    }
    return argument;
}
int main(void)
{
    pthread_t threads[10];
    for (int i = 0; i < 10; i++)
        pthread_create(&threads[i], NULL, add, NULL);
    for (int i = 0; i < 10; i++)
        pthread_join(threads[i], NULL);
    printf("%d from %s\n", sum, ttyname(0) ? "a terminal" : "no terminal");
    return 0;
}
END
printf 'all: sum one two\n\t@./sum\nsum: sum.c\n\ttcc -o sum sum.c -lpthread\none two:\n\t@sleep 0.1; echo made >$@\n' >Makefile
make -s -j3 </dev/null && cat one two
dd if=/dev/zero of=zeros bs=1M count=3 status=none && sha256sum zeros | cut -c1-16
timeout 1 sleep 100; echo $?
stat -c '%a %h %F' . sum.c
seq 100000 | sort -R | sort -n | tail -n 1
exit 9
