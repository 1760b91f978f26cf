/*
 * The time-stamp counter, and the 8254 timer: channel 2 measures the counter's rate, channel 0 interrupts.
 * Everything here is constant after timer_init(), but for channel 0, which belongs to the CPU that booted.
 */
#include "x86/timer.h"
#include "debug/log.h"
#include "debug/panic.h"
#include "lib/format.h"
#include "x86/apic.h"
#include "x86/cpu.h"

#define TICKS_PER_SECOND 1193182u /* of the 8254 */
#define CHANNEL_0        0x40
#define CHANNEL_2        0x42
#define CONTROL          0x43
#define ONE_SHOT_0       0x30 /* channel 0, both bytes, mode 0: interrupt when the count has run out */
#define ONE_SHOT_2       0xb0
#define LATCH_2          0x80
#define GATE             0x61 /* bit 0 lets channel 2 count, bit 1 is the speaker, bit 5 its output */
#define GATE_COUNT       0x01
#define GATE_SPEAKER     0x02
#define GATE_RAN_OUT     0x20

#define CALIBRATION_TICKS 1200    /* 1 ms */
#define LOOKS_MAX         1000000 /* at a counter that should be running */
#define ARM_TICKS_MAX     65000u  /* the counter has 16 bits */

/* A fraction: multiplies by multiplier / 2^shift. */
struct scale {
    uint32_t multiplier;
    unsigned shift;
};

static struct scale cycles_to_ns, ns_to_cycles;
static uint32_t cycles_to_ticks; /* in 2^-32 */
static uint32_t arm_cycles_max;
static uint64_t boot_cycles;

/* numerator / denominator as exactly as fits: numerator < 2^32, shift at most 32. */
static struct scale scale_make(uint32_t numerator, uint32_t denominator)
{
    struct scale scale = {.shift = 32};
    uint64_t quotient = divide_64((uint64_t)numerator << 32, denominator, NULL);
    while (quotient >> 32) {
        quotient >>= 1;
        scale.shift--;
    }
    scale.multiplier = quotient;
    return scale;
}

/* The product has 96 bits: take its two halves apart. */
static uint64_t scale_apply(struct scale scale, uint64_t value)
{
    uint64_t high = (value >> 32) * scale.multiplier;
    uint64_t low = (uint64_t)(uint32_t)value * scale.multiplier;
    return (high << (32 - scale.shift)) + (low >> scale.shift);
}

static uint16_t channel_2_count(void)
{
    port_write8(CONTROL, LATCH_2);
    uint8_t low = port_read8(CHANNEL_2);
    return low | port_read8(CHANNEL_2) << 8;
}

/*
 * Finds the moment when channel 2 takes a step: looks at eight of them, keeps the one that is known best, so
 * that it does no harm if something holds up this CPU meanwhile (a host that runs other things).
 */
static uint64_t channel_2_step(uint16_t *count)
{
    uint64_t best = 0, best_width = ~0ull;
    uint64_t before = cpu_cycles();
    uint16_t last = channel_2_count();

    for (unsigned steps = 0, looks = 0; steps < 8 && looks < LOOKS_MAX; looks++) {
        uint64_t now = cpu_cycles();
        uint16_t next = channel_2_count();
        if (next != last) {
            steps++;
            if (now - before < best_width) {
                best_width = now - before;
                best = now;
                *count = next;
            }
        }
        before = now;
        last = next;
    }
    return best;
}

/* Thousands of cycles in a second; 0 when the counter ran out meanwhile, or does not run at all. */
static uint32_t calibrate(void)
{
    uint16_t first = 0, last = 0;

    port_write8(GATE, (port_read8(GATE) & ~GATE_SPEAKER) | GATE_COUNT);
    port_write8(CONTROL, ONE_SHOT_2);
    port_write8(CHANNEL_2, 0xff);
    port_write8(CHANNEL_2, 0xff);
    uint64_t start = channel_2_step(&first);
    for (unsigned look = 0; (uint16_t)(first - channel_2_count()) < CALIBRATION_TICKS; look++) {
        if (look == LOOKS_MAX)
            return 0;
    }
    uint64_t cycles = channel_2_step(&last) - start;
    if (port_read8(GATE) & GATE_RAN_OUT)
        return 0;
    uint64_t hertz = divide_64(cycles * TICKS_PER_SECOND, (uint16_t)(first - last), NULL);
    return divide_64(hertz + 500, 1000, NULL);
}

void timer_init(void)
{
    boot_cycles = cpu_cycles();
    uint32_t khz = 0;
    for (unsigned attempt = 0; khz == 0; attempt++) {
        if (attempt == 10)
            stop("timer: no working 8254");
        khz = calibrate();
    }

    cycles_to_ns = scale_make(1000000, khz);
    ns_to_cycles = scale_make(khz, 1000000);
    cycles_to_ticks = divide_64(((uint64_t)TICKS_PER_SECOND << 32) / 1000, khz, NULL);
    arm_cycles_max = divide_64((uint64_t)khz * ARM_TICKS_MAX, TICKS_PER_SECOND / 1000, NULL);
    port_write8(CONTROL, ONE_SHOT_0);
    log_print("time-stamp counter: %u.%03u MHz\n", khz / 1000, khz % 1000);
}

uint64_t timer_cycles_to_ns(uint64_t cycles)
{
    return scale_apply(cycles_to_ns, cycles);
}

uint64_t timer_ns_to_cycles(uint64_t ns)
{
    return scale_apply(ns_to_cycles, ns);
}

uint64_t timer_ns_to_hundredths(uint64_t ns)
{
    return divide_64(ns, 10000000, NULL);
}

uint64_t timer_now_ns(void)
{
    return timer_cycles_to_ns(cpu_cycles() - boot_cycles);
}

uint64_t timer_cycles_at(uint64_t ns)
{
    return boot_cycles + timer_ns_to_cycles(ns);
}

void timer_arm(uint64_t deadline)
{
    int64_t distance = deadline - cpu_cycles();
    uint32_t cycles = distance < 0 ? 0 : distance < arm_cycles_max ? distance : arm_cycles_max;
    if (apic_present()) {
        apic_timer_arm(cycles);
        return;
    }
    uint32_t ticks = ((uint64_t)cycles * cycles_to_ticks >> 32) + 1;

    /* Mode 0 stays: the first byte stops the counter, the second starts it. */
    port_write8(CHANNEL_0, ticks & 0xff);
    port_write8(CHANNEL_0, ticks >> 8);
}
