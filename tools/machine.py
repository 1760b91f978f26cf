"""What the tools share: building Weft, making overlays, and the command that starts QEMU.

An overlay is a ustar archive that the kernel unpacks over its initrd. Everything here gives the same
bytes for the same input, because a run with SEED must be the same each time.
"""

import fcntl
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tarfile

TRACE_PORT = 0xE8
MEMORY_MAX = 768 << 20
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def setting(name, default=""):
    """A variable of the Makefile, from the environment; an empty one counts as not given."""
    return os.environ.get(name) or default


def command_words():
    """The words of CMD, as a shell splits them, with its quotes, but with nothing expanded."""
    try:
        return shlex.split(setting("CMD"))
    except ValueError as problem:
        die(f"CMD={setting('CMD')}: {problem}")


def build_path(*names):
    return os.path.join(ROOT, setting("BUILD", "build"), *names)


def die(message, status=125):
    print(message, file=sys.stderr)
    sys.exit(status)


def build(*goals):
    """Builds what has changed, one build at a time; make also checks the variables. Quiet if all is well."""
    environment = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    os.makedirs(build_path(), exist_ok=True)
    with open(build_path(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        make = setting("MAKE", "make")
        done = subprocess.run([make, "-s", "--no-print-directory", "-C", ROOT, f"-j{os.cpu_count()}", *goals],
                              env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    if done.returncode:
        sys.exit(125)


def qemu_program():
    for name in ("qemu-system-i386", "qemu-system-x86_64"):
        if shutil.which(name):
            return name
    die("qemu-system-i386 is not found: run `make deps`")


def appended():
    """The words of APPEND. One that nobody reads is told of: it may be misspelt. It is passed on all the same, as on
    Linux: any program can read /proc/cmdline. Who reads which word is looked up in the sources."""
    given = setting("APPEND").split()
    known = set()
    for folder, _, names in os.walk(os.path.join(ROOT, "kernel")) if given else ():
        for name in names:
            with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
                known.update(re.findall(r'\b(?:boot_option(?:_number)?|option_is)\("(\w+)"', file.read()))
    if given:
        with open(os.path.join(ROOT, "user", "init.c")) as file:
            known.update(re.findall(r'\bhas_word\(argv \+ 1, "(\w+)"', file.read()))
    if "init=" not in setting("APPEND"):  # whose arguments the words are
        for word in given:
            if word.partition("=")[0] not in known:
                print(f"APPEND={setting('APPEND')}: Weft does not know {word}", file=sys.stderr)
    return given


def qemu(arguments, words, modules, kernel="weft.elf"):
    """The command that boots `kernel` with these words on its command line and these module files.

    File names are relative to the folder that QEMU is started in: the guest sees them, so they must
    not differ from run to run.
    """
    command = [qemu_program(), "-cpu", "qemu32", "-m", setting("MEM", "128M"), "-smp", setting("CPUS", "1"),
               "-device", "isa-debug-exit,iobase=0xf4,iosize=4", "-no-reboot", "-net", "none"]
    words = list(words)
    if setting("SEED"):
        command += ["-icount", "shift=0,sleep=off", "-rtc", "base=2026-01-01,clock=vm"]
        words.append("jitter=" + setting("SEED"))
    words += appended()
    command += ["-kernel", kernel, "-append", " ".join(w for w in words if w)]
    if modules:
        command += ["-initrd", ",".join(modules)]
    folder = setting("TRACE_FOLDER")
    if folder:  # for who looks into the guest's memory, and is told by a pipe when to (tools/tracing.py)
        size = setting("MEM", "128M")
        command += ["-object", f"memory-backend-file,id=ram,size={size},share=on,mem-path={folder}/memory",
                    "-machine", "memory-backend=ram", "-chardev", f"file,id=full,path={folder}/full",
                    "-device", f"isa-debugcon,iobase={TRACE_PORT},chardev=full"]
    return command + list(arguments)


def put_files(folder, overlay=None):
    """Puts the kernel, the initrd and the overlay into a folder to start QEMU in; returns the modules' names."""
    os.symlink(build_path("weft.elf"), os.path.join(folder, "weft.elf"))
    os.symlink(build_path("initrd.tar"), os.path.join(folder, "initrd.tar"))
    if not overlay:
        return ["initrd.tar"]
    with open(os.path.join(folder, "overlay.tar"), "wb") as file:
        file.write(overlay)
    return ["initrd.tar", "overlay.tar"]


def tree_of(folder):
    """Every file and folder in `folder` as {name: path}; symbolic links are followed, but not in circles."""
    tree = {}
    total = 0

    def walk(path, name, parents):
        nonlocal total
        here = os.path.realpath(path)
        if os.path.isdir(path) and here not in parents:
            if name:
                tree[name] = path
            for entry in sorted(os.listdir(path)):
                walk_link(os.path.join(path, entry), f"{name}/{entry}" if name else entry, parents | {here})
        elif os.path.isfile(path):
            tree[name] = path
            total += os.path.getsize(path)
            if total > MEMORY_MAX:
                raise ValueError(f"more than {MEMORY_MAX >> 20} MiB of files, and so much memory Weft does not use")

    def walk_link(path, name, parents):
        """If it goes wrong behind a symbolic link to a folder, that link is named: the outermost, which stands in `folder`."""
        try:
            walk(path, name, parents)
        except (OSError, ValueError) as problem:
            if os.path.islink(path):
                first = problem.__cause__ or problem
                raise ValueError(f"{name} is a symbolic link to {os.readlink(path)}: there {first}") from first
            raise

    walk(folder, "", frozenset())
    return tree


def overlay(files, extra=None):
    """A ustar archive of the files {name: bytes} and of everything in the folder `extra`; b"" if empty."""
    tree = tree_of(extra) if extra else {}
    if not tree and not files:
        return b""
    for name in files:
        folder = os.path.dirname(name)
        if folder and folder not in tree:
            tree[folder] = None
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name in sorted(set(tree) | set(files)):
            entry = tarfile.TarInfo(name)
            path = tree.get(name)
            content = files.get(name)
            if content is None and (path is None or os.path.isdir(path)):
                entry.type = tarfile.DIRTYPE
                entry.mode = 0o755
                tar.addfile(entry)
                continue
            if content is None:
                with open(path, "rb") as file:
                    content = file.read()
                entry.mode = os.stat(path).st_mode & 0o777
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return archive.getvalue()


def exec_overlay(arguments, stdin=None):
    """The overlay that makes init run one program: its arguments, its standard input, and EXTRA's files."""
    files = {"etc/exec": b"".join(a + b"\0" for a in arguments)}
    if stdin is not None:
        files["etc/stdin"] = stdin
    try:
        return overlay(files, setting("EXTRA"))
    except (OSError, ValueError) as problem:
        die(f"EXTRA={setting('EXTRA')}: {problem}")


def status_in(log):
    """The status that the kernel said at its end, or None. It says one thing more if QEMU takes its time to end."""
    found = re.search(rb"power off, status (\d+)\s*(?:The machine can be switched off now\.\s*)?\Z", log)
    return int(found.group(1)) if found else None


def panic_in(log):
    """What the kernel said from its panic on, or None."""
    found = re.search(rb"^.*panic: ", log, re.MULTILINE)
    return log[found.start():] if found else None


def die_with_parent():
    """For preexec_fn: QEMU must not outlive a tool that gets killed. Linux only."""
    if sys.platform == "linux":
        import ctypes
        import signal
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
