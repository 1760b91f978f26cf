/*
 * The first serial port: a 16550 or what says so.
 *
 * `lock` keeps the bytes of one FIFO's fill together; `present` and `receiver` are set at start-up; `paused`
 * changes with interrupts off.
 */
#include "dev/serial.h"
#include "x86/raw_lock.h"

#define PORT             0x3f8
#define DATA             (PORT + 0) /* divisor's low byte while LINE_DIVISOR is set */
#define INTERRUPT_ENABLE (PORT + 1) /* divisor's high byte, likewise */
#define FIFO_CONTROL     (PORT + 2)
#define LINE_CONTROL     (PORT + 3)
#define MODEM_CONTROL    (PORT + 4)
#define LINE_STATUS      (PORT + 5)
#define SCRATCH          (PORT + 7)

#define INTERRUPT_RECEIVED 0x01
#define FIFO_CLEAR_ENABLE  0xc7 /* interrupts when 14 bytes have arrived, or a few and then no more */
#define FIFO_SIZE          16
#define LINE_8N1           0x03
#define LINE_DIVISOR       0x80
#define MODEM_READY        0x0b /* DTR, RTS, and OUT2, which lets interrupts through */
#define STATUS_RECEIVED    0x01
#define STATUS_EMPTY       0x20 /* the FIFO for output is */

#define PATIENCE 10000000 /* looks at the status until bytes are dropped: seconds, for a slow reader */

static struct raw_lock lock;
static bool present;
static void (*receiver)(uint8_t byte);
static volatile bool paused;

void serial_init(void)
{
    port_write8(SCRATCH, 0x5a);
    if (port_read8(SCRATCH) != 0x5a)
        return;
    port_write8(INTERRUPT_ENABLE, 0);
    port_write8(LINE_CONTROL, LINE_DIVISOR | LINE_8N1);
    port_write8(DATA, 1); /* 115200 baud */
    port_write8(INTERRUPT_ENABLE, 0);
    port_write8(LINE_CONTROL, LINE_8N1);
    port_write8(FIFO_CONTROL, FIFO_CLEAR_ENABLE);
    port_write8(MODEM_CONTROL, MODEM_READY);
    present = true;
}

/* Fills the FIFO once it is empty; returns how many bytes it took. */
static size_t write_some(const char *text, size_t size)
{
    uint32_t flags = raw_lock(&lock);
    for (unsigned look = 0; !(port_read8(LINE_STATUS) & STATUS_EMPTY) && look < PATIENCE; look++)
        cpu_relax();
    size = MIN(size, FIFO_SIZE);
    for (size_t i = 0; i < size; i++)
        port_write8(DATA, text[i]);
    raw_unlock(&lock, flags);
    return size;
}

void serial_write(const char *text, size_t size)
{
    while (present && size > 0) {
        size_t done = write_some(text, size);
        text += done;
        size -= done;
    }
}

void serial_write_lines(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '\n')
            serial_write("\r", 1);
        serial_write(&text[i], 1);
    }
}

void serial_set_receiver(void (*receive)(uint8_t byte))
{
    receiver = receive;
    if (present)
        port_write8(INTERRUPT_ENABLE, INTERRUPT_RECEIVED);
}

void serial_receive_pause(bool pause)
{
    paused = pause;
    if (present)
        port_write8(INTERRUPT_ENABLE, pause ? 0 : INTERRUPT_RECEIVED);
}

void serial_interrupt(void)
{
    while (present && receiver && !paused && port_read8(LINE_STATUS) & STATUS_RECEIVED)
        receiver(port_read8(DATA));
}
