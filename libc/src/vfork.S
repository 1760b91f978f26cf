/*
 * pid_t vfork(void): parent and child share the stack, and the child returns from here first; so the
 * return address stays in a register meanwhile.
 */
    .section .text.vfork, "ax", @progbits
    .globl vfork
    .type vfork, @function
vfork:
    popl %edx
    movl $190, %eax                 /* vfork */
    int $0x80
    pushl %edx
    cmpl $-4096, %eax
    ja 1f
    ret
1:  pushl %eax
    call sys_result
    popl %edx
    ret

    .section .note.GNU-stack, "", @progbits
