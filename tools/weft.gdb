# Commands for gdb that know Weft's structures; tools/gdb loads them. `help current` and so on.

# The thread on whose kernel stack an address lies: its last 16 bytes say so (kernel/x86/cpu.h).
define weft_thread_at
    set $thread = ((struct stack_top *)(((unsigned)($arg0) | 0x3fff) + 1) - 1)->thread
end

define current
    if (unsigned)$esp < 0xc0000000
        printf "in user mode: EIP %08x, ESP %08x, CR3 %08x\n", $eip, $esp, $cr3
    else
        weft_thread_at $esp
        printf "thread %u of process %u (%s): ESP %08x, CR3 %08x\n", $thread->tid, \
            $thread->process->pid, $thread->name, $esp, $cr3
    end
end
document current
current: which thread runs (on whose kernel stack ESP is), and the page directory in CR3.
end

define switches
    break context_switch
    commands
        silent
        weft_thread_at $esp
        set $from = $thread
        weft_thread_at *(unsigned*)((unsigned)$esp+8)
        printf "thread %u of process %u -> thread %u of process %u: CR3 ", $from->tid, \
            $from->process->pid, $thread->tid, $thread->process->pid
        if $from->space == $thread->space
            printf "stays %08x\n", $cr3
        else
            printf "is now %08x\n", $cr3
        end
    end
end
document switches
switches: from now on, stop at every switch of threads, and say who goes, who comes, and whether CR3 changes.
end

define page
    set $address = (unsigned)($arg0)
    set $entry = ((unsigned *)(0xc0000000 + ($cr3 & 0xfffff000)))[$address >> 22]
    if $entry & 1
        set $entry = ((unsigned *)(0xc0000000 + ($entry & 0xfffff000)))[($address >> 12) & 1023]
    end
    if $entry & 1
        set $writable = $entry & 2 ? "writable" : "read-only"
        printf "%08x: frame 0x%04x, %s, references %u\n", $address & 0xfffff000, $entry >> 12, \
            $writable, frames[$entry >> 12].references
    else
        printf "%08x: no page there\n", $address & 0xfffff000
    end
end
document page
page ADDRESS: the frame of a user's page, in the page tables that CR3 points to; what the entry allows; and
how many references the frame has.
end
