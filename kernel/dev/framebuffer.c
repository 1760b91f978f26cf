/*
 * The Bochs display interface (bochs.sourceforge.io: VBE extensions; QEMU's docs/specs/standard-vga). Its
 * memory begins with VGA's own, where the text mode has its font: the picture lies behind that.
 */
#include "dev/framebuffer.h"

#include "dev/vga.h"
#include "x86/cpu.h"
#include "x86/paging.h"

#define INDEX 0x1ce
#define DATA  0x1cf

/* Registers; the amount of memory is told in pieces of 64 KiB. */
enum { ID, WIDTH, HEIGHT, DEPTH, ENABLE, Y_OFFSET = 9, MEMORY = 10 };

#define ID_FIRST    0xb0c2 /* this and later ones know 32 bits, and a linear framebuffer */
#define ID_LAST     0xb0cf
#define ENABLED     0x41 /* as a linear framebuffer */
#define KEEP_MEMORY 0x80

#define PITCH      (1024 * 4)
#define VGA_MEMORY 0x40000u

/* PCI local bus specification 3.0, 3.2.2.3.2 and 6.1. */
#define PCI_ADDRESS 0xcf8
#define PCI_DATA    0xcfc
#define PCI_CLASS   0x08
#define PCI_BAR0    0x10
#define DISPLAY     0x03 /* the class, in the highest byte */

static struct boot_screen card = {.pitch = PITCH,
                                  .width = 1024,
                                  .height = 768,
                                  .depth = 32,
                                  .red = {16, 8},
                                  .green = {8, 8},
                                  .blue = {0, 8}};
static bool shown;

static void interface_write(uint16_t index, uint16_t value)
{
    port_write16(INDEX, index);
    port_write16(DATA, value);
}

static uint32_t interface_read(uint16_t index)
{
    port_write16(INDEX, index);
    return port_read16(DATA);
}

static uint32_t pci_read(unsigned device, unsigned offset)
{
    port_write32(PCI_ADDRESS, 0x80000000 | device << 11 | offset);
    return port_read32(PCI_DATA);
}

/* Where the first display on the first bus has its memory; 0: there is none. */
static paddr_t display_memory(void)
{
    for (unsigned device = 0; device < 32; device++)
        if (pci_read(device, PCI_CLASS) >> 24 == DISPLAY)
            return pci_read(device, PCI_BAR0) & PTE_FRAME;
    return 0;
}

const struct boot_screen *framebuffer_find(void)
{
    if (boot_info.screen.address)
        return &boot_info.screen;
    uint32_t id = interface_read(ID);
    if (id < ID_FIRST || id > ID_LAST || interface_read(MEMORY) << 16 < VGA_MEMORY + PITCH * card.height)
        return NULL;
    paddr_t memory = display_memory();
    card.address = memory + VGA_MEMORY;
    return memory ? &card : NULL;
}

void framebuffer_show(void)
{
    if (shown || boot_info.screen.address)
        return;
    vga_hide();
    interface_write(ENABLE, 0);
    interface_write(WIDTH, card.width);
    interface_write(HEIGHT, card.height);
    interface_write(DEPTH, card.depth);
    interface_write(ENABLE, ENABLED | KEEP_MEMORY);
    interface_write(Y_OFFSET, VGA_MEMORY / PITCH);
    shown = true;
}

void framebuffer_show_text(void)
{
    if (!shown)
        return;
    interface_write(ENABLE, 0);
    vga_show();
    shown = false;
}
