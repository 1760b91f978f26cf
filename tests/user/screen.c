/* /dev/fb0: what it says of itself, and mapping it in every odd way. Where there is no screen of pixels (as
 * on most Linux hosts, and with QEMU's -vga none), only that is seen. */
#include "system.h"

#include <linux/fb.h>
#include <setjmp.h>
#include <stdint.h>
#include <sys/ioctl.h>

static struct fb_var_screeninfo variable;
static struct fb_fix_screeninfo fixed;
static size_t size;
static int screen;

static sigjmp_buf back;

static void on_signal(int signal)
{
    siglongjmp(back, signal);
}

/* The signal that reading a word there raises, or 0. */
static int reading_raises(volatile uint32_t *word)
{
    int raised = sigsetjmp(back, 1);
    if (!raised)
        (void)*word;
    return raised;
}

static void *map(size_t length, off_t offset)
{
    return mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, screen, offset);
}

static void test_information(void)
{
    ok(ioctl(screen, FBIOGET_VSCREENINFO, &variable) == 0 && ioctl(screen, FBIOGET_FSCREENINFO, &fixed) == 0,
       "it says what it is like");
    ok(variable.xres == 1024 && variable.yres == 768 && variable.bits_per_pixel == 32 &&
           variable.red.offset == 16 && variable.green.offset == 8 && variable.blue.offset == 0 &&
           variable.red.length == 8,
       "1024 by 768 pixels of 32 bits");
    size = fixed.smem_len;
    ok(fixed.line_length >= variable.xres * 4 && size >= fixed.line_length * variable.yres,
       "and how long it is");
    ok(ioctl(screen, FBIOGET_VSCREENINFO, (void *)16) == -1 && errno == EFAULT, "not to a bad address");
    ok(ioctl(screen, 0x4601, &variable) == -1 && errno == ENOTTY, "nothing can be set");
    char byte;
    ok(read(screen, &byte, 1) == -1 && errno == EINVAL && write(screen, &byte, 1) == -1 && errno == EINVAL,
       "it is not read and written");
    ok(ftruncate(screen, 0) == -1 && errno == EINVAL, "nor made shorter");
    int again = open("/dev/fb0", O_RDWR | O_TRUNC);
    ok(again >= 0 && close(again) == 0, "O_TRUNC means nothing");
}

static void test_mapping(void)
{
    uint32_t *pixels = map(size, 0);
    size_t last = size / 4 - 1;
    ok(pixels != MAP_FAILED, "mapped");
    pixels[0] = 0x00123456;
    pixels[last] = 0x00654321;
    uint32_t *again = map(PAGE, size - PAGE);
    ok(again[PAGE / 4 - 1] == 0x00654321, "what is written is there in another mapping");
    ok(pixels[0] == 0x00123456, "pixels keep what is written to them");
    ok(munmap(again, PAGE) == 0 && munmap(pixels + PAGE / 4, PAGE) == 0, "parts are unmapped");
    ok(reading_raises(pixels + PAGE / 4) == SIGSEGV && reading_raises(pixels + 2 * PAGE / 4) == 0,
       "and then are not there, and the rest is");
    ok(mprotect(pixels, PAGE, PROT_NONE) == 0 && reading_raises(pixels) == SIGSEGV, "hidden");
    ok(mprotect(pixels, PAGE, PROT_READ | PROT_WRITE) == 0 && pixels[0] == 0x00123456, "shown again");
    uint32_t *moved = mremap(pixels, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, (char *)pixels + PAGE);
    ok(moved != MAP_FAILED && moved[0] == 0x00123456, "moved");
    ok(madvise(moved, PAGE, MADV_DONTNEED) == 0 && moved[0] == 0x00123456, "let go of, and there again");
    ok(munmap((void *)pixels, size) == 0, "unmapped");
}

static void test_odd_mappings(void)
{
    ok(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, screen, 0) == MAP_FAILED && errno == ENODEV,
       "a private copy of pixels can't be had");
    int reader = open("/dev/fb0", O_RDONLY);
    ok(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, reader, 0) == MAP_FAILED && errno == EACCES,
       "nor writing by who opened it to read");
    close(reader);
    volatile uint32_t *behind = map(2 * PAGE, size - PAGE);
    ok(behind != MAP_FAILED && reading_raises(behind) == 0 && reading_raises(behind + PAGE / 4) == SIGBUS,
       "behind the last pixel is nothing");
    ok(munmap((void *)behind, 2 * PAGE) == 0, "of which nothing is left");
    behind = (void *)syscall(SYS_mmap2, NULL, 4 * PAGE, PROT_READ, MAP_SHARED, screen, 0xfffffffe);
    ok(behind != MAP_FAILED && reading_raises(behind) == SIGBUS &&
           reading_raises(behind + PAGE / 4) == SIGBUS,
       "far behind it, too");
    munmap((void *)behind, 4 * PAGE);
    volatile uint32_t *odd = map(3 * PAGE + 5, 7 * PAGE);
    ok(odd != MAP_FAILED && munmap((char *)odd + PAGE, 1) == 0 && reading_raises(odd + PAGE / 4) == SIGSEGV &&
           reading_raises(odd + 3 * PAGE / 4 + 1) == 0,
       "odd lengths are whole pages");
    munmap((void *)odd, 4 * PAGE);
}

/* Pixels as memory for other calls. */
static void test_calls(void)
{
    uint32_t *pixels = map(PAGE, PAGE);
    int ends[2];
    ok(pipe(ends) == 0 && write(ends[1], "weft", 4) == 4 && read(ends[0], pixels, 4) == 4 &&
           memcmp(pixels, "weft", 4) == 0,
       "a call writes to them");
    ok(write(ends[1], pixels, 4) == 4, "and reads them");
    close(ends[0]);
    close(ends[1]);
    ok(syscall(SYS_futex, pixels, 1, 1, NULL, NULL, 0) == 0, "nobody sleeps on one");
    munmap(pixels, PAGE);
}

static int write_and_split(void *argument)
{
    volatile uint32_t *pixels = argument;
    pixels[1] = 0x00abcdef;
    munmap((char *)argument + PAGE, PAGE);
    return pixels[0] != 0x00123456;
}

static void test_fork(void)
{
    volatile uint32_t *pixels = map(4 * PAGE, 0);
    pixels[0] = 0x00123456;
    ok(exits_with(status_of(write_and_split, (void *)pixels), 0), "a child has them too");
    ok(pixels[1] == 0x00abcdef && reading_raises(pixels + PAGE / 4) == 0,
       "the same ones, in a space of its own");
    pid_t child = fork();
    if (child == 0)
        for (;;)
            pixels[2]++;
    sleep_ms(20);
    kill(child, SIGKILL);
    int status;
    waitpid(child, &status, 0);
    ok(killed_by(status, SIGKILL), "a child that is killed while it draws");
    munmap((void *)pixels, 4 * PAGE);
    pixels = map(PAGE, 0);
    close(screen);
    pixels[0] = 1;
    ok(pixels[0] == 1, "a mapping stays when the device is closed");
}

/* Takes the screen and gives it back, again and again, in two orders. */
static int take_and_give(void *argument)
{
    for (int i = 0; i < 20; i++) {
        int device = open("/dev/fb0", O_RDWR);
        volatile uint32_t *pixels = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, device, 0);
        if (device < 0 || pixels == MAP_FAILED)
            return 1;
        if (i % 2)
            close(device);
        pixels[i] = i;
        sched_yield();
        munmap((void *)pixels, 2 * PAGE);
        if (i % 2 == 0)
            close(device);
    }
    return 0;
}

static void test_many(void)
{
    int status, good = 0;
    for (int i = 0; i < 4; i++)
        if (fork() == 0)
            _exit(take_and_give(NULL));
    while (wait(&status) > 0)
        good += status == 0;
    ok(good == 4, "four at a time take it and give it back");
}

static void tests(void)
{
    signal(SIGSEGV, on_signal);
    signal(SIGBUS, on_signal);
    screen = open("/dev/fb0", O_RDWR);
    if (screen < 0) {
        ok(errno == ENODEV || errno == ENXIO || errno == ENOENT || errno == EACCES,
           "there is no screen of pixels");
        return;
    }
    if (!on_weft()) {
        ok(1, "there is no screen of pixels that a test may spoil");
        return;
    }
    test_information();
    test_mapping();
    test_odd_mappings();
    test_calls();
    test_fork();
    test_many();
}

int main(void)
{
    return run_counted(tests);
}
