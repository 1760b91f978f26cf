/* int sigsetjmp(sigjmp_buf state, int save_mask): the signal mask, and then as setjmp. */
    .section .text.sigsetjmp, "ax", @progbits
    .globl sigsetjmp
    .type sigsetjmp, @function
sigsetjmp:
    movl 4(%esp), %edx              /* state */
    movl 8(%esp), %eax
    movl %eax, 24(%edx)             /* __mask_saved */
    testl %eax, %eax
    jz setjmp
    pushl %ebx
    pushl %esi
    xorl %ebx, %ebx                 /* how */
    xorl %ecx, %ecx                 /* set: NULL, only ask */
    leal 28(%edx), %edx             /* old: __mask */
    movl $8, %esi                   /* size */
    movl $175, %eax                 /* rt_sigprocmask */
    int $0x80
    popl %esi
    popl %ebx
    jmp setjmp

    .section .note.GNU-stack, "", @progbits
