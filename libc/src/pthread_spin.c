/* Spinlocks (<pthread.h>). Who has spun for long lets others run: on one CPU the holder is among them. */
#include <errno.h>
#include <pthread.h>

#define SPINS 1000

int pthread_spin_init(pthread_spinlock_t *lock, int shared)
{
    *lock = 0;
    return 0;
}

int pthread_spin_destroy(pthread_spinlock_t *lock)
{
    return 0;
}

int pthread_spin_trylock(pthread_spinlock_t *lock)
{
    return __atomic_exchange_n(lock, 1, __ATOMIC_ACQUIRE) ? EBUSY : 0;
}

int pthread_spin_lock(pthread_spinlock_t *lock)
{
    while (pthread_spin_trylock(lock) != 0) {
        int spins = 0;
        while (__atomic_load_n(lock, __ATOMIC_RELAXED) && spins++ < SPINS)
            __asm__ volatile("pause");
        if (spins >= SPINS)
            sched_yield();
    }
    return 0;
}

int pthread_spin_unlock(pthread_spinlock_t *lock)
{
    __atomic_store_n(lock, 0, __ATOMIC_RELEASE);
    return 0;
}
