/* poweroff: switches the machine off. Only Weft's: run on Linux by mistake, it does nothing. */
#include <abi/reboot.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
    int is_weft = close(open("/proc/weft/frames", O_RDONLY)) == 0;
    if (is_weft)
        syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_POWER_OFF, 0);
    fputs("poweroff: this machine is not Weft's to switch off\n", stderr);
    return 1;
}
