/* Where signal handlers return to: the kernel takes the frame off the stack and resumes the thread. */
    .section .text.signal_return, "ax", @progbits
    .globl __signal_return, __signal_return_info
    .type __signal_return, @function
    .type __signal_return_info, @function
    nop                             /* debuggers look for the caller in front of the return address */
__signal_return:                    /* of handlers without SA_SIGINFO */
    popl %eax                       /* the handler's argument */
    movl $119, %eax                 /* sigreturn */
    int $0x80
    nop
__signal_return_info:
    movl $173, %eax                 /* rt_sigreturn */
    int $0x80

    .section .note.GNU-stack, "", @progbits
