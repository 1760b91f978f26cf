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
#include "abi/poll.h"
#include "abi/signal.h"
#include "abi/termios.h"
#include "dev/serial.h"
#include "fs/poll.h"
#include "lib/string.h"
#include "mm/user.h"
#include "thread/thread.h"
#include "thread/wait.h"
#include "x86/timer.h"

#define RING_SIZE  4096u
#define RING_SPARE 64u   /* with less room than this, the serial line is held back */
#define INPUT_END  0x100 /* values of the ring that are no bytes: ^D, which ends one read(), */
#define INPUT_OVER 0x101 /* and the end of a raw line, which ends all */
#define OUTPUTS    4

static struct spinlock tty_lock = SPINLOCK_INITIALIZER(RANK_FILE);
static uint16_t ring[RING_SIZE];
static uint32_t taken, ready, typed;
static struct termios settings;
static struct winsize window = {.ws_row = 25, .ws_col = 80};
static uint32_t foreground; /* a process group; read and written without the lock */
static bool quoted;         /* ^V has come: the next byte means itself */
static bool paused;         /* the serial line is held back */
static struct wait_queue readers = WAIT_QUEUE_INITIALIZER(readers);

static struct mutex output_lock = MUTEX_INITIALIZER(output_lock);
static void (*outputs[OUTPUTS])(const char *text, size_t size); /* set at boot */
static unsigned output_count;                                   /* likewise */
static const struct tty_jobs *jobs;                             /* likewise */

static bool raw_line; /* the serial line's input is escaped, and its end is for good */
static bool escaped;  /* 0xff has come; only the serial interrupt looks at it */

void tty_init(bool raw, const struct tty_jobs *wanted_jobs)
{
    static const unsigned char characters[NCCS] = {
        [VINTR] = 'C' - '@', [VQUIT] = '\\' - '@',  [VERASE] = 0x7f,
        [VKILL] = 'U' - '@', [VEOF] = 'D' - '@',    [VMIN] = 1,
        [VSUSP] = 'Z' - '@', [VWERASE] = 'W' - '@', [VLNEXT] = 'V' - '@'};
    raw_line = raw;
    jobs = wanted_jobs;
    memcpy(settings.c_cc, characters, sizeof(settings.c_cc));
    settings.c_cflag = B38400 | CS8 | CREAD;
    if (raw)
        return;
    settings.c_iflag = ICRNL;
    settings.c_oflag = OPOST | ONLCR;
    settings.c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN;
}

void tty_add_output(void (*write)(const char *text, size_t size))
{
    if (output_count < OUTPUTS)
        outputs[output_count++] = write;
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
    for (unsigned i = 0; i < output_count; i++)
        outputs[i](text, size);
}

/* Whether the value is the character that the settings have at `index`; 0 there means none. */
static bool is(unsigned value, unsigned index)
{
    return settings.c_cc[index] && value == settings.c_cc[index];
}

/* Whether it is the last of a line. */
static bool ends_line(unsigned value)
{
    return value == '\n' || is(value, VEOL) || is(value, VEOL2);
}

/* Whether it is shown as ^ and a letter. */
static bool shown_as_two(unsigned value)
{
    return settings.c_lflag & ECHOCTL && (value < ' ' || value == 0x7f) && value != '\n' && value != '\t';
}

static void echo(unsigned value)
{
    char text[2] = {shown_as_two(value) ? '^' : (char)value, (char)(value ^ '@')};
    if (settings.c_lflag & ECHO || (value == '\n' && settings.c_lflag & ECHONL && settings.c_lflag & ICANON))
        output(text, shown_as_two(value) ? 2 : 1);
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
    poll_notify();
}

static void erase_one(void)
{
    typed--;
    if ((settings.c_lflag & (ECHO | ECHOE)) == (ECHO | ECHOE))
        output("\b \b\b \b", shown_as_two(ring[typed % RING_SIZE]) ? 6 : 3);
}

static void erase_word(void)
{
    while (typed != ready && ring[(typed - 1) % RING_SIZE] == ' ')
        erase_one();
    while (typed != ready && ring[(typed - 1) % RING_SIZE] != ' ')
        erase_one();
}

/* Puts a byte in as it is, and ends the line with it if `ends`. */
static void type(unsigned value, bool ends)
{
    if (!put(value, ends ? 0 : 1)) /* a full line can still be ended */
        return;
    echo(value);
    if (ends)
        make_ready();
}

/* A value while lines are edited. */
static void edit(unsigned value)
{
    bool extended = settings.c_lflag & IEXTEN;
    if (is(value, VERASE) || value == '\b') { /* terminals send one or the other */
        if (typed != ready)
            erase_one();
    } else if (is(value, VKILL)) {
        while (typed != ready)
            erase_one();
    } else if (is(value, VWERASE) && extended) {
        erase_word();
    } else if (is(value, VEOF) || value == INPUT_OVER) {
        put(value == INPUT_OVER ? INPUT_OVER : INPUT_END, 0);
        make_ready();
    } else if (is(value, VLNEXT) && extended) {
        quoted = true;
        if (settings.c_lflag & ECHO)
            output("^\b", 2); /* until it comes */
    } else {
        type(value, ends_line(value));
    }
}

static void flush_input(void)
{
    if (!raw_line)
        taken = ready = typed;
}

static int signal_of(unsigned value)
{
    if (!(settings.c_lflag & ISIG))
        return 0;
    return is(value, VINTR) ? SIGINT : is(value, VQUIT) ? SIGQUIT : is(value, VSUSP) ? SIGTSTP : 0;
}

/* Takes one value in. Returns the signal that it means, or 0. */
static int accept(unsigned value)
{
    if (quoted) {
        quoted = false;
        type(value, false);
        return 0;
    }
    int signal = signal_of(value);
    if (signal) {
        if (!(settings.c_lflag & NOFLSH))
            flush_input();
        echo(value);
        return signal;
    }
    if (value == '\r' && settings.c_iflag & IGNCR)
        return 0;
    if (value == '\r' && settings.c_iflag & ICRNL)
        value = '\n';
    else if (value == '\n' && settings.c_iflag & INLCR)
        value = '\r';
    if (settings.c_lflag & ICANON) {
        edit(value);
    } else if (put(value, 0)) {
        if (value != INPUT_OVER)
            echo(value);
        make_ready();
    }
    return 0;
}

static void receive(unsigned value)
{
    spin_lock(&tty_lock);
    int signal = accept(value);
    uint32_t group = foreground;
    /* Nobody is waited for who can't come: a single line that fills the ring must still be ended. */
    if (!paused && RING_SIZE - (typed - taken) < RING_SPARE && ready != taken) {
        paused = true;
        serial_receive_pause(true);
    }
    spin_unlock(&tty_lock);
    if (signal)
        jobs->interrupt(group, signal);
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
    receive(escaped && byte == 0x04 ? INPUT_OVER : byte);
    escaped = false;
}

/* Whether a read() of `size` bytes need not wait for more: man 3 termios on VMIN. */
static bool enough(size_t size)
{
    uint32_t there = ready - taken;
    if (settings.c_lflag & ICANON || there == 0)
        return there > 0;
    return there >= MIN(size, settings.c_cc[VMIN]) || ring[(ready - 1) % RING_SIZE] >= INPUT_END;
}

/* When it need not wait any longer: VTIME is from now on, or from each byte on if VMIN asks for some. */
static uint64_t read_deadline(void)
{
    uint8_t time = settings.c_cc[VTIME], least = settings.c_cc[VMIN];
    if (settings.c_lflag & ICANON || (least > 0 && (time == 0 || ready == taken)))
        return DEADLINE_NEVER;
    return cpu_cycles() + timer_ns_to_cycles(time * 100000000ull);
}

/* Waits until there is something to read. Returns 0 or an error. */
static int wait_for_input(const struct file *file, size_t size)
{
    int error = 0;
    while (!enough(size) && !error)
        error = file->flags & O_NONBLOCK ? -EAGAIN : wait_sleep(&readers, &tty_lock, read_deadline(), true);
    if (thread_current()->work &
        THREAD_WORK_STOP) { /* while it slept: the bytes are for others; it begins anew */
        __atomic_or_fetch(&thread_current()->work, THREAD_WORK_SIGNAL, __ATOMIC_RELAXED);
        return -EINTR;
    }
    return ready == taken ? error : 0;
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
    size_t done = 0;
    int error = jobs->access(foreground, SIGTTIN);
    if (size == 0 || error)
        return error;
    spin_lock(&tty_lock);
    error = wait_for_input(file, size);
    while (!error && taken != ready) {
        char byte = (char)ring[taken % RING_SIZE];
        if (ring[taken % RING_SIZE] >= INPUT_END) {
            taken += ring[taken % RING_SIZE] == INPUT_END; /* which has done its work; INPUT_OVER stays */
            break;
        }
        if (done == size)
            break;
        error = copy_to_user((char *)user_to + done, &byte, 1);
        if (error)
            break;
        taken++;
        done++;
        if (settings.c_lflag & ICANON && ends_line((uint8_t)byte))
            break;
    }
    after_read();
    spin_unlock(&tty_lock);
    return done > 0 || error == -ETIMEDOUT ? (ssize_t)done : error;
}

static ssize_t tty_write(struct file *file, const void *user_from, size_t size, uint64_t offset)
{
    char text[PIECE];
    size_t done = 0;
    int error = settings.c_lflag & TOSTOP ? jobs->access(foreground, SIGTTOU) : 0;
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

static int change_settings(const void *user_from, bool flush)
{
    struct termios wanted;
    if (copy_from_user(&wanted, user_from, sizeof(wanted)))
        return -EFAULT;
    settings = wanted;
    if (flush)
        flush_input();
    if (!(settings.c_lflag & ICANON))
        make_ready();
    after_read();
    return 0;
}

static int set_window(const void *user_from)
{
    struct winsize wanted;
    if (copy_from_user(&wanted, user_from, sizeof(wanted)))
        return -EFAULT;
    spin_lock(&tty_lock);
    bool changed = memcmp(&window, &wanted, sizeof(window)) != 0;
    window = wanted;
    spin_unlock(&tty_lock);
    if (changed)
        jobs->interrupt(foreground, SIGWINCH);
    return 0;
}

/* What needs the lock, but none that comes before it. */
static int ioctl_locked(unsigned request, void *user, uintptr_t argument)
{
    int waiting = (int)(ready - taken);
    switch (request) {
    case TCGETS:
        return copy_to_user(user, &settings, sizeof(settings));
    case TCSETS:
    case TCSETSW: /* what is written has left the machine already */
    case TCSETSF:
        return change_settings(user, request == TCSETSF);
    case TIOCGWINSZ:
        return copy_to_user(user, &window, sizeof(window));
    case FIONREAD:
        return copy_to_user(user, &waiting, sizeof(waiting));
    case TCFLSH:
        if (argument != TCOFLUSH)
            flush_input();
        after_read();
        return 0;
    case TIOCNOTTY:
    case TCSBRK:
    case TCXONC:
        return 0;
    default:
        return -ENOTTY;
    }
}

static int tty_ioctl(struct file *file, unsigned request, uintptr_t argument)
{
    void *user = (void *)argument;
    int group, error = 0;
    if (request == TCSETS || request == TCSETSW || request == TCSETSF || request == TIOCSWINSZ ||
        request == TIOCSPGRP)
        error = jobs->access(foreground, SIGTTOU);
    if (error)
        return error;
    switch (request) {
    case TIOCSWINSZ:
        return set_window(user);
    case TIOCGPGRP:
        group = (int)foreground;
        return copy_to_user(user, &group, sizeof(group));
    case TIOCSPGRP:
        if (copy_from_user(&group, user, sizeof(group)))
            return -EFAULT;
        group = group > 0 ? jobs->check((uint32_t)group) : -EINVAL;
        if (group > 0)
            foreground = (uint32_t)group;
        return MIN(group, 0);
    case TIOCSCTTY: /* the terminal is everybody's; a new session's leader gets the foreground */
        foreground = (uint32_t)jobs->check(0);
        return 0;
    default:
        spin_lock(&tty_lock);
        error = ioctl_locked(request, user, argument);
        spin_unlock(&tty_lock);
        return error;
    }
}

static int tty_poll(struct file *file, uint32_t *count)
{
    spin_lock(&tty_lock);
    bool readable = ready != taken;
    *count = ready;
    spin_unlock(&tty_lock);
    return POLLOUT | POLLWRNORM | (readable ? POLLIN | POLLRDNORM : 0);
}

const struct file_ops tty_ops = {.read = tty_read, .write = tty_write, .ioctl = tty_ioctl, .poll = tty_poll};
