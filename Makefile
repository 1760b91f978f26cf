# Weft's commands. `make help` lists them. Needs GNU make 4.2 or newer.

# ---- Variables that a user may set, here or in the environment ----------------------------------

comma := ,
VARIABLES := MEM CPUS SEED SEEDS APPEND EXTRA TIMEOUT CROSS DEBUG CMD BUILD

# Keep every value to the letter, `$` included, and hand it to the tools in the environment. An empty one counts
# as not given.
defaults := BUILD=build MEM=128M CPUS=1 SEEDS=20
$(foreach v,$(VARIABLES),$(eval override $v := $$(or $$(value $v),$(patsubst $v=%,%,$(filter $v=%,$(defaults))))))
export $(VARIABLES)

# $(call check,NAME,extended regular expression,what is wanted)
quote = '$(subst ','\'',$1)'
check = $(if $($1),$(if $(shell printf %s $(call quote,$($1)) | tr '\n' ';' | grep -Ex '$2'),,\
  $(error $1=$($1): $3)))
number := [1-9][0-9]{0,8}
seed := [0-9]{1,9}
ifneq ($(MEM),128M)
$(call check,MEM,$(number)[MG],not a size of memory such as 16M or 1G)
mebibytes := $(shell m=$$(echo $(MEM) | sed 's/G/*1024/; s/M//'); echo $$(($$m)))
ifneq ($(shell test $(mebibytes) -le 3072 && echo fits),fits)
$(error MEM=$(MEM): more than 3G$(comma) which is all that QEMU can give)
endif
ifneq ($(shell test $(mebibytes) -ge 8 && echo fits),fits)
$(error MEM=$(MEM): Weft needs 8M)
endif
endif
ifneq ($(CPUS),1)
$(call check,CPUS,[1-8],not a number of CPUs from 1 to 8)
endif
$(call check,SEED,$(seed),not a number from 0 to 999999999)
$(call check,SEEDS,$(number),not a number of runs)
$(call check,TIMEOUT,$(number),not a number of seconds)
$(call check,DEBUG,[01],neither 0 nor 1)
numbered := quantum jitter failalloc maxcpus trace_pages trace_port
$(foreach w,$(filter $(numbered) $(numbered:%=%=%),$(APPEND)),\
  $(if $(shell printf %s $(call quote,$w) | grep -Ex '[a-z_]+=[0-9]{1,9}'),,$(error APPEND=$(APPEND): $w has no number)))
$(if $(word 2,$(BUILD)),$(error BUILD=$(BUILD): a folder whose name has a space))
$(if $(EXTRA),$(if $(shell test -d $(call quote,$(EXTRA)) && echo yes),,$(error EXTRA=$(EXTRA): no such directory)))
$(if $(CROSS),$(if $(shell command -v $(call quote,$(CROSS)gcc)),,$(error CROSS=$(CROSS): $(CROSS)gcc is not found)))

GOALS := $(or $(MAKECMDGOALS),all)

# ---- `make deps run`: install first, then start again with what that brought ---------------------

ifneq ($(filter deps,$(GOALS)),)
REST := $(filter-out deps,$(GOALS))
.PHONY: deps $(REST)
deps:
	@tools/deps $(REST)
	$(if $(REST),@$(MAKE) --no-print-directory $(REST))
$(REST): deps ; @:
else

.PHONY: all
all:

# ---- The toolchain: found, not assumed ------------------------------------------------------------

NEEDS_COMPILER := $(filter-out help clean docs lines format check-format run exec gdb trace pictures,$(GOALS))
ifneq ($(NEEDS_COMPILER),)

found = $(shell command -v $1)
PREFIX := $(or $(CROSS),$(if $(call found,i686-elf-gcc),i686-elf-),$(if \
  $(call found,i686-linux-gnu-gcc),i686-linux-gnu-))
ifeq ($(origin CC),default)
  CC := $(PREFIX)gcc
  ifeq ($(PREFIX),)
    ifneq ($(shell echo 'int x;' | gcc -m32 -x c -c -o /dev/null - 2>&1 || echo failed),)
      $(error no compiler for i386 is found: run `make deps`$(comma) or give CROSS=prefix-)
    endif
  endif
endif
ifeq ($(call found,$(firstword $(CC))),)
  $(error CC=$(CC): $(firstword $(CC)) is not found)
endif
COMPILER := $(shell $(CC) --version 2>&1 | head -n 1)
ifneq ($(findstring clang,$(COMPILER)),)
  TARGET := --target=i686-linux-gnu
  KERNEL_STACK := -mstack-alignment=4
else
  TARGET := -m32
  KERNEL_STACK := -mpreferred-stack-boundary=2
endif
LD := $(PREFIX)ld -m elf_i386
AR := $(PREFIX)ar
NM := $(PREFIX)nm
STRIP := $(PREFIX)strip
OBJCOPY := $(PREFIX)objcopy
TAR := $(or $(call found,gtar),tar)

# ---- Flags ------------------------------------------------------------------------------------------

WARNINGS := -Wall -Wextra -Wshadow -Wmissing-prototypes -Wstrict-prototypes -Wno-unused-parameter -Werror
# Some compilers for bare machines have long there, and then printf's formats do not fit.
INT32 := -U__INT32_TYPE__ -D__INT32_TYPE__=int -U__UINT32_TYPE__ -D'__UINT32_TYPE__=unsigned int'
COMMON := $(TARGET) -march=i686 -std=gnu11 -g -fno-pic -fno-stack-protector -fcf-protection=none \
  -fno-asynchronous-unwind-tables -nostdinc $(INT32)
COMPILER_HEADERS := -isystem $(shell $(CC) $(TARGET) -print-file-name=include)
ifeq ($(DEBUG),1)
  DEFINES := -DDEBUG
endif
ifeq ($(NO_TRACE),1) # for tests/trace.t: a kernel without tracepoints
  DEFINES += -DNO_TRACE
endif

KERNEL_FLAGS := $(COMMON) -O2 $(WARNINGS) $(COMPILER_HEADERS) $(DEFINES) -Ikernel -ffreestanding -mgeneral-regs-only \
  -fno-omit-frame-pointer -fno-strict-aliasing -fno-strict-overflow $(KERNEL_STACK)
USER_COMMON := $(COMMON) $(DEFINES) -isystem libc/include -isystem $(BUILD)/include $(COMPILER_HEADERS) \
  -D__linux__=1 -ffunction-sections -fdata-sections
LIBC_FLAGS := $(USER_COMMON) -D_GNU_SOURCE= -O2 $(WARNINGS) -ffreestanding -Ilibc/src
TEST_FLAGS := $(USER_COMMON) -D_GNU_SOURCE= -O2 $(WARNINGS) -Wno-missing-prototypes
# A program is compiled as it stands, so that gdb steps through its lines, and so that threads meet in
# every access to a variable that is written there; OPT=-O2 makes it fast. It may be anybody's: warnings
# are shown and do not stop it, and what C11 forbids but textbooks write is a warning too.
OPT ?= -O0
TUNED := cost tour loom
USER_FLAGS = $(USER_COMMON) $(OPT) -Wall -Wextra -Wno-unused-parameter -Wno-error=implicit-function-declaration \
  -Wno-error=implicit-int -Wno-error=int-conversion -Wno-error=incompatible-pointer-types \
  -Wno-error=return-type -Wno-main
# A program may have an `index` or a `wait` of its own: the first definition counts (muldefs).
USER_LINK := -static -nostdlib -z muldefs -z max-page-size=4096 -z noseparate-code -z noexecstack --build-id=none \
  --gc-sections -Ttext-segment=0x08048000 -e _start
KERNEL_LINK := -static -nostdlib -z max-page-size=4096 -z noexecstack --build-id=none --fatal-warnings -T linker.ld

# What depends on the flags depends on this file, which changes when they do.
FLAGS := $(COMPILER) $(CC) $(KERNEL_FLAGS) $(LIBC_FLAGS) $(TEST_FLAGS) $(TUNED) $(USER_LINK) $(KERNEL_LINK)
ifneq ($(strip $(file <$(BUILD)/flags)),$(strip $(FLAGS)))
$(shell mkdir -p $(BUILD))
$(file >$(BUILD)/flags,$(FLAGS))
endif
# Made once, not each time: while a link is made anew it is not there, and another make may be looking.
ifneq ($(realpath $(BUILD)/include/abi),$(CURDIR)/kernel/abi)
$(shell mkdir -p $(BUILD)/include && ln -sfn $(call quote,$(CURDIR)/kernel/abi) $(BUILD)/include/abi)
endif

# ---- What is built from what --------------------------------------------------------------------------

objects = $(addprefix $(BUILD)/,$(addsuffix .o,$(sort $1)))
sources = $(foreach d,$1,$(wildcard $d/*.c $d/*.S $d/*/*.c $d/*/*.S))
KERNEL := $(call objects,$(wildcard boot/*.S) $(call sources,kernel))
KTEST := $(call objects,$(wildcard tests/kernel/*.c))
LIBC := $(call objects,$(filter-out libc/src/crt0.S,$(call sources,libc/src)))
CRT0 := $(BUILD)/libc/src/crt0.S.o
program_names = $(sort $(basename $(notdir $(wildcard $1/*.c $1/*.S))) $(patsubst $1/%/,%,$(dir $(wildcard $1/*/*.c))))
program_objects = $(call objects,$(wildcard $1/$2.c $1/$2.S $1/$2/*.c $1/$2/*.S))
$(if $(wildcard user/*\ *),$(error $(wildcard user/*\ *): a program's name can have no space))
PROGRAMS := $(call program_names,user)
SOURCES := $(PROGRAMS) $(wildcard user/*/*.c user/*/*.S)
TESTS := $(call program_names,tests/user)
IN_INITRD := $(PROGRAMS:%=$(BUILD)/initrd/bin/%)
TEST_PROGRAMS := $(TESTS:%=$(BUILD)/tests/bin/%)

all: $(if $(KERNEL),$(BUILD)/weft.elf) $(BUILD)/initrd.tar
.PHONY: kernel libc user tests-build
kernel: $(BUILD)/weft.elf
libc: $(BUILD)/libc.a $(CRT0)
user: $(IN_INITRD)
tests-build: all $(if $(KERNEL),$(BUILD)/ktest.elf $(BUILD)/magic.elf $(BUILD)/screen.elf) $(TEST_PROGRAMS)

Q := $(if $(V),,@)
say = $(if $(or $(V),$(findstring s,$(filter-out --%,$(firstword -$(MAKEFLAGS))))),,@printf '  %-5s %s\n' $1 $2)
define compile
$(call say,CC,$<)
@mkdir -p $(@D)
$(Q)$(CC) $1 -MD -MP -c -o $@ $<
endef

$(BUILD)/boot/%.o: boot/% $(BUILD)/flags ; $(call compile,$(KERNEL_FLAGS))
$(BUILD)/kernel/%.o: kernel/% $(BUILD)/flags ; $(call compile,$(KERNEL_FLAGS))
$(BUILD)/libc/%.o: libc/% $(BUILD)/flags ; $(call compile,$(LIBC_FLAGS))
# The programs' own flags have a file of their own: with another OPT nothing but programs is compiled again.
$(BUILD)/user/%.o: user/% $(BUILD)/flags $(BUILD)/USER_FLAGS.list ; $(call compile,$(USER_FLAGS))
$(foreach p,$(TUNED),$(call program_objects,user,$p)): OPT = -O2
$(BUILD)/tests/sloppy/%.o: tests/sloppy/% $(BUILD)/flags $(BUILD)/USER_FLAGS.list ; $(call compile,$(USER_FLAGS))
$(BUILD)/tests/user/%.o: tests/user/% $(BUILD)/flags ; $(call compile,$(TEST_FLAGS))
$(BUILD)/tests/%.o: tests/% $(BUILD)/flags ; $(call compile,$(KERNEL_FLAGS))

# The lists of files, so that a file that goes away is noticed too (and the programs' flags).
# (GNU make 4.3 does not always take a file's last newline away: hence `strip`.)
listed = $(if $(call differs,$(strip $(file <$(BUILD)/$1.list)),$(strip $1: $2)),$(file >$(BUILD)/$1.list,$1: $2))
differs = $(if $(findstring <$1>,<$2>),,yes)
$(foreach list,KERNEL KTEST LIBC SOURCES USER_FLAGS,$(call listed,$(list),$($(list))))

# The kernel is linked twice: its table of symbols is made from the first link. The table is the
# last thing in the read-only data, so no function moves; the comparison makes sure of it.
symbols = $(NM) -n $1 | awk -f tools/symbols.awk
define link_kernel
$(call say,LINK,$@)
$(Q)awk -f tools/symbols.awk </dev/null >$@.symbols0.S
$(Q)$(CC) $(KERNEL_FLAGS) -c -o $@.symbols0.o $@.symbols0.S
$(Q)$(LD) $(KERNEL_LINK) -o $@.first $1 $@.symbols0.o
$(Q)$(call symbols,$@.first) >$@.symbols.S
$(Q)$(CC) $(KERNEL_FLAGS) -c -o $@.symbols.o $@.symbols.S
$(Q)$(LD) $(KERNEL_LINK) -Map=$@.map -o $@.second $1 $@.symbols.o
$(Q)$(call symbols,$@.second) | cmp - $@.symbols.S
$(Q)mv $@.second $@ && rm $@.first
endef

$(BUILD)/weft.elf: $(KERNEL) linker.ld tools/symbols.awk $(BUILD)/KERNEL.list
	$(call link_kernel,$(KERNEL))
$(BUILD)/ktest.elf: $(KERNEL) $(KTEST) linker.ld tools/symbols.awk $(BUILD)/KERNEL.list $(BUILD)/KTEST.list
	$(call link_kernel,$(KERNEL) $(KTEST))

# The kernel as other loaders would start it: tests/boot/NAME.S has NAME_start. For tests/boot.t and tests/screen.t.
$(BUILD)/magic.elf $(BUILD)/screen.elf: $(BUILD)/%.elf: $(BUILD)/tests/boot/%.S.o $(BUILD)/weft.elf
	$(call say,LINK,$@)
	$(Q)$(LD) $(KERNEL_LINK) -e $*_start -o $@ $(KERNEL) $< $(BUILD)/weft.elf.symbols.o

$(BUILD)/libc.a: $(LIBC) $(BUILD)/LIBC.list
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcsD $@ $(LIBC)

# A program is one file: NAME.c becomes /bin/NAME. The files of a folder NAME/ belong to one program
# too. NAME.elf keeps the symbols for gdb.
define link_program
$(call say,LINK,$@)
@mkdir -p $(@D) $(dir $1)
$(Q)$(LD) $(USER_LINK) -o $1 $(filter %.o,$^) $(BUILD)/libc.a
$(Q)$(STRIP) -o $@ $1
endef
.SECONDEXPANSION:
$(BUILD)/initrd/bin/%: $(CRT0) $$(call program_objects,user,$$*) $(BUILD)/libc.a
	$(call link_program,$(BUILD)/user/$*.elf)
$(BUILD)/tests/bin/%: $(CRT0) $$(call program_objects,tests/user,$$*) $$(call program_objects,tests/sloppy,$$*) \
  $(BUILD)/libc.a
	$(call link_program,$(BUILD)/tests/user/$*.elf)

$(BUILD)/initrd.tar: $(IN_INITRD) $(BUILD)/SOURCES.list
	$(call say,TAR,$@)
	@mkdir -p $(BUILD)/initrd/bin
	@rm -f $(filter-out $(IN_INITRD),$(wildcard $(BUILD)/initrd/bin/*))
	$(Q)$(TAR) --format=ustar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=755 \
	  --no-recursion -C $(BUILD)/initrd -cf $@.new bin $(PROGRAMS:%=bin/%) && mv $@.new $@

.SECONDARY:
.DELETE_ON_ERROR:
-include $(wildcard $(patsubst %.o,%.d,$(KERNEL) $(KTEST) $(LIBC) $(CRT0)) \
  $(foreach d,user user/* tests/user tests/user/* tests/sloppy,$(BUILD)/$d/*.d))

.PHONY: iso check
iso: all
	@tools/iso
check: tests-build
	@# What failed, and why, is shown last.
	@SEEDS=$(SEEDS) prove -j2 tests 2>$(BUILD)/check.err; status=$$?; cat $(BUILD)/check.err >&2; exit $$status

endif # NEEDS_COMPILER

# ---- The commands that need no compiler, or start it themselves ----------------------------------------

.PHONY: run exec gdb trace lines format check-format help clean docs pictures
run exec gdb trace lines:
	@tools/$@

pictures:
	@tools/picture

FORMATTED = $(shell find kernel libc user tests -name '*.[ch]')
docs:
	tools/syscalls >docs/syscalls.md
	tools/sessions >docs/gdb.md.new && mv docs/gdb.md.new docs/gdb.md
format:
	@clang-format -i $(FORMATTED)
check-format:
	@clang-format --dry-run -Werror $(FORMATTED)

clean:
	rm -rf $(BUILD)

help:
	@awk '/^#:/ { sub(/^#: ?/, ""); print }' Makefile

#: make                  builds the kernel, the C library and the programs
#: make deps run         installs what is missing, builds, boots, shows the tour, leaves you in the shell
#: make deps check       the same, and runs every test (SEEDS=20: runs of the race)
#: make run              boots in QEMU: the tour, then the shell
#: make exec CMD='...'   runs one program with arguments on Weft and powers off; quotes and $ are kept
#: tools/exec prog args  the same, and ends with the program's own status
#: make trace CMD='...'  the same, and draws who ran in build/trace.json, for Perfetto or speedscope (docs/trace.md)
#: make gdb CMD='...'    QEMU stopped at the start, with gdb attached; stops at main() of CMD's program
#: tools/debian dir pkg  unpacks programs of Debian for i386 into dir, for EXTRA
#: make iso              build/weft.iso, a disk that boots on a PC with a BIOS
#: make pictures         makes docs/*.png from real runs
#: make lines            counts the kernel's lines, and fails if there are too many
#: make docs             writes docs/syscalls.md from the list of system calls, and the sessions of docs/gdb.md anew
#: make format           formats the C files (make check-format only looks)
#: make clean            removes build/
#:
#: Variables, here or in the environment:
#:   MEM=128M  CPUS=1    the machine
#:   SEED=n              a run that is the same each time; another n, another interleaving
#:   APPEND='words'      added to the kernel's command line
#:   EXTRA=dir           every file in dir is added to the initrd, under /
#:   TIMEOUT=s           exec gives up after so many seconds (status 124)
#:   DEBUG=1             a kernel that checks its lock order
#:   CROSS=prefix-       the toolchain; otherwise i686-elf-, i686-linux-gnu-, or the host's gcc -m32
#:   CC=clang            another compiler      V=1  shows the commands
#:   OPT=-O2             compiles the programs of user/ so; -O0 if not given
#:   BUILD=build         where everything that is built goes
endif # deps
