/*
 * The terminal. Input waits in a ring until it is read; in canonical mode only whole lines can be read, and
 * the line that is being typed can be edited at the ring's end.
 *
 * Locks: the terminal's lock guards the ring and the settings. output_lock keeps one write() in one piece;
 * echo does not wait for it. Invariant: taken <= ready <= typed <= taken + RING_SIZE, as counts of bytes
 * since boot: what lies before `ready` can be read, what lies behind it is a line being typed.
 */
#include "fs/tty.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/signal.h"
#include "abi/termios.h"
#include "dev/serial.h"
#include "lib/string.h"
#include "mm/user.h"
#include "thread/thread.h"
#include "thread/wait.h"
#include "x86/timer.h"

#define RING_SIZE  4096u
#define RING_SPARE 64u   /* with less room than this, the serial line is held back */
#define INPUT_END  0x100 /* a value of the ring that is no byte: end of file */
#define OUTPUTS    4
#define VWERASE    14

static struct spinlock tty_lock = SPINLOCK_INITIALIZER(RANK_FILE);
static uint16_t ring[RING_SIZE];
static uint32_t taken, ready, typed;
static struct termios settings;
static bool paused; /* the serial line is held back */
static struct wait_queue readers = WAIT_QUEUE_INITIALIZER(readers);

static struct mutex output_lock = MUTEX_INITIALIZER(output_lock);
static void (*outputs[OUTPUTS])(const char *text, size_t size); /* set at boot */
static void (*interrupt)(int signal);

static bool raw_line; /* the serial line's input is escaped, and its end is for good */
static bool escaped;  /* 0xff has come; only the serial interrupt looks at it */

void tty_init(bool raw)
{
    static const unsigned char characters[NCCS] = {
        [VINTR] = 'C' - '@', [VQUIT] = '\\' - '@', [VERASE] = 0x7f,      [VKILL] = 'U' - '@',
        [VEOF] = 'D' - '@',  [VMIN] = 1,           [VWERASE] = 'W' - '@'};
    raw_line = raw;
    memcpy(settings.c_cc, characters, sizeof(settings.c_cc));
    if (raw)
        return;
    settings.c_iflag = ICRNL;
    settings.c_oflag = OPOST | ONLCR;
    settings.c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK;
}

void tty_add_output(void (*write)(const char *text, size_t size))
{
    for (unsigned i = 0; i < OUTPUTS; i++) {
        if (!outputs[i]) {
            outputs[i] = write;
            return;
        }
    }
}

void tty_set_interrupt(void (*function)(int signal))
{
    interrupt = function;
}

/* Writes text that is in the kernel, of at most PIECE bytes, with \n as \r\n if the settings say so. */
#define PIECE 128
static void output(const char *text, size_t size)
{
    char translated[2 * PIECE];
    if ((settings.c_oflag & (OPOST | ONLCR)) == (OPOST | ONLCR)) {
        size_t length = 0;
        for (size_t i = 0; i < size; i++) {
            if (text[i] == '\n')
                translated[length++] = '\r';
            translated[length++] = text[i];
        }
        text = translated;
        size = length;
    }
    for (unsigned i = 0; i < OUTPUTS && outputs[i]; i++)
        outputs[i](text, size);
}

static void echo(const char *text, size_t size)
{
    if (settings.c_lflag & ECHO)
        output(text, size);
}

/* Puts one value behind what was typed; false when the ring is full. `spare` places stay free. */
static bool put(unsigned value, unsigned spare)
{
    if (RING_SIZE - (typed - taken) <= spare)
        return false;
    ring[typed++ % RING_SIZE] = value;
    return true;
}

/* All that was typed can be read now. */
static void make_ready(void)
{
    ready = typed;
    wait_wake_one(&readers);
}

static void erase_one(void)
{
    typed--;
    if (settings.c_lflag & ECHOE)
        echo("\b \b", 3);
}

static void erase_word(void)
{
    while (typed != ready && ring[(typed - 1) % RING_SIZE] == ' ')
        erase_one();
    while (typed != ready && ring[(typed - 1) % RING_SIZE] != ' ')
        erase_one();
}

/* A value while lines are edited. */
static void edit(unsigned value)
{
    char character = value;
    if (value == settings.c_cc[VERASE] || value == '\b') {
        if (typed != ready)
            erase_one();
    } else if (value == settings.c_cc[VKILL]) {
        while (typed != ready)
            erase_one();
    } else if (value == settings.c_cc[VWERASE]) {
        erase_word();
    } else if (value == settings.c_cc[VEOF] || value == INPUT_END) {
        put(INPUT_END, 0);
        make_ready();
    } else if (put(value, value == '\n' ? 0 : 1)) { /* a full line can still be ended */
        echo(&character, 1);
        if (value == '\n')
            make_ready();
    }
}

/* Takes one value in. Returns the signal that it means, or 0. */
static int accept(unsigned value)
{
    char character = value;
    int signal = 0;
    if (settings.c_lflag & ISIG)
        signal = value == settings.c_cc[VINTR] ? SIGINT : value == settings.c_cc[VQUIT] ? SIGQUIT : 0;
    if (signal) {
        typed = ready;
        echo(signal == SIGINT ? "^C" : "^\\", 2);
        return signal;
    }
    if (value == '\r' && (settings.c_iflag & ICRNL))
        value = character = '\n';
    if (settings.c_lflag & ICANON) {
        edit(value);
    } else if (put(value, 0)) {
        if (value != INPUT_END)
            echo(&character, 1);
        make_ready();
    }
    return 0;
}

static void receive(unsigned value)
{
    spin_lock(&tty_lock);
    int signal = accept(value);
    /* Nobody is waited for who can't come: a single line that fills the ring must still be ended. */
    if (!paused && RING_SIZE - (typed - taken) < RING_SPARE && ready != taken) {
        paused = true;
        serial_receive_pause(true);
    }
    spin_unlock(&tty_lock);
    if (signal && interrupt)
        interrupt(signal);
}

void tty_receive_keyboard(uint8_t byte)
{
    receive(byte);
}

void tty_receive_serial(uint8_t byte)
{
    if (raw_line && byte == 0xff && !escaped) {
        escaped = true;
        return;
    }
    receive(escaped && byte == 0x04 ? INPUT_END : byte);
    escaped = false;
}

/* Waits until there is something to read. Returns 0 or an error. */
static int wait_for_input(const struct file *file)
{
    uint64_t deadline = DEADLINE_NEVER;
    int error = 0;
    if (!(settings.c_lflag & ICANON) && settings.c_cc[VMIN] == 0)
        deadline = cpu_cycles() + timer_ns_to_cycles(settings.c_cc[VTIME] * 100000000ull);
    while (ready == taken && !error)
        error = file->flags & O_NONBLOCK ? -EAGAIN : wait_sleep(&readers, &tty_lock, deadline, true);
    return ready == taken ? error : 0;
}

/*
 * Copies what is ready into `bytes`, taking nothing yet. In *stop goes what the read() ends at, if that is
 * reached: INPUT_END, which follows the bytes, or in canonical mode \n, which is one of them.
 */
static size_t gather(char *bytes, size_t size, unsigned *stop)
{
    size_t count = 0;
    while (!*stop && taken + count != ready) {
        unsigned value = ring[(taken + count) % RING_SIZE];
        if (value == INPUT_END) {
            *stop = INPUT_END;
        } else if (count == size) {
            break;
        } else {
            bytes[count++] = value;
            if (value == '\n' && (settings.c_lflag & ICANON))
                *stop = '\n';
        }
    }
    return count;
}

/* After bytes were taken: the sender may go on, and so may who else waits to read. */
static void after_read(void)
{
    if (paused && RING_SIZE - (typed - taken) >= RING_SIZE / 2) {
        paused = false;
        serial_receive_pause(false);
    }
    if (taken != ready)
        wait_wake_one(&readers);
}

static ssize_t tty_read(struct file *file, void *user_to, size_t size, uint64_t offset)
{
    char bytes[PIECE];
    size_t done = 0;
    unsigned stop = 0;
    if (size == 0)
        return 0;
    spin_lock(&tty_lock);
    int error = wait_for_input(file);
    while (!error && !stop && done < size && taken != ready) {
        size_t count = gather(bytes, MIN(size - done, sizeof(bytes)), &stop);
        error = copy_to_user((char *)user_to + done, bytes, count);
        if (!error) {
            taken += count;
            done += count;
        }
    }
    if (!error && stop == INPUT_END && !raw_line)
        taken++; /* ^D has done its work; the end of a raw line stays */
    after_read();
    spin_unlock(&tty_lock);
    return done > 0 || error == -ETIMEDOUT ? (ssize_t)done : error;
}

static ssize_t tty_write(struct file *file, const void *user_from, size_t size, uint64_t offset)
{
    char text[PIECE];
    size_t done = 0;
    int error = 0;
    mutex_lock(&output_lock);
    while (done < size && !error) {
        size_t piece = MIN(size - done, sizeof(text));
        error = copy_from_user(text, (const char *)user_from + done, piece);
        if (!error) {
            output(text, piece);
            done += piece;
            if (thread_current()->work & THREAD_WORK_SIGNAL)
                break;
        }
    }
    mutex_unlock(&output_lock);
    return done > 0 ? (ssize_t)done : error;
}

static void change_settings(const struct termios *wanted, bool flush)
{
    spin_lock(&tty_lock);
    settings = *wanted;
    if (flush && !raw_line)
        taken = ready = typed;
    if (!(settings.c_lflag & ICANON))
        make_ready();
    after_read();
    spin_unlock(&tty_lock);
}

static int tty_ioctl(struct file *file, unsigned request, uintptr_t argument)
{
    static const struct winsize size = {.ws_row = 25, .ws_col = 80};
    struct termios wanted;
    switch (request) {
    case TCGETS:
        spin_lock(&tty_lock);
        wanted = settings;
        spin_unlock(&tty_lock);
        return copy_to_user((void *)argument, &wanted, sizeof(wanted));
    case TCSETS:
    case TCSETSW:
    case TCSETSF:
        if (copy_from_user(&wanted, (const void *)argument, sizeof(wanted)))
            return -EFAULT;
        change_settings(&wanted, request == TCSETSF);
        return 0;
    case TIOCGWINSZ:
        return copy_to_user((void *)argument, &size, sizeof(size));
    default:
        return -ENOTTY;
    }
}

static const struct file_ops tty_ops = {.read = tty_read, .write = tty_write, .ioctl = tty_ioctl};

int tty_open(const char *rest, int flags, struct file **file)
{
    *file = file_create(&tty_ops, NULL, flags);
    return *file ? 0 : -ENOMEM;
}
