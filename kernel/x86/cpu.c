/*
 * What every CPU has, and what it must be able to do. No locks: a struct cpu belongs to its CPU.
 */
#include "x86/cpu.h"
#include "debug/panic.h"

#define CPUID_PSE  (1u << 3) /* leaf 1, EDX */
#define CPUID_TSC  (1u << 4)
#define CPUID_PGE  (1u << 13)
#define CPUID_FXSR (1u << 24)
#define CPUID_SSE  (1u << 25)

#define CR0_MP (1u << 1)
#define CR0_EM (1u << 2)
#define CR0_TS (1u << 3)
#define CR0_NE (1u << 5)
#define CR0_WP (1u << 16)

#define CR4_PSE        (1u << 4)
#define CR4_PGE        (1u << 7)
#define CR4_OSFXSR     (1u << 9)
#define CR4_OSXMMEXCPT (1u << 10)

struct cpu cpus[CPU_MAX];

#ifdef DEBUG
struct cpu *this_cpu(void)
{
    assert(!interrupts_enabled());
    return stack_top_current()->cpu;
}
#endif

static uint32_t cpu_features(void)
{
    uint32_t leaf = 1, features;
    asm("cpuid" : "+a"(leaf), "=d"(features) : : "ebx", "ecx");
    return features;
}

void cpu_init(struct cpu *cpu)
{
    static const struct {
        uint32_t bit;
        const char *name;
    } needed[] = {
        {CPUID_PSE, "pages of 4 MiB (PSE)"},
        {CPUID_TSC, "a time-stamp counter (TSC)"},
        {CPUID_FXSR, "FXSAVE (FXSR)"},
    };
    uint32_t features = cpu_features();
    for (unsigned i = 0; i < ARRAY_SIZE(needed); i++)
        if (!(features & needed[i].bit))
            stop("cpu %u: Weft needs a CPU with %s", cpu->id, needed[i].name);

    uint32_t cr0 = (cpu_cr0() & ~(CR0_EM | CR0_TS)) | CR0_MP | CR0_NE | CR0_WP;
    uint32_t cr4 = cpu_cr4() | CR4_PSE | CR4_OSFXSR;
    if (features & CPUID_PGE)
        cr4 |= CR4_PGE;
    if (features & CPUID_SSE)
        cr4 |= CR4_OSXMMEXCPT;
    asm volatile("mov %0, %%cr0" : : "r"(cr0));
    asm volatile("mov %0, %%cr4" : : "r"(cr4));
}
