/* int setjmp(jmp_buf state); void longjmp(jmp_buf state, int value): the registers a call preserves. */
    .section .text.setjmp, "ax", @progbits
    .globl setjmp, _setjmp
    .type setjmp, @function
    .type _setjmp, @function
setjmp:
_setjmp:
    movl 4(%esp), %eax
    movl %ebx, (%eax)
    movl %esi, 4(%eax)
    movl %edi, 8(%eax)
    movl %ebp, 12(%eax)
    leal 4(%esp), %ecx              /* esp as it will be after the return */
    movl %ecx, 16(%eax)
    movl (%esp), %ecx               /* the return address */
    movl %ecx, 20(%eax)
    xorl %eax, %eax
    ret

    .section .text.longjmp, "ax", @progbits
    .globl longjmp, _longjmp
    .type longjmp, @function
    .type _longjmp, @function
longjmp:
_longjmp:
    movl 4(%esp), %edx
    movl 8(%esp), %eax
    testl %eax, %eax
    jnz 1f
    incl %eax                       /* setjmp never returns 0 twice */
1:  movl (%edx), %ebx
    movl 4(%edx), %esi
    movl 8(%edx), %edi
    movl 12(%edx), %ebp
    movl 16(%edx), %esp
    jmp *20(%edx)

    .section .note.GNU-stack, "", @progbits
