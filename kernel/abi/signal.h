/* Signal numbers (man 7 signal). */
#pragma once

#define SIGHUP    1
#define SIGINT    2
#define SIGQUIT   3
#define SIGILL    4
#define SIGTRAP   5
#define SIGABRT   6
#define SIGBUS    7
#define SIGFPE    8
#define SIGKILL   9
#define SIGUSR1   10
#define SIGSEGV   11
#define SIGUSR2   12
#define SIGPIPE   13
#define SIGALRM   14
#define SIGTERM   15
#define SIGSTKFLT 16
#define SIGCHLD   17
#define SIGCONT   18
#define SIGSTOP   19
#define SIGTSTP   20
#define SIGTTIN   21
#define SIGTTOU   22
#define SIGURG    23
#define SIGXCPU   24
#define SIGXFSZ   25
#define SIGVTALRM 26
#define SIGPROF   27
#define SIGWINCH  28
#define SIGIO     29
#define SIGPWR    30
#define SIGSYS    31
#define SIGNALS   64 /* signals are numbered 1 to SIGNALS */

/* Actions (man 2 rt_sigaction). */
#define SIG_ERR ((void (*)(int))-1)
#define SIG_DFL ((void (*)(int))0)
#define SIG_IGN ((void (*)(int))1)

#define SA_NOCLDSTOP 0x00000001
#define SA_NOCLDWAIT 0x00000002
#define SA_SIGINFO   0x00000004
#define SA_RESTORER  0x04000000
#define SA_ONSTACK   0x08000000
#define SA_RESTART   0x10000000
#define SA_NODEFER   0x40000000
#define SA_RESETHAND 0x80000000

/* Masks (man 2 rt_sigprocmask): bit n - 1 is signal n. */
#define SIG_BLOCK   0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2

typedef struct {
    unsigned long bits[2];
} sigset_t;

/* What rt_sigaction takes and gives. */
struct kernel_sigaction {
    void *handler;
    unsigned long flags;
    void (*restorer)(void);
    sigset_t mask;
};

/* What a handler with SA_SIGINFO, sigwaitinfo and waitid learn (man 2 sigaction); 128 bytes. */
union sigval {
    int sival_int;
    void *sival_ptr;
};

typedef struct {
    int si_signo;
    int si_errno;
    int si_code;
    union {
        int pad[29];
        struct {
            int pid;
            unsigned uid;
            union sigval value;
        } sender; /* kill, tgkill, sigqueue */
        struct {
            int pid;
            unsigned uid;
            int status;
            long utime, stime;
        } child; /* SIGCHLD, waitid */
        struct {
            void *address;
        } fault; /* SIGSEGV, SIGBUS, SIGFPE, SIGILL */
    } fields;
} siginfo_t;

#define si_pid    fields.sender.pid
#define si_uid    fields.sender.uid
#define si_value  fields.sender.value
#define si_int    fields.sender.value.sival_int
#define si_ptr    fields.sender.value.sival_ptr
#define si_status fields.child.status
#define si_utime  fields.child.utime
#define si_stime  fields.child.stime
#define si_addr   fields.fault.address

#define SI_USER    0 /* si_code: by kill */
#define SI_KERNEL  0x80
#define SI_QUEUE   (-1)
#define SI_TIMER   (-2)
#define SI_TKILL   (-6)
#define SEGV_MAPERR 1 /* nothing there */
#define SEGV_ACCERR 2 /* not allowed */
#define CLD_EXITED    1
#define CLD_KILLED    2
#define CLD_DUMPED    3
#define CLD_TRAPPED   4
#define CLD_STOPPED   5
#define CLD_CONTINUED 6

/* Another stack for handlers (man 2 sigaltstack). */
typedef struct {
    void *ss_sp;
    int ss_flags;
    unsigned long ss_size;
} stack_t;

#define SS_ONSTACK  1
#define SS_DISABLE  2
#define MINSIGSTKSZ 2048
#define SIGSTKSZ    8192

/* The interrupted registers, as a handler finds them (i386 ABI of Linux). */
struct sigcontext {
    unsigned gs, fs, es, ds;
    unsigned edi, esi, ebp, esp, ebx, edx, ecx, eax;
    unsigned trapno, err, eip, cs, eflags, esp_at_signal, ss;
    void *fpstate;
    unsigned oldmask, cr2;
};

typedef struct ucontext {
    unsigned long uc_flags;
    struct ucontext *uc_link;
    stack_t uc_stack;
    struct sigcontext uc_mcontext;
    sigset_t uc_sigmask;
} ucontext_t;
