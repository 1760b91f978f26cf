/*
 * The terminal (man 3 termios): line editing, echo and ^C between the console's hardware and the programs
 * that read and write it. There is one, in two ways of starting: as a terminal for people, or raw, as a line
 * that carries a program's bytes as they are.
 */
#pragma once

#include "fs/file.h"

/* What the terminal asks of process groups; the foreground group is 0 as long as nobody has set one. */
struct tty_jobs {
    /* Sends ^C (SIGINT), ^\ (SIGQUIT), ^Z (SIGTSTP) or SIGWINCH to the foreground group. Called in any
     * context, with no lock held. */
    void (*interrupt)(uint32_t group, int signal);
    /* Whether the running thread may read (SIGTTIN) or change (SIGTTOU) the terminal while that group has it:
     * 0, or an error when it may not, and its group was sent the signal. */
    int (*access)(uint32_t group, int signal);
    /* The group if it is one of the running thread's session (0 is its own), -EPERM if not, -ESRCH for none.
     */
    int (*check)(uint32_t group);
};

/*
 * Readies the terminal. `raw`: without echo, editing, signals or translations, and with the serial line's
 * input escaped: the bytes 0xff 0xff mean one 0xff, and 0xff 0x04 means that the input ends here, for good.
 */
void tty_init(bool raw, const struct tty_jobs *jobs);

/* Adds one to the devices that show what is written; callable in any context. */
void tty_add_output(void (*write)(const char *text, size_t size));

/* Bytes that have arrived: the receivers for the serial line and the keyboard. Interrupt context. */
void tty_receive_serial(uint8_t byte);
void tty_receive_keyboard(uint8_t byte);

/* /dev/console and /dev/tty. */
extern const struct file_ops tty_ops;
