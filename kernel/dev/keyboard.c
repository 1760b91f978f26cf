/*
 * PS/2 keyboard behind an 8042 controller that translates to scan-code set 1. All of the state belongs to the
 * interrupt handler, which runs on one CPU at a time with interrupts off.
 */
#include "dev/keyboard.h"
#include "x86/cpu.h"

#define DATA    0x60
#define COMMAND 0x64 /* reads as the status */

#define STATUS_OUTPUT 0x01 /* a byte for us */
#define STATUS_INPUT  0x02 /* the controller has not taken our last byte yet */
#define STATUS_MOUSE  0x20 /* the byte for us is the mouse's */

#define READ_CONFIG      0x20
#define WRITE_CONFIG     0x60
#define CONFIG_INTERRUPT 0x01
#define CONFIG_DISABLED  0x10
#define CONFIG_TRANSLATE 0x40
#define ENABLE_KEYBOARD  0xae
#define ENABLE_SCANNING  0xf4 /* to the keyboard itself */

#define CODE_EXTENDED 0xe0
#define CODE_RELEASED 0x80
#define CODE_CONTROL  0x1d
#define CODE_SHIFT_L  0x2a
#define CODE_SHIFT_R  0x36
#define CODE_CAPS     0x3a

#define PATIENCE 100000

/* Scan codes 0 to 0x53. The keypad always types digits. */
static const char plain[] = "\0\0331234567890-=\177\tqwertyuiop[]\r\0asdfghjkl;'`\0\\zxcvbnm,./\0*\0 \0"
                            "\0\0\0\0\0\0\0\0\0\0\0\0"
                            "789-456+1230.";
static const char shifted[] = "\0\033!@#$%^&*()_+\177\tQWERTYUIOP{}\r\0ASDFGHJKL:\"~\0|ZXCVBNM<>?\0*\0 \0"
                              "\0\0\0\0\0\0\0\0\0\0\0\0"
                              "789-456+1230.";
_Static_assert(sizeof(plain) == 0x55 && sizeof(shifted) == sizeof(plain), "codes 0 to 0x53 and a NUL");

/* What extended codes type. */
static const struct {
    uint8_t code;
    const char *text;
} extended_keys[] = {
    {0x1c, "\r"},      {0x35, "/"},       {0x47, "\033[H"},  {0x48, "\033[A"},
    {0x49, "\033[5~"}, {0x4b, "\033[D"},  {0x4d, "\033[C"},  {0x4f, "\033[F"},
    {0x50, "\033[B"},  {0x51, "\033[6~"}, {0x52, "\033[2~"}, {0x53, "\033[3~"},
};

static void (*receiver)(uint8_t byte);
static bool extended, shift, control, caps;

static void type_extended(uint8_t code)
{
    for (unsigned i = 0; i < ARRAY_SIZE(extended_keys); i++) {
        if (extended_keys[i].code != code)
            continue;
        for (const char *text = extended_keys[i].text; *text; text++)
            receiver(*text);
    }
}

static void type_plain(uint8_t code)
{
    if (code >= sizeof(plain) - 1 || plain[code] == '\0')
        return;
    char character = plain[code];
    bool letter = character >= 'a' && character <= 'z';
    if (shift != (letter && caps))
        character = shifted[code];
    if (control && (character >= '@' || character == ' ') && character != '\177')
        character &= 0x1f;
    receiver(character);
}

static void take_code(uint8_t byte)
{
    if (byte == CODE_EXTENDED) {
        extended = true;
        return;
    }
    bool pressed = !(byte & CODE_RELEASED), was_extended = extended;
    uint8_t code = byte & ~CODE_RELEASED;

    extended = false;
    if (code == CODE_CONTROL)
        control = pressed;
    else if ((code == CODE_SHIFT_L || code == CODE_SHIFT_R) && !was_extended)
        shift = pressed;
    else if (code == CODE_CAPS && pressed)
        caps = !caps;
    else if (pressed && was_extended)
        type_extended(code);
    else if (pressed)
        type_plain(code);
}

void keyboard_interrupt(void)
{
    for (;;) {
        uint8_t status = port_read8(COMMAND);
        if (!(status & STATUS_OUTPUT))
            return;
        uint8_t byte = port_read8(DATA);
        if (!(status & STATUS_MOUSE) && receiver)
            take_code(byte);
    }
}

/* Waits until the controller's status has all of `bits` at `value`; bounded. */
static void await(uint8_t bits, uint8_t value)
{
    for (unsigned look = 0; look < PATIENCE && (port_read8(COMMAND) & bits) != value; look++)
        cpu_relax();
}

static void send(uint16_t port, uint8_t byte)
{
    await(STATUS_INPUT, 0);
    port_write8(port, byte);
}

void keyboard_init(void (*receive)(uint8_t byte))
{
    if (port_read8(COMMAND) == 0xff)
        return;           /* no controller */
    keyboard_interrupt(); /* nobody receives yet: drops what was typed before */
    send(COMMAND, READ_CONFIG);
    await(STATUS_OUTPUT, STATUS_OUTPUT);
    uint8_t config = port_read8(DATA);
    send(COMMAND, WRITE_CONFIG);
    send(DATA, (config & ~CONFIG_DISABLED) | CONFIG_INTERRUPT | CONFIG_TRANSLATE);
    send(COMMAND, ENABLE_KEYBOARD);
    send(DATA, ENABLE_SCANNING);
    await(STATUS_OUTPUT, STATUS_OUTPUT); /* its acknowledgement */
    keyboard_interrupt();
    receiver = receive;
}
