# Lists, pipelines, compound commands and functions.
true && echo and || echo never
false && echo never || echo or
! true; echo $?
! false; echo $?
false | true; echo $?
true | false; echo $?
echo a b | cat | cat
echo through |
cat
true &&
echo next line
if true; then echo yes; fi
if false; then echo no; else echo else; fi
if false; then echo no; elif true; then echo elif; else echo no; fi
if false; then echo no; fi; echo $?
i=0
while [ $i -lt 5 ]; do
    i=$((i + 1))
    [ $i = 2 ] && continue
    [ $i = 4 ] && break
    echo $i
done
until [ $i = 0 ]; do i=$((i - 1)); done; echo $i
for i in 1 2 3; do for j in 1 2 3; do
    [ $i$j = 12 ] && continue 2
    [ $i$j = 31 ] && break 2
    echo $i$j
done; done
for i in; do echo never; done; echo $?
case word in
    w?rd) echo pattern ;;
    *) echo never ;;
esac
case x in a | x) echo either ;; esac
case 'a*' in "a*") echo quoted; esac
case 'ab' in "a*") echo never ;; (a*) echo open ;; esac
case z in a) echo never ;; esac; echo $?
{ echo group; echo of two; } | cat
(x=inner; echo $x; exit 3); echo $? $x
(cd /; pwd)
f() {
    echo "f: $# $1"
    return 3
    echo never
}
f 'an argument' b; echo $? $#
g() { if [ $1 -gt 0 ]; then echo $1; g $(($1 - 1)); fi; }
g 3
h() (exit 4)
h; echo $?
k() { while :; do return 7; done; }
k || echo k $?
x=1; change() { x=2; }; change; echo $x
y=1; show() { echo "y $y"; }; y=3 show
f() { echo anew; }; f | cat
unset -f f
eval 'echo eval' '$x'
eval 'for i in 1 2; do' 'echo "<$i>"; done'
echo '. is a file; x=5' > /dev/null
cd /tmp
echo 'echo "in the file $1"; x=from-file; return 6; echo never' > dotted
. ./dotted; echo $? $x
set -- a b; shift; echo $1
echo 'echo $0 $# $1 $2' > script
sh script one 'two three'
sh -c 'echo $0 $1 $#' name p q
sh -c 'exit 42'; echo $?
sh -c 'false'; echo $?
sh -e -c 'false || true; if false; then :; fi; ! true; echo on; false; echo never'; echo $?
sh -c 'set -e; (false; echo never); echo never'; echo $?
sh -c 'f() { false; echo inside; }; set -e; if f; then echo tested; fi'
sh -u -c 'echo ${nothing-default}; set -- a; echo $1'
readonly fixed=1; echo $fixed
export e=exported; sh -c 'echo $e'
e=changed sh -c 'echo $e'; echo $e
unset e; echo ${e-gone}
echo 'one two  three
four' > fields
while read a b; do echo "<$a> <$b>"; done < fields
echo 'back\slash \
joined' > raw
read a < raw; echo "$a"
{ read -r a; read -r b; echo "<$a><$b>"; } < raw
IFS=: read a b c < /dev/null || echo end
type cd > /dev/null && echo cd is known
type no-such-thing > /dev/null 2>&1 || echo not known
command true && echo command
[ -d / ] && [ ! -e /no/such ] && [ a != b ] && [ 3 -ge 2 ] && [ -n x ] && [ -z '' ] && echo all true
[ a = a -a 1 -lt 2 ] && [ a = b -o x ] && [ ! \( a = b \) ] && echo old style
test; echo $?
[ = = = ] && echo odd
umask 022; umask; umask 077; (umask)
echo 'no newline at the end of a script' && true
