/* Jumping out of a signal handler: the mask as sigsetjmp saw it, and its registers (<setjmp.h>). */
#include <setjmp.h>
#include <signal.h>

void siglongjmp(sigjmp_buf state, int value)
{
    if (state->__mask_saved)
        sigprocmask(SIG_SETMASK, &state->__mask, NULL);
    longjmp(state, value);
}
