/* screen_helper quit|kill: a helper of screen.t. Paints the whole screen in one colour, and ends, or is
 * killed, when a line is typed. */
#include <fcntl.h>
#include <linux/fb.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static void paint(void)
{
    struct fb_fix_screeninfo fixed;
    struct fb_var_screeninfo variable;
    int screen = open("/dev/fb0", O_RDWR);
    if (screen < 0) {
        perror("fb0");
        _exit(3);
    }
    ioctl(screen, FBIOGET_FSCREENINFO, &fixed);
    ioctl(screen, FBIOGET_VSCREENINFO, &variable);
    char *pixels = mmap(NULL, fixed.smem_len, PROT_READ | PROT_WRITE, MAP_SHARED, screen, 0);
    uint32_t colour = 0x20u >> (8 - variable.red.length) << variable.red.offset |
                      0x80u >> (8 - variable.green.length) << variable.green.offset |
                      0xe0u >> (8 - variable.blue.length) << variable.blue.offset;
    for (unsigned y = 0; y < variable.yres; y++)
        for (unsigned x = 0; x < variable.xres; x++)
            memcpy(pixels + y * fixed.line_length + x * variable.bits_per_pixel / 8, &colour,
                   variable.bits_per_pixel / 8);
    printf("painted %ux%u\n", variable.xres, variable.yres);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    char line[8];
    int kills = argc > 1 && strcmp(argv[1], "kill") == 0;
    pid_t child = fork();
    if (child == 0) {
        paint();
        if (kills)
            for (;;)
                pause();
    } else if (!kills) {
        int status;
        waitpid(child, &status, 0);
        return WEXITSTATUS(status);
    }
    if (read(0, line, sizeof line) < 0)
        perror("read");
    if (child)
        kill(child, SIGKILL);
    return 0;
}
