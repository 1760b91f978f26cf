/*
 * Acting on signals, on the way to user mode; handlers run on a frame that is built on the user's stack, as
 * Linux i386 builds it, and end with sigreturn.
 */
#include "abi/errno.h"
#include "abi/siginfo.h"
#include "abi/syscall.h"
#include "debug/trace.h"
#include "lib/string.h"
#include "mm/user.h"
#include "process/process.h"
#include "process/signal.h"

#define FPU_LEGACY_SIZE 112 /* of the older format, which lies before FXSAVE's in a frame */
#define MXCSR_OFFSET    24
#define MXCSR_BITS      0xffbfu     /* others fault when loaded */
#define EFLAGS_USER     0x00040dd5u /* AC OF DF TF SF ZF AF PF CF: a handler's frame may change these */

/*
 * What a handler finds on its stack: with SA_SIGINFO it has three arguments, without only the first. (Linux
 * gives those without another, older frame; nobody looks past its signal's number.)
 */
struct signal_frame {
    uintptr_t return_to;
    int signal;
    uintptr_t info_address, context_address;
    siginfo_t info;
    ucontext_t context;
    uint8_t code[8];
};

struct fpu_frame {
    uint8_t legacy[FPU_LEGACY_SIZE];
    uint8_t state[FPU_STATE_SIZE];
};

/* System calls that begin anew after a handler with SA_RESTART, instead of failing with EINTR (man 7 signal).
 */
static bool is_restartable(const struct trap_frame *frame)
{
    static const uint16_t calls[] = {SYS_read, SYS_write,  SYS_readv, SYS_writev, SYS_sendto,  SYS_recvfrom,
                                     SYS_open, SYS_openat, SYS_ioctl, SYS_wait4,  SYS_waitpid, SYS_waitid};
    const uint32_t call = frame->error_code;
    if (call == SYS_futex || call == SYS_futex_time64)
        return frame->esi == 0; /* its time-out is from now on: it would begin anew, too */
    for (unsigned i = 0; i < ARRAY_SIZE(calls); i++)
        if (call == calls[i])
            return true;
    return false;
}

/* If the thread comes from such a call, interrupted, has it made once more. */
static void restart(struct trap_frame *frame)
{
    if (frame->vector != TRAP_SYSCALL || frame->eax != (uint32_t)-EINTR || !is_restartable(frame))
        return;
    frame->eip -= 2; /* int $0x80 */
    frame->eax = frame->error_code;
}

bool signal_on_handler_stack(const struct thread *thread, uintptr_t esp)
{
    return esp - thread->handler_stack < thread->handler_stack_size;
}

#define WORD(field) (offsetof(struct trap_frame, field) / sizeof(uint32_t))

/* Where a context's registers, from REG_ES on, lie in a trap frame: saved from there, and put back. */
static const uint8_t words[] = {
    [REG_ES] = WORD(es),   [REG_DS] = WORD(ds),   [REG_EDI] = WORD(edi),       [REG_ESI] = WORD(esi),
    [REG_EBP] = WORD(ebp), [REG_ESP] = WORD(esp), [REG_EBX] = WORD(ebx),       [REG_EDX] = WORD(edx),
    [REG_ECX] = WORD(ecx), [REG_EAX] = WORD(eax), [REG_TRAPNO] = WORD(vector), [REG_ERR] = WORD(error_code),
    [REG_EIP] = WORD(eip), [REG_CS] = WORD(cs),   [REG_EFL] = WORD(eflags),    [REG_UESP] = WORD(esp),
    [REG_SS] = WORD(ss)};

static void save_context(mcontext_t *context, const struct trap_frame *frame, uint64_t mask, uintptr_t fpu)
{
    *context = (mcontext_t){.gregs = {[REG_GS] = segment_read_gs(), [REG_FS] = segment_read_fs()},
                            .fpregs = (void *)fpu,
                            .oldmask = (uint32_t)mask,
                            .cr2 = thread_current()->fault_address};
    for (unsigned i = REG_ES; i < ARRAY_SIZE(words); i++)
        context->gregs[i] = ((const greg_t *)frame)[words[i]];
}

/* Copies the FPU's registers to a place below `top`; returns its address, 0 if it can't be written. */
static uintptr_t push_fpu(uintptr_t top)
{
    struct fpu_frame *user = (void *)(ALIGN_DOWN(top - sizeof(struct fpu_frame), 64u));
    uint8_t state[FPU_STATE_SIZE] __attribute__((aligned(16)));
    fpu_save(state);
    return copy_to_user(user->state, state, sizeof(state)) ? 0 : (uintptr_t)user;
}

/* Builds the frame below `fpu`, the saved FPU state. Returns 0 or -EFAULT. */
static int push_frame(struct trap_frame *frame, const struct kernel_sigaction *action, const siginfo_t *info,
                      uint64_t mask, uintptr_t fpu)
{
    const struct thread *thread = thread_current();
    uintptr_t place = ALIGN_DOWN(fpu - sizeof(struct signal_frame) + 4, 16u) -
                      4; /* as if called: ESP + 4 is a multiple of 16 */
    struct signal_frame built = {
        .return_to = place + offsetof(struct signal_frame, code),
        .signal = info->si_signo,
        .info_address = place + offsetof(struct signal_frame, info),
        .context_address = place + offsetof(struct signal_frame, context),
        .info = *info,
        .context.uc_stack = {.ss_sp = (void *)thread->handler_stack,
                             .ss_size = thread->handler_stack_size,
                             .ss_flags = thread->handler_stack_size ? 0 : SS_DISABLE},
        /* For programs whose library brings no code to return by: mov $number, %eax; int $0x80. */
        .code = {0xb8, SYS_rt_sigreturn, 0, 0, 0, 0xcd, 0x80},
    };
    if (action->flags & SA_RESTORER)
        built.return_to = (uintptr_t)action->restorer;
    memcpy(&built.context.uc_sigmask, &mask, sizeof(mask));
    save_context(&built.context.uc_mcontext, frame, mask, fpu);
    frame->edx = built.info_address;
    frame->ecx = built.context_address;
    frame->esp = place;
    return copy_to_user((void *)place, &built, sizeof(built));
}

/* Has the thread go on in the handler. Returns 0, or -EFAULT when its stack can't be written. */
static int enter_handler(struct trap_frame *frame, const struct kernel_sigaction *action,
                         const siginfo_t *info, uint64_t mask)
{
    struct thread *thread = thread_current();
    uintptr_t top = frame->esp;
    if (action->flags & SA_ONSTACK && thread->handler_stack_size && !signal_on_handler_stack(thread, top))
        top = thread->handler_stack + thread->handler_stack_size;
    if (action->flags & SA_RESTART)
        restart(frame);
    uintptr_t fpu = push_fpu(top);
    int error = fpu ? push_frame(frame, action, info, mask, fpu) : -EFAULT;
    frame->eip = (uintptr_t)action->handler;
    frame->eax = (uint32_t)info->si_signo;
    frame->cs = SELECTOR_USER_CODE;
    frame->ds = frame->es = frame->ss = SELECTOR_USER_DATA;
    frame->eflags &= ~(EFLAGS_TF | EFLAGS_DF);
    frame->vector = 0; /* no system call to restart any more */
    return error;
}

void signal_deliver_locked(struct trap_frame *frame)
{
    struct thread *thread = thread_current();
    struct process *process = thread->process;
    siginfo_t info;
    while (!process->exiting && signal_take_locked(~thread->blocked, &info)) {
        int signal = info.si_signo;
        struct kernel_sigaction *kept = &process->actions->actions[signal - 1], action = *kept;
        if (action.handler == SIG_IGN)
            continue;
        if (action.handler == SIG_DFL) {
            /* The action was a handler, or the signal blocked, when it was sent. */
            signal_send_locked(process, thread, &info);
            continue;
        }
        if (action.flags & SA_RESETHAND)
            kept->handler = SIG_DFL;
        uint64_t mask = thread->restore_mask ? thread->mask_to_restore : thread->blocked, added;
        memcpy(&added, &action.mask, sizeof(added));
        thread->restore_mask = false;
        signal_set_blocked_locked(thread->blocked | added |
                                  (action.flags & SA_NODEFER ? 0 : SIGNAL_BIT(signal)));
        spin_unlock(&process_lock);
        trace(DELIVER, signal, info.si_code, (uintptr_t)action.handler, action.flags);
        int error = enter_handler(frame, &action, &info, mask);
        spin_lock(&process_lock);
        if (error)
            process_kill_locked(process, SIGSEGV);
    }
    if (!process->exiting)
        restart(frame); /* interrupted, but then no handler ran: another thread has taken the signal */
    if (thread->restore_mask) {
        thread->restore_mask = false;
        signal_set_blocked_locked(thread->mask_to_restore);
    }
}

/* Puts the user's registers back as the frame says, as far as a user may choose them. */
static int load_context(struct trap_frame *frame, const mcontext_t *context, uint64_t mask)
{
    uint8_t state[FPU_STATE_SIZE] __attribute__((aligned(16)));
    const struct fpu_frame *fpu = context->fpregs;
    const greg_t *registers = context->gregs;
    const uint32_t eflags = frame->eflags;
    if (fpu && copy_from_user(state, fpu->state, sizeof(state)))
        return -EFAULT;
    if (fpu) {
        *(uint32_t *)(state + MXCSR_OFFSET) &= MXCSR_BITS;
        fpu_restore(state);
    }
    for (unsigned i = REG_ES; i < ARRAY_SIZE(words); i++)
        ((greg_t *)frame)[words[i]] = registers[i];
    frame->esp = (uint32_t)registers[REG_ESP]; /* REG_UESP is only told */
    frame->ds &= 0xffff;
    frame->es &= 0xffff;
    frame->cs = (frame->cs & 0xffff) | 3;
    frame->ss = (frame->ss & 0xffff) | 3;
    frame->eflags = (eflags & ~EFLAGS_USER) | (frame->eflags & EFLAGS_USER);
    frame->vector = frame->error_code = 0; /* no system call to restart */
    segment_load_fs(registers[REG_FS]);
    segment_load_gs(registers[REG_GS]);
    spin_lock(&process_lock);
    signal_set_blocked_locked(mask);
    spin_unlock(&process_lock);
    return 0;
}

long signal_return(unsigned popped)
{
    struct trap_frame *frame = stack_trap_frame(thread_current()->stack);
    struct signal_frame built;
    uint64_t mask;
    int error = copy_from_user(&built, (void *)(frame->esp - popped), sizeof(built));
    memcpy(&mask, &built.context.uc_sigmask, sizeof(mask));
    if (error || load_context(frame, &built.context.uc_mcontext, mask))
        process_exit_group(SIGSEGV);
    return (long)frame->eax;
}
