/*
 * long __clone(function, stack_top, flags, argument, parent_tid, tls, child_tid)
 * In the new thread, on its new stack: exit(function(argument)).
 */
    .section .text.__clone, "ax", @progbits
    .globl __clone
    .type __clone, @function
__clone:
    pushl %ebx
    pushl %esi
    pushl %edi
    movl 20(%esp), %ecx             /* stack_top, 16-aligned, with two words on it */
    andl $-16, %ecx
    subl $16, %ecx
    movl 28(%esp), %eax
    movl %eax, (%ecx)               /* argument */
    movl 16(%esp), %eax
    movl %eax, 4(%ecx)              /* function */
    movl 24(%esp), %ebx             /* flags */
    movl 32(%esp), %edx             /* parent_tid */
    movl 36(%esp), %esi             /* tls */
    movl 40(%esp), %edi             /* child_tid */
    movl $120, %eax                 /* clone */
    int $0x80
    testl %eax, %eax
    jz 1f
    popl %edi
    popl %esi
    popl %ebx
    ret
1:  xorl %ebp, %ebp                 /* the outermost frame */
    call *4(%esp)
    movl %eax, %ebx
    movl $1, %eax                   /* exit: this thread only */
    int $0x80
    hlt

    .section .note.GNU-stack, "", @progbits
