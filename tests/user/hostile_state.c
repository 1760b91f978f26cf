/* Children whose registers, flags, segments and stacks are not what a compiler would leave: each ends by the
 * right signal, or goes on unharmed; the kernel is not impressed. */
#include "system.h"

#include <abi/user_desc.h>
#include <stdint.h>

#define FLAG_IF   0x0200
#define FLAG_DF   0x0400
#define FLAG_IOPL 0x3000
#define FLAG_NT   0x4000
#define FLAG_AC   0x40000

/* A child that executes the assembly code `text`, and must end by `signal` (0: it goes on). */
#define CODE(name, text)                                                                       \
    static int name(void *argument)                                                            \
    {                                                                                          \
        __asm__ volatile(text : : : "eax", "ebx", "ecx", "edx", "esi", "edi", "memory", "cc"); \
        return 0;                                                                              \
    }

CODE(divide, "xor %%eax, %%eax\n\txor %%edx, %%edx\n\tdivl %%eax")
CODE(undefined, "ud2")
CODE(bad_lock, ".byte 0xf0, 0x90")
CODE(too_long, ".fill 15, 1, 0x66\n\tnop")
CODE(breakpoint, "int3")
CODE(ice_breakpoint, ".byte 0xf1")
CODE(overflow, "mov $0x7fffffff, %%eax\n\tadd $1, %%eax\n\tinto")
CODE(halt, "hlt")
CODE(disable, "cli")
CODE(enable, "sti")
CODE(input, "inb $0x60, %%al")
CODE(output, "outb %%al, $0x64")
CODE(output_wide, "mov $0xcf8, %%edx\n\toutl %%eax, %%dx")
CODE(load_gdt, "lgdt (%%esp)")
CODE(load_idt, "lidt (%%esp)")
CODE(load_ldt, "lldt %%ax")
CODE(load_task, "mov $0x80, %%eax\n\tltr %%ax")
CODE(read_cr0, "mov %%cr0, %%eax")
CODE(write_cr3, "mov %%eax, %%cr3")
CODE(write_cr4, "mov %%eax, %%cr4")
CODE(write_dr7, "mov %%eax, %%dr7")
CODE(read_msr, "rdmsr")
CODE(write_msr, "wrmsr")
CODE(clear_ts, "clts")
CODE(invalidate, "invlpg (%%esp)")
CODE(flush_cache, "invd")
CODE(enter_fast, "sysenter")
CODE(call_kernel, "mov $0xc0100000, %%eax\n\tcall *%%eax")
CODE(far_to_kernel, "ljmp $0x60, $0xc0100000")
CODE(far_to_kernel_3, "ljmp $0x63, $0xc0100000")
CODE(far_to_task, "ljmp $0x80, $0")
CODE(far_to_double_fault, "lcall $0x88, $0")
CODE(far_to_data, "ljmp $0x7b, $0")
CODE(far_past_end, "ljmp $0x1003, $0")
CODE(iret_to_kernel, "pushf\n\tpush $0x60\n\tpush $0xc0100000\n\tiret")
CODE(iret_to_null, "pushf\n\tpush $0\n\tpush $0\n\tiret")
CODE(iret_to_v86,
     "push $0\n\tpush $0\n\tpush $0\n\tpush $0\n\tpush $0x7b\n\tpush %%esp\n\tpush $0x20202\n\tpush $0\n\t"
     "push $0\n\tiret")
CODE(kernel_ds, "mov $0x68, %%eax\n\tmov %%eax, %%ds")
CODE(kernel_code_in_es, "mov $0x60, %%eax\n\tmov %%eax, %%es")
CODE(task_in_fs, "mov $0x80, %%eax\n\tmov %%eax, %%fs")
CODE(null_ss, "xor %%eax, %%eax\n\tmov %%eax, %%ss")
CODE(code_in_ss, "mov $0x73, %%eax\n\tmov %%eax, %%ss")
CODE(null_ds, "xor %%eax, %%eax\n\tmov %%eax, %%ds\n\tmov (%%esp), %%eax\n\tmov 0x08048000, %%eax")
CODE(null_gs, "xor %%eax, %%eax\n\tmov %%eax, %%gs\n\tmov %%gs:0, %%eax")
CODE(stack_zero, "xor %%esp, %%esp\n\tpush %%eax")
CODE(stack_high, "mov $0xfffffffc, %%esp\n\tpush %%eax")
CODE(stack_in_kernel, "mov $0xc0200000, %%esp\n\tpush %%eax")
CODE(stack_in_stacks, "mov $0xf0003ff0, %%esp\n\tcall 1f\n1:")
CODE(stack_odd, "mov $0x00000003, %%esp\n\tpopa")
CODE(stack_and_fault, "xor %%esp, %%esp\n\tmov 0xfffffff0, %%eax")
CODE(stack_and_ud, "mov $0xc0200000, %%esp\n\tud2")
CODE(jump_last, "mov $0xffffffff, %%eax\n\tjmp *%%eax")
CODE(jump_border, "mov $0xbfffffff, %%eax\n\tjmp *%%eax")
CODE(step, "pushf\n\torl $0x100, (%%esp)\n\tpopf\n\tnop\n\tnop")
CODE(step_into_call, "mov $20, %%eax\n\tpushf\n\torl $0x100, (%%esp)\n\tpopf\n\tint $0x80")
CODE(nested_iret, "pushf\n\torl $0x4000, (%%esp)\n\tpopf\n\tpushf\n\tpush %%cs\n\tpush $1f\n\tiret\n1:")
CODE(x87_exception, "fninit\n\tpush $0x0340\n\tfldcw (%%esp)\n\tpop %%eax\n\tfld1\n\tfldz\n\tfdivrp\n\tfwait")
CODE(sse_exception, "push $0\n\tldmxcsr (%%esp)\n\tpop %%eax\n\txorps %%xmm0, %%xmm0\n\tdivps %%xmm0, %%xmm0")
CODE(bad_mxcsr, "push $0xffffffff\n\tldmxcsr (%%esp)\n\tpop %%eax")

/* The stack pointer is garbage at a system call, and comes back as it was. */
#define ODD_STACK(name, value)                                                                \
    CODE(name, "mov %%esp, %%edi\n\tmov $" value ", %%esp\n\tmov $20, %%eax\n\tint $0x80\n\t" \
               "cmp $" value ", %%esp\n\tmov %%edi, %%esp\n\tje 1f\n\tud2\n1:")
ODD_STACK(call_without_stack, "0")
ODD_STACK(call_on_kernel_stack, "0xf0003ff0")
ODD_STACK(call_on_last_byte, "0xffffffff")
ODD_STACK(call_on_kernel, "0xc0100003")

/* A floating-point exception is pending while the kernel switches, forks and ends. */
CODE(pending_exception,
     "fninit\n\tpush $0x0340\n\tfldcw (%%esp)\n\tpop %%eax\n\tfld1\n\tfldz\n\tfdivrp\n\t"
     "mov $158, %%eax\n\tint $0x80\n\tmov $2, %%eax\n\tint $0x80\n\tmov $158, %%eax\n\tint $0x80")

static const struct {
    int (*function)(void *);
    int signal, other; /* how it ends, one of these; 0: it goes on, and exits */
    const char *name;
} codes[] = {
    {divide, SIGFPE, SIGFPE, "division by zero"},
    {undefined, SIGILL, SIGILL, "an undefined instruction"},
    {bad_lock, SIGILL, SIGILL, "lock nop"},
    {too_long, SIGSEGV, SIGILL, "an instruction that is too long"},
    {breakpoint, SIGTRAP, SIGTRAP, "int3"},
    {ice_breakpoint, SIGTRAP, SIGILL, "int1"},
    {overflow, SIGSEGV, SIGSEGV, "into"},
    {halt, SIGSEGV, SIGSEGV, "hlt"},
    {disable, SIGSEGV, SIGSEGV, "cli"},
    {enable, SIGSEGV, SIGSEGV, "sti"},
    {input, SIGSEGV, SIGSEGV, "in"},
    {output, SIGSEGV, SIGSEGV, "out"},
    {output_wide, SIGSEGV, SIGSEGV, "outl"},
    {load_gdt, SIGSEGV, SIGSEGV, "lgdt"},
    {load_idt, SIGSEGV, SIGSEGV, "lidt"},
    {load_ldt, SIGSEGV, SIGSEGV, "lldt"},
    {load_task, SIGSEGV, SIGSEGV, "ltr"},
    {read_cr0, SIGSEGV, SIGSEGV, "reading CR0"},
    {write_cr3, SIGSEGV, SIGSEGV, "writing CR3"},
    {write_cr4, SIGSEGV, SIGSEGV, "writing CR4"},
    {write_dr7, SIGSEGV, SIGSEGV, "writing DR7"},
    {read_msr, SIGSEGV, SIGSEGV, "rdmsr"},
    {write_msr, SIGSEGV, SIGSEGV, "wrmsr"},
    {clear_ts, SIGSEGV, SIGSEGV, "clts"},
    {invalidate, SIGSEGV, SIGSEGV, "invlpg"},
    {flush_cache, SIGSEGV, SIGSEGV, "invd"},
    {enter_fast, SIGSEGV, SIGILL, "sysenter"},
    {call_kernel, SIGSEGV, SIGSEGV, "a call into the kernel"},
    {far_to_kernel, SIGSEGV, SIGSEGV, "a far jump to the kernel's code segment"},
    {far_to_kernel_3, SIGSEGV, SIGSEGV, "the same, asking for privilege 3"},
    {far_to_task, SIGSEGV, SIGSEGV, "a jump to the task segment"},
    {far_to_double_fault, SIGSEGV, SIGSEGV, "a call of the double fault's task"},
    {far_to_data, SIGSEGV, SIGSEGV, "a jump to a data segment"},
    {far_past_end, SIGSEGV, SIGSEGV, "a jump past the table of segments"},
    {iret_to_kernel, SIGSEGV, SIGSEGV, "iret to the kernel"},
    {iret_to_null, SIGSEGV, SIGSEGV, "iret to nowhere"},
    {iret_to_v86, SIGSEGV, SIGSEGV, "iret to virtual 8086 mode"},
    {kernel_ds, SIGSEGV, SIGSEGV, "the kernel's data segment in DS"},
    {kernel_code_in_es, SIGSEGV, SIGSEGV, "the kernel's code segment in ES"},
    {task_in_fs, SIGSEGV, SIGSEGV, "the task segment in FS"},
    {null_ss, SIGSEGV, SIGSEGV, "no stack segment"},
    {code_in_ss, SIGSEGV, SIGSEGV, "a code segment in SS"},
    {null_ds, SIGSEGV, 0, "no data segment (QEMU does not look)"},
    {null_gs, SIGSEGV, SIGSEGV, "no segment in GS"},
    {stack_zero, SIGSEGV, SIGSEGV, "push at ESP 0"},
    {stack_high, SIGSEGV, SIGSEGV, "push at the very top"},
    {stack_in_kernel, SIGSEGV, SIGSEGV, "push in the kernel's memory"},
    {stack_in_stacks, SIGSEGV, SIGSEGV, "call on a kernel stack"},
    {stack_odd, SIGSEGV, SIGSEGV, "popa at address 3"},
    {stack_and_fault, SIGSEGV, SIGSEGV, "a page fault at ESP 0"},
    {stack_and_ud, SIGILL, SIGILL, "an undefined instruction with ESP in the kernel"},
    {jump_last, SIGSEGV, SIGSEGV, "a jump to the last byte"},
    {jump_border, SIGSEGV, SIGSEGV, "a jump to the last byte below the kernel"},
    {step, SIGTRAP, SIGTRAP, "a single step"},
    {step_into_call, SIGTRAP, SIGTRAP, "a single step into a system call"},
    {nested_iret, SIGSEGV, SIGSEGV, "iret with the nested-task flag"},
    {x87_exception, SIGFPE, SIGFPE, "an x87 exception"},
    {sse_exception, SIGFPE, 0, "an SSE exception (QEMU has none)"},
    {bad_mxcsr, SIGSEGV, 0, "bits of MXCSR that there aren't (QEMU takes them)"},
    {call_without_stack, 0, 0, "a system call with ESP 0"},
    {call_on_kernel_stack, 0, 0, "with ESP on a kernel stack"},
    {call_on_last_byte, 0, 0, "with ESP on the last byte"},
    {call_on_kernel, 0, 0, "with ESP in the kernel's code"},
    {pending_exception, 0, 0, "a switch and a fork with a floating-point exception pending"},
};

static void test_codes(void)
{
    for (unsigned i = 0; i < sizeof codes / sizeof *codes; i++) {
        int status = status_of(codes[i].function, NULL);
        int right = status == codes[i].signal || status == codes[i].other;
        ok(right, codes[i].name);
        if (!right)
            printf("# status 0x%x\n", status);
    }
}

/* --- int 0 to int 255 --- */

static int call_code(void *code)
{
    ((void (*)(void))code)();
    return 0;
}

static void test_interrupts(void)
{
    unsigned char *code =
        mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    unsigned wrong = 0;
    for (unsigned vector = 0; vector < 256; vector++) {
        /* mov $20, %eax; int $vector; ret */
        memcpy(code, (unsigned char[]){0xb8, 20, 0, 0, 0, 0xcd, vector, 0xc3}, 8);
        int status = status_of(call_code, code);
        int right = vector == 0x80 ? status == 0 : killed_by(status, vector == 3 ? SIGTRAP : SIGSEGV);
        if (!right)
            printf("# int %u: status 0x%x\n", vector, status);
        wrong += !right;
    }
    ok(wrong == 0, "int 0 to int 255: only int 3 and int 0x80 are for programs");
    munmap(code, PAGE);
}

/* --- Flags --- */

static uint32_t flags_now(void)
{
    uint32_t flags;
    __asm__ volatile("pushf; pop %0" : "=r"(flags));
    return flags;
}

static void set_flags(uint32_t flags)
{
    __asm__ volatile("push %0; popf" : : "r"(flags) : "cc", "memory");
}

static int take_flags(void *unused)
{
    uint32_t before = flags_now();
    set_flags((before & ~(uint32_t)FLAG_IF) | FLAG_IOPL);
    uint32_t after = flags_now();
    return (after & FLAG_IF) && !(after & FLAG_IOPL) ? 0 : 1;
}

/* System calls, faults and switches with the direction flag set: the kernel's copies go the right way. */
static int backwards(void *unused)
{
    static char text[] = "forwards and not back", back[sizeof text];
    char *fresh = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int ends[2], status;
    pipe(ends);
    __asm__ volatile("std");
    long wrote, got, child;
    __asm__ volatile("int $0x80"
                     : "=a"(wrote)
                     : "a"(SYS_write), "b"(ends[1]), "c"(text), "d"(sizeof text)
                     : "memory");
    __asm__ volatile("int $0x80"
                     : "=a"(got)
                     : "a"(SYS_read), "b"(ends[0]), "c"(back), "d"(sizeof text)
                     : "memory");
    *(volatile char *)fresh = 1;
    __asm__ volatile("int $0x80" : "=a"(child) : "a"(SYS_fork) : "memory");
    if (child == 0) {
        *(volatile char *)fresh = 2;
        __asm__ volatile("cld");
        _exit(fresh[1] == 0 && fresh[PAGE - 1] == 0 && fresh[PAGE] == 0 ? 0 : 1);
    }
    for (volatile int i = 0; i < 1000000; i++)
        ;
    int still = (flags_now() & FLAG_DF) != 0;
    __asm__ volatile("cld");
    waitpid((pid_t)child, &status, 0);
    return wrote == sizeof text && got == sizeof text && !memcmp(text, back, sizeof text) && still &&
                   status == 0
               ? 0
               : 1;
}

/* Flags stay over system calls and switches, and do no harm there. */
static int keep_flags(void *flag)
{
    uint32_t wanted = (uint32_t)(uintptr_t)flag, kept = 0;
    int status;
    set_flags(flags_now() | wanted);
    pid_t child = (pid_t)syscall(SYS_fork);
    for (int i = 0; i < 20; i++)
        syscall(SYS_sched_yield);
    for (volatile int i = 0; i < 1000000; i++)
        ;
    kept = flags_now() & wanted;
    set_flags(flags_now() & ~wanted);
    if (child == 0)
        _exit(kept == wanted ? 0 : 1);
    waitpid(child, &status, 0);
    return kept == wanted && status == 0 ? 0 : 1;
}

static void test_flags(void)
{
    ok(status_of(take_flags, NULL) == 0, "popf neither stops interrupts nor gives privileges");
    ok(status_of(backwards, NULL) == 0, "the direction flag");
    ok(status_of(keep_flags, (void *)FLAG_NT) == 0, "the nested-task flag");
    ok(status_of(keep_flags, (void *)FLAG_AC) == 0, "the alignment flag");
}

/* --- Segments of the program's own that go away while they are in use --- */

enum segment_register { IN_DS, IN_ES, IN_SS, IN_FS, IN_GS };

static struct user_desc segment;

static void load(enum segment_register where, unsigned selector)
{
    switch (where) {
    case IN_DS:
        __asm__ volatile("mov %0, %%ds" : : "r"(selector) : "memory");
        break;
    case IN_ES:
        __asm__ volatile("mov %0, %%es" : : "r"(selector) : "memory");
        break;
    case IN_SS:
        __asm__ volatile("mov %0, %%ss" : : "r"(selector) : "memory");
        break;
    case IN_FS:
        __asm__ volatile("mov %0, %%fs" : : "r"(selector) : "memory");
        break;
    case IN_GS:
        __asm__ volatile("mov %0, %%gs" : : "r"(selector) : "memory");
        break;
    }
}

static long set_segment(void)
{
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(SYS_set_thread_area), "b"(&segment) : "memory");
    return result;
}

static unsigned make_segment(void)
{
    segment = (struct user_desc){
        .entry_number = -1u, .limit = 0xfffff, .seg_32bit = 1, .limit_in_pages = 1, .useable = 1};
    set_segment();
    return segment.entry_number * 8 + 3;
}

static int use_own(void *where)
{
    load((enum segment_register)(uintptr_t)where, make_segment());
    long pid;
    for (int i = 0; i < 100; i++)
        __asm__ volatile("int $0x80" : "=a"(pid) : "a"(SYS_sched_yield) : "memory");
    return 0;
}

/* Empties the entry that the register was loaded from: the way back from the call can't load it again. */
static int saw_off(void *where)
{
    load((enum segment_register)(uintptr_t)where, make_segment());
    segment.read_exec_only = segment.seg_not_present = 1;
    segment.base_addr = segment.limit = 0;
    set_segment();
    long pid;
    for (int i = 0; i < 100; i++)
        __asm__ volatile("int $0x80" : "=a"(pid) : "a"(SYS_sched_yield) : "memory");
    return 0;
}

static int make_read_only(void *where)
{
    load((enum segment_register)(uintptr_t)where, make_segment());
    segment.read_exec_only = 1;
    set_segment();
    return 0;
}

/* A stack of 16 bits: the upper half of ESP is anybody's guess afterwards. */
static int small_stack(void *unused)
{
    segment = (struct user_desc){.entry_number = -1u, .limit = 0xfffff, .limit_in_pages = 1, .useable = 1};
    set_segment();
    load(IN_SS, segment.entry_number * 8 + 3);
    long pid;
    do
        __asm__ volatile("int $0x80" : "=a"(pid) : "a"(SYS_getpid) : "memory");
    while (pid > 0);
    return 0;
}

static int limited(void *unused)
{
    segment = (struct user_desc){.entry_number = -1u, .limit = 0, .seg_32bit = 1, .useable = 1};
    set_segment();
    load(IN_DS, segment.entry_number * 8 + 3);
    long pid;
    __asm__ volatile("int $0x80" : "=a"(pid) : "a"(SYS_getpid) : "memory"); /* nothing to the kernel */
    load(IN_DS, 0x7b);
    return 0;
}

static void test_segments(void)
{
    int wrong = 0;
    for (uintptr_t where = IN_DS; where <= IN_GS; where++)
        wrong += status_of(use_own, (void *)where) != 0;
    ok(!wrong, "a segment of one's own in each register");
    ok(killed_by(status_of(saw_off, (void *)IN_DS), SIGSEGV), "DS whose segment goes away");
    ok(killed_by(status_of(saw_off, (void *)IN_ES), SIGSEGV), "ES");
    ok(killed_by(status_of(saw_off, (void *)IN_SS), SIGSEGV), "SS");
    ok(status_of(saw_off, (void *)IN_FS) == 0 && status_of(saw_off, (void *)IN_GS) == 0,
       "FS and GS just become 0");
    ok(killed_by(status_of(make_read_only, (void *)IN_SS), SIGSEGV), "SS that can't be written any more");
    ok(status_of(limited, NULL) == 0, "DS with a single byte");
    pid_t child = fork();
    if (child == 0)
        small_stack(NULL);
    sleep_ms(30);
    kill(child, SIGKILL);
    int status;
    ok(waitpid(child, &status, 0) == child && WIFSIGNALED(status), "a stack segment of 16 bits");
}

/* --- Contexts that a signal handler hands back --- */

enum context_word { GS, FS, ES, DS, ESP = 7, EIP = 14, CS = 15, FLAGS = 16, SS = 18, FPU = 19, MASK = 20 };

static const struct change {
    int word;
    uint32_t value;
    int signal, other;
} changes[] = {
    {CS, 0x73, 0, 0},
    {CS, 0x60, SIGSEGV, SIGSEGV},
    {CS, 0x68, SIGSEGV, SIGSEGV},
    {CS, 0x7b, SIGSEGV, SIGSEGV},
    {CS, 0x83, SIGSEGV, SIGSEGV},
    {CS, 0, SIGSEGV, SIGSEGV},
    {CS, 0xffff, SIGSEGV, SIGSEGV},
    {SS, 0x7b, 0, 0},
    {SS, 0x68, SIGSEGV, SIGSEGV},
    {SS, 0x73, SIGSEGV, SIGSEGV},
    {SS, 0, SIGSEGV, SIGSEGV},
    {SS, 0xfffc, SIGSEGV, SIGSEGV},
    {DS, 0x68, SIGSEGV, 0},
    {DS, 0xffff, SIGSEGV, SIGSEGV},
    {DS, 0, SIGSEGV, 0},
    {ES, 0x60, SIGSEGV, 0},
    {ES, 0x8b, SIGSEGV, SIGSEGV},
    {FS, 0x68, 0, 0},
    {FS, 0xffff, 0, 0},
    {GS, 0x60, SIGSEGV, 0},
    {FLAGS, 0, 0, 0},
    {FLAGS, 0xffffffff & ~FLAG_DF & ~0x100u, 0, 0},
    {FLAGS, 0x23202, 0, 0},
    {FLAGS, 0x100, SIGTRAP, SIGTRAP},
    {EIP, 0xc0100000, SIGSEGV, SIGSEGV},
    {EIP, 0, SIGSEGV, SIGSEGV},
    {ESP, 0, SIGSEGV, SIGSEGV},
    {ESP, 0xf0003ff0, SIGSEGV, SIGSEGV},
    {FPU, 0xc0100000, SIGSEGV, SIGSEGV},
    {FPU, 0xfffffff0, SIGSEGV, SIGSEGV},
    {FPU, 16, SIGSEGV, SIGSEGV},
    {FPU, 0x08048001, 0, 0},
    {MASK, 0xffffffff, 0, 0},
};

static const struct change *change;

static void hand_back(int signal, void *info, void *context)
{
    uint32_t *words = (uint32_t *)context + 5; /* after flags, link and stack: the registers */
    words[change->word] = change->value;
}

static void handle(int signal, void (*handler)(int, void *, void *))
{
    uint32_t action[5] = {(uint32_t)(uintptr_t)handler, 4 /* SA_SIGINFO */};
    syscall(SYS_rt_sigaction, signal, action, NULL, 8);
}

static int change_context(void *wanted)
{
    change = wanted;
    handle(SIGUSR1, hand_back);
    kill(getpid(), SIGUSR1);
    return 0;
}

/* sigreturn without any handler: whatever lies at ESP is taken for a context. */
CODE(return_nowhere, "xor %%esp, %%esp\n\tmov $173, %%eax\n\tint $0x80")
CODE(return_from_kernel, "mov $0xc0100000, %%esp\n\tmov $173, %%eax\n\tint $0x80")
CODE(return_from_last, "mov $0xbfffffff, %%esp\n\tmov $119, %%eax\n\tint $0x80")
CODE(return_from_code, "mov $0x08048100, %%esp\n\tmov $173, %%eax\n\tint $0x80")
CODE(return_from_stack, "mov $119, %%eax\n\tint $0x80")

/* A handler is to run where there is no stack for it. */
CODE(handle_without_stack,
     "mov $20, %%eax\n\tint $0x80\n\tmov %%eax, %%ebx\n\tmov $10, %%ecx\n\txor %%esp, %%esp\n\t"
     "mov $37, %%eax\n\tint $0x80")

static int handle_nowhere(void *unused)
{
    handle(SIGUSR1, hand_back);
    return handle_without_stack(NULL);
}

static int handle_in_kernel(void *unused)
{
    handle(SIGUSR1, (void (*)(int, void *, void *))0xc0100000);
    kill(getpid(), SIGUSR1);
    return 0;
}

/* The handler of a fault faults itself. */
static void fault_again(int signal, void *info, void *context)
{
    __asm__ volatile("ud2");
}

static int fault_twice(void *unused)
{
    handle(SIGILL, fault_again);
    __asm__ volatile("ud2");
    return 0;
}

static void test_contexts(void)
{
    unsigned wrong = 0;
    for (unsigned i = 0; i < sizeof changes / sizeof *changes; i++) {
        int status = status_of(change_context, (void *)&changes[i]);
        if (status != changes[i].signal && status != changes[i].other) {
            printf("# word %d = 0x%x: status 0x%x\n", changes[i].word, changes[i].value, status);
            wrong++;
        }
    }
    ok(!wrong, "handlers that hand another context back");
    int (*const returns[])(void *) = {return_nowhere, return_from_kernel, return_from_last, return_from_code,
                                      return_from_stack};
    wrong = 0;
    for (unsigned i = 0; i < sizeof returns / sizeof *returns; i++)
        wrong += !WIFSIGNALED(status_of(returns[i], NULL));
    ok(!wrong, "sigreturn without a handler");
    ok(killed_by(status_of(handle_nowhere, NULL), SIGSEGV), "a handler without a stack");
    ok(killed_by(status_of(handle_in_kernel, NULL), SIGSEGV), "a handler in the kernel");
    ok(killed_by(status_of(fault_twice, NULL), SIGILL), "a handler that faults as what it handles");
}

static void run(void)
{
    test_contexts();
    test_codes();
    test_interrupts();
    test_flags();
    test_segments();
}

int main(void)
{
    return run_counted(run);
}
