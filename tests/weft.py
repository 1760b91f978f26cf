"""What the tests share: TAP, running programs on Weft, and starting QEMU in other ways than tools/exec."""

import fcntl
import glob
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tools"))
import machine  # noqa: E402,F401

_count = 0
_failed = 0


def say(text, file=sys.stdout):
    """A remark in the TAP output, or on standard error: that, prove shows."""
    for line in str(text).splitlines():
        print("# " + line, flush=True, file=file)


def ok(condition, name, detail=None):
    """One test. `detail`, shown if it fails, may be a function."""
    global _count, _failed
    _count += 1
    print(("" if condition else "not ") + f"ok {_count} - {name}", flush=True)
    if not condition:
        _failed += 1
        say(f"{os.path.basename(sys.argv[0])}: not ok {_count} - {name}", sys.stderr)
        if detail is not None:
            say(detail() if callable(detail) else detail, sys.stderr)
    return bool(condition)


def equal(got, wanted, name):
    return ok(got == wanted, name, lambda: f"     got: {got!r:.2000}\n  wanted: {wanted!r:.2000}")


def skip(name, why):
    global _count
    _count += 1
    print(f"ok {_count} - {name} # SKIP {why}", flush=True)


def skip_all(why):
    print(f"1..0 # SKIP {why}")
    sys.exit(0)


def done():
    print(f"1..{_count}")
    sys.exit(1 if _failed else 0)


def scratch():
    """A folder that goes away at the end of the test."""
    import atexit
    folder = tempfile.mkdtemp(prefix="weft-test-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def host_runs_i386():
    """Whether a 32-bit x86 Linux program runs here."""
    if not sys.platform.startswith("linux") or os.uname().machine not in ("x86_64", "i686", "i386"):
        return False
    program = machine.build_path("initrd", "bin", "true")
    try:
        return subprocess.run([program]).returncode == 0
    except OSError:
        return False


class Run:
    """What came of one run: status, standard output, standard error, and the kernel's messages."""

    def __init__(self, status, out, err, log=b""):
        self.status, self.out, self.err, self.log = status, out, err, log

    def __str__(self):
        def part(name, data):
            text = data.decode(errors="replace")
            return f"{name}:\n" + "\n".join("  " + line for line in text.splitlines()[-40:])
        return "\n".join([f"status {self.status}", part("output", self.out), part("errors", self.err),
                          part("kernel", self.log)])


def environment(**variables):
    """The environment with these variables, and without those of the make that started us."""
    result = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "CMD", "SEED")}
    result.update({k: str(v) for k, v in variables.items()})
    return result


def weft(*arguments, stdin=b"", **variables):
    """Runs a program on Weft by tools/exec. `stdin` is bytes (given as a file), or an open file."""
    variables.setdefault("TIMEOUT", 60)
    log = tempfile.NamedTemporaryFile(prefix="weft-log-", delete=False)
    log.close()
    given = stdin
    if isinstance(stdin, bytes):
        given = tempfile.TemporaryFile()
        given.write(stdin)
        given.seek(0)
    try:
        done_run = subprocess.run([os.path.join(ROOT, "tools", "exec"), *arguments], stdin=given,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  env=environment(LOG=log.name, **variables))
        with open(log.name, "rb") as file:
            return Run(done_run.returncode, done_run.stdout, done_run.stderr, file.read())
    finally:
        os.unlink(log.name)
        if given is not stdin:
            given.close()


def test_programs():
    """The programs of tests/user but for helpers: pairs of a name and the comments that the source begins with."""
    for source in sorted(glob.glob(os.path.join(ROOT, "tests/user/*.c"))):
        with open(source) as file:
            head = re.sub(r"\n \* ?", " ", file.read(1000))  # a comment may go on in the next line
        if not re.search(r"/\*.*\bhelper\b", head.splitlines()[0]):
            yield os.path.basename(source)[:-2], head


def run_test_program(name, head, **variables):
    """Runs one of them on Weft, with the variables that its comment asks for, and these."""
    asked = dict(word.split("=", 1) for found in re.findall(r"variables: ([^*\n]*)", head) for word in found.split())
    folder = scratch()
    os.makedirs(os.path.join(folder, "bin"))
    shutil.copy(machine.build_path("tests", "bin", name), os.path.join(folder, "bin"))
    return weft(name, EXTRA=folder, **{**asked, **variables})


def tap_problem(run):
    """None if the output is TAP of tests that all passed, else what is wrong."""
    text = run.out.decode(errors="replace")
    tests = re.findall(r"^(not )?ok\b", text, re.MULTILINE)
    plan = re.search(r"^1\.\.(\d+)", text, re.MULTILINE)
    if run.status:
        return "the status is not 0"
    if any(tests):
        return "a test failed"
    if not plan or int(plan[1]) != len(tests):
        return "the plan is missing or wrong"
    return None


def make(*arguments, **variables):
    """Runs make in the project's folder; one at a time, since tests that run at once may want the same files made."""
    with open(os.path.join(ROOT, "Makefile")) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done_run = subprocess.run(["make", "--no-print-directory", *arguments], cwd=ROOT, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(**variables))
    return Run(done_run.returncode, done_run.stdout, done_run.stderr)


QEMU = ["-cpu", "qemu32", "-device", "isa-debug-exit,iobase=0xf4,iosize=4", "-no-reboot", "-net", "none",
        "-display", "none"]


# A machine whose time is counted in instructions: it does not matter how busy the host is.
STEADY = ["-icount", "shift=0,sleep=off", "-rtc", "base=2026-01-01,clock=vm"]


class Machine:
    """A QEMU of one's own, with its serial line in `serial` and its debug console in `log`."""

    def __init__(self, *arguments, memory="128M"):
        self.folder = scratch()
        self.serial_path = os.path.join(self.folder, "serial")
        self.log_path = os.path.join(self.folder, "log")
        self.process = subprocess.Popen(
            [machine.qemu_program(), *QEMU, "-m", memory, "-serial", "file:" + self.serial_path, "-debugcon",
             "file:" + self.log_path, "-monitor", "stdio", *arguments],
            cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            preexec_fn=machine.die_with_parent)

    def read(self, path):
        try:
            with open(path, "rb") as file:
                return file.read()
        except FileNotFoundError:
            return b""

    @property
    def serial(self):
        return self.read(self.serial_path)

    @property
    def log(self):
        return self.read(self.log_path)

    def wait_for(self, pattern, seconds=30):
        """Waits until the pattern is in the serial output or the log, or QEMU ends; returns the match."""
        end = time.monotonic() + seconds
        while True:
            ended = self.process.poll() is not None
            found = re.search(pattern, self.serial + b"\n" + self.log)
            if found or ended or time.monotonic() > end:
                return found
            time.sleep(0.05)

    def wait(self, seconds=30):
        """Waits until QEMU ends; False if it doesn't."""
        try:
            self.process.wait(seconds)
            return True
        except subprocess.TimeoutExpired:
            return False

    def tell(self, command):
        """Gives QEMU's monitor a command."""
        self.process.stdin.write(command.encode() + b"\n")
        self.process.stdin.flush()

    def pixels(self, seconds=10):
        """What is to be seen on the screen: (width, height, three bytes for each pixel)."""
        path = os.path.join(self.folder, "pixels")
        if os.path.exists(path):
            os.unlink(path)
        self.tell(f'screendump "{path}"')
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            head = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", self.read(path))
            if head:
                width, height = int(head[1]), int(head[2])
                data = self.read(path)[head.end():]
                if len(data) == 3 * width * height:
                    return width, height, data
            time.sleep(0.02)
        return 0, 0, b""

    def screen(self):
        """The text on the VGA screen."""
        path = os.path.join(self.folder, "screen")
        if os.path.exists(path):
            os.unlink(path)
        self.tell(f'pmemsave 0xb8000 4000 "{path}"')
        end = time.monotonic() + 5
        while len(self.read(path)) < 4000 and time.monotonic() < end:
            time.sleep(0.05)
        cells = self.read(path)[::2].replace(b"\0", b" ")
        return b"\n".join(cells[i:i + 80].rstrip() for i in range(0, len(cells), 80))

    def wait_for_screen(self, pattern, seconds=60):
        """Waits until the pattern is on the screen; returns the match."""
        end = time.monotonic() + seconds
        while True:
            found = re.search(pattern, self.screen())
            if found or self.process.poll() is not None or time.monotonic() > end:
                return found
            time.sleep(0.05)

    def press(self, *keys):
        """Presses keys by the names that QEMU's monitor has for them, such as a, shift-a, ret. The keyboard holds 16 bytes, and
        loses what comes after. So each key waits until the one before is pressed, released and read: the controller's status
        says that there is nothing, three times."""
        for key in keys:
            self.tell(f"sendkey {key} 1")
            empty = 0
            while empty < 3 and self.process.poll() is None:
                time.sleep(0.002)
                empty = 0 if self.port(0x64) & 1 else empty + 1

    def port(self, number):
        """What the machine's I/O port reads as; 0 if it has ended."""
        self.tell(f"i /b {number}")
        for line in self.process.stdout:
            found = re.match(rb"portb\[0x%04x\] = 0x(\w+)" % number, line)
            if found:
                return int(found[1], 16)
        return 0

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def __str__(self):
        return str(Run(self.process.poll(), self.serial, b"", self.log))


class Typed:
    """Something at which somebody types. `send` takes bytes; `receive` gives those that have come, b"" if none."""

    def __init__(self):
        self.text = ""  # everything so far
        self.seen = 0   # and how much of it was asked for

    def expect(self, pattern, seconds=60):
        """Reads until the pattern comes; returns the text before it, or None."""
        end = time.monotonic() + seconds
        while True:
            found = re.search(pattern, self.text[self.seen:])
            if found:
                self.seen += found.end()
                return found.string[:found.start()]
            piece = self.receive()
            self.text += piece.decode(errors="replace")
            if time.monotonic() > end or (not piece and self.process.poll() is not None):
                return None
            if not piece:
                time.sleep(0.02)

    def type(self, text):
        self.send(text.encode())

    def command(self, line):
        """Types a line at the shell's prompt; returns what is printed until the next prompt, or None."""
        self.type(line + "\r")
        return self.expect(r"weft\$ ")


class Console(Typed):
    """A booted machine at whose serial console somebody types."""

    def __init__(self, *words, extra=None):
        super().__init__()
        self.folder = scratch()
        modules = machine.put_files(self.folder, machine.overlay({}, extra))
        command = machine.qemu(["-display", "none", "-monitor", "none", "-serial", "stdio", "-debugcon", "file:log"],
                               ["log=debugcon", "panic=exit", *words], modules)
        self.process = subprocess.Popen(command, cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        preexec_fn=machine.die_with_parent)
        os.set_blocking(self.process.stdout.fileno(), False)

    def send(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def receive(self):
        return self.process.stdout.read() or b""

    def log(self):
        with open(os.path.join(self.folder, "log"), "rb") as file:
            return file.read()

    def stop(self):
        self.process.kill()
        self.process.wait()


class HostConsole(Typed):
    """A program on the host, at a terminal of its own."""

    def __init__(self, words, environment):
        super().__init__()
        import pty
        import termios

        def begin():
            machine.die_with_parent()
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        self.terminal, side = pty.openpty()
        fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("4H", 25, 80, 0, 0))
        self.process = subprocess.Popen(words, stdin=side, stdout=side, stderr=side, cwd="/", env=environment,
                                        preexec_fn=begin)
        os.close(side)
        os.set_blocking(self.terminal, False)

    def send(self, data):
        os.write(self.terminal, data)

    def receive(self):
        try:
            return os.read(self.terminal, 65536)
        except OSError:
            return b""

    def stop(self):
        os.close(self.terminal)  # hangs up
        self.process.kill()
        self.process.wait()
