/* runs on Linux */
/* Flows of execution that the program switches by itself: coroutines, a round-robin scheduler of its own, a
 * generator. */
#include "tap.h"

#include <signal.h>
#include <ucontext.h>

#define STACK 32768

static ucontext_t main_context, ping_context, pong_context;
static char ping_stack[STACK], pong_stack[STACK];
static char story[64];

static void tell(char c)
{
    size_t length = strlen(story);
    story[length] = c;
    story[length + 1] = '\0';
}

static void ping(int times, int from)
{
    for (int i = 0; i < times; i++) {
        tell((char)('a' + from + i));
        swapcontext(&ping_context, &pong_context);
    }
}

static void pong(void)
{
    for (;;) {
        tell('-');
        swapcontext(&pong_context, &ping_context);
    }
}

static void prepare(ucontext_t *context, char *stack, ucontext_t *link)
{
    getcontext(context);
    context->uc_stack.ss_sp = stack;
    context->uc_stack.ss_size = STACK;
    context->uc_link = link;
}

/* Green threads: a scheduler of a dozen lines. */
#define GREEN 5
static ucontext_t green[GREEN], scheduler;
static char green_stacks[GREEN][STACK];
static int finished[GREEN], current, sums[GREEN];

static void yield(void)
{
    swapcontext(&green[current], &scheduler);
}

static void work(int number)
{
    volatile double share = 0.5 * number;
    for (int i = 1; i <= 100; i++) {
        sums[number] += i * number;
        share += 1;
        yield();
    }
    if ((int)(share * 2) != 200 + number)
        sums[number] = -1;
    finished[number] = 1;
}

static void run_green(void)
{
    int turns = 0, left = GREEN;
    for (int i = 0; i < GREEN; i++) {
        prepare(&green[i], green_stacks[i], &scheduler);
        makecontext(&green[i], (void (*)(void))work, 1, i);
    }
    for (int i = 0; left > 0; i = (i + 1) % GREEN) {
        if (finished[i])
            continue;
        current = i;
        turns++;
        swapcontext(&scheduler, &green[i]);
        left -= finished[i];
    }
    ok(turns == GREEN * 101, "each of five green threads had 101 turns");
    int good = 1;
    for (int i = 0; i < GREEN; i++)
        good &= sums[i] == 5050 * i;
    ok(good, "and each has its sum");
}

int main(void)
{
    prepare(&ping_context, ping_stack, &main_context);
    makecontext(&ping_context, (void (*)(void))ping, 2, 3, 2);
    prepare(&pong_context, pong_stack, NULL);
    makecontext(&pong_context, pong, 0);
    ok(swapcontext(&main_context, &ping_context) == 0, "swapcontext returns 0 when it is switched back to");
    ok(strcmp(story, "c-d-e-") == 0, "two contexts took turns, with their arguments; the link went on");

    run_green();

    volatile int passes = 0;
    ucontext_t again;
    ok(getcontext(&again) == 0, "getcontext returns 0 (twice)");
    if (++passes < 2)
        setcontext(&again);
    ok(passes == 2, "setcontext goes back to it");

    sigset_t mask, old;
    sigemptyset(&mask);
    sigaddset(&mask, SIGUSR1);
    sigprocmask(SIG_BLOCK, &mask, &old);
    volatile int masked = 0;
    getcontext(&again);
    if (!masked) {
        masked = 1;
        sigprocmask(SIG_SETMASK, &old, NULL);
        setcontext(&again);
    }
    sigprocmask(SIG_SETMASK, NULL, &mask);
    ok(sigismember(&mask, SIGUSR1) == 1, "a context has its signal mask");
    return done_testing();
}
