# Turns the output of `nm -n` into the assembly of the kernel's table of functions (debug/symbols.h).
$2 ~ /^[tTwW]$/ {
    table = table sprintf(".long 0x%s, name%d\n", $1, count)
    names = names sprintf("name%d: .asciz \"%s\"\n", count, $3)
    count++
}
END {
    print ".section .rodata.symbols, \"a\""
    print ".balign 4"
    print ".globl symbol_table, symbol_count"
    printf "symbol_count: .long %d\n", count
    print "symbol_table:"
    printf "%s%s", table, names
}
