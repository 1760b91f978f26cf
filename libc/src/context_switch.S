/*
 * getcontext, setcontext, swapcontext (POSIX.1-2001): the registers and the signal mask of a flow of execution, kept
 * in and taken from a ucontext_t. Registers that a call may change are not worth keeping, but for the x87's
 * control word, which lies in uc_flags; a context that a signal's handler was given has 0 there.
 */
    .set FLAGS, 0
    .set GREGS, 20                  /* of ucontext_t: uc_flags, uc_link, uc_stack of three words, uc_mcontext */
    .set EDI, GREGS + 4 * 4
    .set ESI, GREGS + 5 * 4
    .set EBP, GREGS + 6 * 4
    .set EBX, GREGS + 8 * 4
    .set EAX, GREGS + 11 * 4
    .set EIP, GREGS + 14 * 4
    .set UESP, GREGS + 17 * 4
    .set SIGMASK, GREGS + 22 * 4

    .set SYS_rt_sigprocmask, 175
    .set SIG_SETMASK, 2

    .macro function name
    .section .text.\name, "ax", @progbits
    .globl \name
    .type \name, @function
\name:
    .endm

/* Keeps the caller's registers in the context at eax, as they will be when this function has returned 0. */
    .macro keep_registers
    movl %edi, EDI(%eax)
    movl %esi, ESI(%eax)
    movl %ebp, EBP(%eax)
    movl %ebx, EBX(%eax)
    movl $0, EAX(%eax)
    fnstcw FLAGS(%eax)
    movl (%esp), %ecx
    movl %ecx, EIP(%eax)            /* the return address */
    leal 4(%esp), %ecx
    movl %ecx, UESP(%eax)
    .endm

/* Sets the mask from `set` and keeps the old one in `old` (each an address or $0); changes ebx, ecx, edx, esi. */
    .macro exchange_mask set, old
    movl $SIG_SETMASK, %ebx
    movl \set, %ecx
    movl \old, %edx
    movl $8, %esi                   /* bytes in a mask */
    movl $SYS_rt_sigprocmask, %eax
    int $0x80
    .endm

/* int getcontext(ucontext_t *context) */
function getcontext
    movl 4(%esp), %eax
    keep_registers
    pushl %ebx
    pushl %esi
    leal SIGMASK(%eax), %edi
    exchange_mask $0, %edi
    popl %esi
    popl %ebx
    movl 4(%esp), %edi
    movl EDI(%edi), %edi
    xorl %eax, %eax
    ret

/* int swapcontext(ucontext_t *save, const ucontext_t *next) */
function swapcontext
    movl 4(%esp), %eax
    keep_registers
    leal SIGMASK(%eax), %ebp
    movl 8(%esp), %edi
    leal SIGMASK(%edi), %eax
    exchange_mask %eax, %ebp
    jmp load_registers

/* int setcontext(const ucontext_t *context): does not return, but where the context says */
function setcontext
    movl 4(%esp), %edi
    leal SIGMASK(%edi), %eax
    exchange_mask %eax, $0

load_registers:                     /* of the context at edi */
    cmpw $0, FLAGS(%edi)
    je 1f
    fldcw FLAGS(%edi)
1:  movl UESP(%edi), %esp
    movl EBX(%edi), %ebx
    movl ESI(%edi), %esi
    movl EBP(%edi), %ebp
    movl EAX(%edi), %eax
    pushl EIP(%edi)
    movl EDI(%edi), %edi
    ret

/* Where a function that makecontext() has prepared returns to: ebx has what the context links to. */
function __context_end
    andl $-16, %esp
    subl $12, %esp
    pushl %ebx
    call __context_continue         /* does not return */
    hlt

    .section .note.GNU-stack, "", @progbits
