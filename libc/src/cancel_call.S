/*
 * long __cancel_call(number, a, b, c, d, e, f): a system call that is a cancellation point. From
 * __cancel_begin to __cancel_end the call has not happened yet: a thread that is found there by
 * SIGCANCEL (pthread_cancel.c) goes to __cancel_landing instead. So no cancellation falls between
 * looking at the flag and sleeping, and none undoes a call that was done.
 * %gs:4 is `cancel` of struct tcb: CANCEL_PENDING and nothing else when the thread is to act on it.
 */
    .section .text.__cancel_call, "ax", @progbits
    .globl __cancel_call, __cancel_begin, __cancel_end, __cancel_landing
    .weak __cancel_now
    .type __cancel_call, @function
__cancel_call:
    pushl %ebx
    pushl %esi
    pushl %edi
    pushl %ebp
    movl 24(%esp), %ebx
    movl 28(%esp), %ecx
    movl 32(%esp), %edx
    movl 36(%esp), %esi
    movl 40(%esp), %edi
    movl 44(%esp), %ebp
    movl 20(%esp), %eax
__cancel_begin:
    cmpl $1, %gs:4
    je __cancel_landing
    int $0x80
__cancel_end:
    cmpl $-4, %eax                  /* EINTR: by SIGCANCEL? */
    jne 1f
    cmpl $1, %gs:4
    je __cancel_landing
1:  popl %ebp
    popl %edi
    popl %esi
    popl %ebx
    ret

__cancel_landing:
    andl $-16, %esp
    xorl %ebp, %ebp
    call __cancel_now               /* does not return */
    hlt

    .section .note.GNU-stack, "", @progbits
