/* Where a program starts: esp points at argc, argv[], NULL, envp[], NULL, the auxiliary vector. */
    .globl _start
    .type _start, @function
_start:
    xorl %ebp, %ebp                 /* the outermost frame */
    movl %esp, %eax
    andl $-16, %esp
    subl $12, %esp
    pushl %eax                      /* argument: the start-up stack */
    call __libc_start               /* does not return */
    hlt

    .section .note.GNU-stack, "", @progbits
