# Redirections and here-documents.
cd /tmp
echo first > file; echo second >> file; cat < file
cat < file > copy; cat copy
> empty; cat empty
echo word > "a name"; cat "a name"
{ echo out; echo err >&2; } > both 2>&1; cat both
{ echo out; echo err >&2; } 2>&1 | cat
{ echo kept; echo dropped >&2; } 2> /dev/null
{ echo never; } > /dev/null; echo $?
exec 3> three; echo to three >&3; exec 3>&-; cat three
exec 4< file; read line <&4; echo "$line"; read line <&4; echo "$line"; exec 4<&-
(echo closed) >&- 2> /dev/null || echo failed
cat 5< file <&5
x=1
cat << end
here $x $(echo command) $((x + 1)) \$x "quotes" 'stay' \\
end
cat << 'end'
raw $x $(echo no) \$x
end
cat <<- end
		tabs go
	end
cat << a; cat << b
first
a
second
b
if true; then cat << end; fi
in an if
end
echo "$(cat << end
in a substitution
end
)"
while read line; do echo "<$line>"; done << end
one
two
end
cat << end | cat
through a pipe
end
for i in 1 2; do echo $i; done > loop; cat loop
f() { echo function; }; f > out; cat out
(echo subshell; cat) < file > sub; cat sub
{ cat < /no/such; } 2> /dev/null || echo failed
echo one > noclobber; echo two >| noclobber; cat noclobber
echo rw <> file
