/* Linux i386 system calls and nothing else: writes its arguments' number, and ends with status 7. */
.globl _start
_start:
    mov (%esp), %eax        /* argc */
    add $'0', %al
    mov %al, digit
    mov $4, %eax            /* write(1, text, size) */
    mov $1, %ebx
    mov $text, %ecx
    mov $size, %edx
    int $0x80
    cmp $size, %eax
    jne 1f
    mov $9999, %eax         /* no such call: -ENOSYS */
    int $0x80
    cmp $-38, %eax
    jne 1f
    mov $7, %ebx
1:  mov $1, %eax            /* exit(7), or exit(1) */
    int $0x80

.data
text: .ascii "argc is "
digit: .ascii "?\n"
.set size, . - text
.section .note.GNU-stack, "", @progbits
