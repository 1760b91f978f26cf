# The background, waiting, signals and traps.
echo in the background & wait
sleep 0 & wait $!; echo $?
(exit 7) & wait $!; echo $?
sh -c 'exit 3' & a=$!; sh -c 'exit 4' & b=$!; wait $a; echo $?; wait $b; echo $?
wait 999999; echo $?
wait; echo $?
true & false & wait; echo $?
cat & wait; echo background input is empty
sleep 100 & kill $!; wait $! 2> /dev/null; echo $?
sleep 100 & kill -KILL $!; wait $! 2> /dev/null; echo $?
{ sleep 0; echo group in the background; } & wait
trap 'echo trapped' USR1
kill -USR1 $$; echo after
trap '' USR1; kill -USR1 $$; echo ignored
trap - USR1
trap 'echo the end; exit 5' TERM
(trap; echo in a subshell)
sh -c 'trap "echo bye" EXIT; echo working'
sh -c 'trap "echo bye" EXIT; exit 3'; echo $?
sh -c 'trap "echo bye; exit 9" EXIT; exit 3'; echo $?
sh -c 'trap "echo got it" TERM; kill $$; echo went on'
trap - TERM
trap 'echo last' EXIT
[ $$ = "$(echo $$)" ] && echo the same
