# Words: quotes, parameters, splitting, patterns.
echo one 'two  three' "four $? \" x" a\ b '$?' "" end
false; echo $? "$?"
true
echo $?
  echo indented;echo next   # a comment
echo a#b '#' "#"
# only a comment
echo "a|b;c&d<e>f" 'g|h' i\|j ''''x""y
echo a\
b "c\
d"
echo "two
lines" 'and
two'
x=1; y="a  b"; z=
echo $x $y "$y" ${x}2 $x'2' "$x"2 $x$x ${#y} ${#x}
echo ${z:-empty} ${z-} ${u-unset} ${u:-unset or empty} ${x:+set} ${u+set}end
echo ${new:=assigned} $new "${u:-"in  quotes"}" ${u:-two  words} ${u:-'one  word'}
path=/usr/lib/x.tar.gz
echo ${path##*/} ${path#*/} ${path%.*} ${path%%.*} ${path#nothing} "${path%"gz"}"
IFS=:
list=a:b::c:
for item in $list; do echo "<$item>"; done
unset IFS
spaces='  a   b  '
for item in $spaces x; do echo "<$item>"; done
set -- one 'two words' ''
echo $# "$1" "$2" "$3" "$*"
for item in "$@"; do echo "<$item>"; done
for item in $@; do echo "<$item>"; done
for item in pre"$@"post; do echo "<$item>"; done
for item; do echo "<$item>"; done
shift 2; echo $# "$1"
set --; echo $# "$@" "x$@"
for item in "$@"; do echo never; done
set -- a b c d e f g h i j k; echo $1 ${11} $11 $#
star='*'; echo "$star" '*' \* "[a]"
cd /tmp
echo 1 > wp1; echo 2 > wp2; echo 3 > wp3; echo 4 > wq
echo wp? wp[12] wp[!12] w* no-such-* "wp?" wp[1-3] ./wp1*
pattern='wp?'; echo $pattern "$pattern"
echo /tmp/wp*
set -f; echo wp*; set +f
ls -1 wp1 wp2 wp3 wq
echo $(echo output; echo of two) "$(echo in  quotes)" $(echo nested "$(echo "deep )")")
echo `echo back` `echo \`echo nested\`` "`echo "quoted"`"
echo "$(printf 2>/dev/null)end"
x=$(echo value); echo $x "${x}"
x=$(exit 5); echo $?
echo a\"b "a\$b"
HOME=/home/me
echo ~/x "~" a~
echo $((1 + 2 * 3)) $(((1 + 2) * 3)) $((7 / 2)) $((7 % 3)) $((-7 / 2)) $((1 << 4 | 1)) $((5 & 6 ^ 1))
n=3; echo $((n += 2)) $n $((n > 3 ? 10 : 20)) $((0x1f)) $((010)) $((!n)) $((~n)) $((n == 5 && n < 9 || 0)) $(($n * 2))
i=0; echo $((i = i + 1)) $((0 && (i = 9))) $i $((i <= 1)) $((2 != 2))
