/*
 * sh [FILE | -c LINES]: the shell. Reads lines and runs the programs they name, until the end of its input.
 *
 *     list      pipeline { ; pipeline | & pipeline }       & does not wait for the pipeline before it
 *     pipeline  command { | command }
 *     command   { word | < FILE | > FILE }
 *
 * Quotes '...' and "..." and \ make one word of what would be several; $? is the status of the last
 * pipeline, $! the process last started with &; # begins a comment. A program's name without a `/` is looked
 * for in the folders of $PATH.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define LINE_SIZE             4096
#define MAX_WORDS             128 /* in one pipeline, with a NULL for each command */
#define MAX_COMMANDS          16  /* in one pipeline */
#define STATUS_USAGE          2
#define STATUS_NOT_EXECUTABLE 126
#define STATUS_NOT_FOUND      127
#define STATUS_SIGNAL         128 /* and the signal's number */

struct command {
    char **words; /* ended by NULL */
    char *input;  /* file to read from, or NULL */
    char *output; /* file to write to, or NULL */
};

/* The pipeline being read or run. */
static struct {
    struct command commands[MAX_COMMANDS];
    unsigned count;
    int background;
    char *words[MAX_WORDS];
    unsigned word_count;
    char text[4 * LINE_SIZE]; /* the words' letters: two for $! can become seven */
    char *text_end;
} pipeline;

static int last_status;
static pid_t last_background;
static int interactive;

/* ---- Reading a pipeline -------------------------------------------------------------------------- */

/* Takes one word from the line. NULL if a quote is not closed. */
static char *read_word(const char **line)
{
    char *word = pipeline.text_end, *end = word, quote = 0;
    const char *at = *line;
    for (; *at && (quote || !strchr(" \t|&;<>", *at)); at++) {
        if (*at == quote)
            quote = 0;
        else if (!quote && (*at == '\'' || *at == '"'))
            quote = *at;
        else if (quote != '\'' && at[0] == '\\' && at[1])
            *end++ = *++at;
        else if (quote != '\'' && at[0] == '$' && (at[1] == '?' || at[1] == '!')) {
            at++;
            end += sprintf(end, "%d", *at == '?' ? last_status : last_background);
        } else
            *end++ = *at;
    }
    *line = at;
    *end = '\0';
    pipeline.text_end = end + 1;
    return quote ? NULL : word;
}

static int add_word(char *word)
{
    if (pipeline.word_count == MAX_WORDS)
        return 0;
    pipeline.words[pipeline.word_count++] = word;
    return 1;
}

static const char *skip_blanks(const char *line)
{
    return line + strspn(line, " \t");
}

/* Takes a command's words and files from the line. Returns NULL, or what is wrong. */
static const char *read_command(const char **line)
{
    if (pipeline.count == MAX_COMMANDS)
        return "too many commands";
    struct command *command = &pipeline.commands[pipeline.count];
    *command = (struct command){.words = &pipeline.words[pipeline.word_count]};
    for (;;) {
        *line = skip_blanks(*line);
        char kind = **line;
        if (strchr("#|&;", kind)) /* or the end of the line */
            break;
        if (kind == '<' || kind == '>')
            *line = skip_blanks(*line + 1);
        const char *start = *line;
        char *word = read_word(line);
        if (!word)
            return "a quote is not closed";
        if (*line == start)
            return "a file's name is missing";
        if (kind == '<')
            command->input = word;
        else if (kind == '>')
            command->output = word;
        else if (!add_word(word))
            return "too many words";
    }
    if (!add_word(NULL))
        return "too many words";
    pipeline.count += command->words[0] != NULL;
    return command->words[0] || !(command->input || command->output) ? NULL : "a command is missing";
}

/* Takes the next pipeline from the line; its count is 0 for an empty one. Returns NULL, or what is wrong. */
static const char *read_pipeline(const char **line)
{
    pipeline.count = pipeline.word_count = pipeline.background = 0;
    pipeline.text_end = pipeline.text;
    for (;; (*line)++) {
        unsigned before = pipeline.count;
        const char *problem = read_command(line);
        if (problem)
            return problem;
        int is_end = **line == '\0' || **line == '#';
        if (pipeline.count == before && (before > 0 || !is_end))
            return "a command is missing";
        if (**line != '|')
            break;
    }
    pipeline.background = **line == '&';
    *line += **line == '#' ? strlen(*line) : **line != '\0';
    return NULL;
}

/* ---- Running it ---------------------------------------------------------------------------------- */

static void run_line(const char *line);

static int builtin_exit(char **words)
{
    exit(words[1] ? atoi(words[1]) & 0xff : last_status);
}

static int builtin_help(char **words)
{
    dprintf(STDOUT_FILENO, "To run a program, type its name and its arguments. The programs:\n\n");
    run_line("ls /bin");
    dprintf(STDOUT_FILENO, "\n"
                           "  a | b     b reads what a writes          a < FILE   a reads the file\n"
                           "  a ; b     a, and then b                  a > FILE   a writes the file\n"
                           "  a &       a, without waiting for it      $?         the last status\n"
                           "  wait      waits for what runs with &     exit       ends this shell\n"
                           "\n"
                           "Start with `tour`, or try: thread; process; ps -t; cat /proc/self/maps\n"
                           "`poweroff` switches the machine off.\n");
    return 0;
}

static int builtin_wait(char **words)
{
    while (wait(NULL) > 0 || errno == EINTR)
        ;
    return 0;
}

static const struct builtin {
    const char *name;
    int (*run)(char **words);
} builtins[] = {{"exit", builtin_exit}, {"help", builtin_help}, {"wait", builtin_wait}};

static const struct builtin *find_builtin(const char *name)
{
    for (unsigned i = 0; i < sizeof builtins / sizeof *builtins; i++)
        if (strcmp(builtins[i].name, name) == 0)
            return &builtins[i];
    return NULL;
}

static void complain(const char *name, const char *problem)
{
    dprintf(STDERR_FILENO, "sh: %s: %s\n", name, problem);
}

/* Makes `fd` another name of `from`, and closes that. */
static void move_fd(int from, int fd)
{
    if (from == fd)
        return;
    dup2(from, fd);
    close(from);
}

static void open_as(int fd, const char *path, int flags)
{
    int file = open(path, flags, 0666);
    if (file < 0) {
        complain(path, strerror(errno));
        _exit(1);
    }
    move_fd(file, fd);
}

/* In a new process: becomes the command. */
static void become(const struct command *command)
{
    if (command->input)
        open_as(STDIN_FILENO, command->input, O_RDONLY);
    if (command->output)
        open_as(STDOUT_FILENO, command->output, O_WRONLY | O_CREAT | O_TRUNC);
    const struct builtin *builtin = find_builtin(command->words[0]);
    if (builtin)
        _exit(builtin->run(command->words));
    execvp(command->words[0], command->words);
    int missing = errno == ENOENT;
    complain(command->words[0], missing ? "not found" : strerror(errno));
    _exit(missing ? STATUS_NOT_FOUND : STATUS_NOT_EXECUTABLE);
}

/* Starts all commands, each reading what the one before it writes. Returns how many it could start. */
static unsigned start_pipeline(pid_t *pids)
{
    int input = pipeline.background ? open("/dev/null", O_RDONLY) : STDIN_FILENO;
    unsigned started = 0;
    while (started < pipeline.count) {
        int is_last = started + 1 == pipeline.count;
        int ends[2] = {STDIN_FILENO, STDOUT_FILENO};
        if (!is_last && pipe(ends) < 0)
            break;
        pid_t pid = fork();
        if (pid == 0) {
            if (!is_last)
                close(ends[0]);
            move_fd(input, STDIN_FILENO);
            move_fd(ends[1], STDOUT_FILENO);
            become(&pipeline.commands[started]);
        }
        if (input != STDIN_FILENO)
            close(input);
        if (!is_last)
            close(ends[1]);
        input = ends[0];
        if (pid < 0)
            break;
        pids[started++] = pid;
    }
    if (input != STDIN_FILENO)
        close(input);
    return started;
}

/* Waits for the child to end; returns its status, and says so if a signal ended it. */
static int wait_for(pid_t pid)
{
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (!WIFSIGNALED(status))
        return WEXITSTATUS(status);
    if (WTERMSIG(status) == SIGINT && interactive)
        dprintf(STDERR_FILENO, "\n"); /* who typed ^C knows */
    else if (WTERMSIG(status) != SIGPIPE)
        dprintf(STDERR_FILENO, "sh: process %d: %s\n", pid, strsignal(WTERMSIG(status)));
    return STATUS_SIGNAL + WTERMSIG(status);
}

static void run_pipeline(void)
{
    struct command *first = &pipeline.commands[0];
    const struct builtin *builtin = find_builtin(first->words[0]);
    if (builtin && pipeline.count == 1 && !pipeline.background && !first->input && !first->output) {
        last_status = builtin->run(first->words);
        return;
    }
    pid_t pids[MAX_COMMANDS];
    unsigned started = start_pipeline(pids);
    if (started < pipeline.count)
        complain(pipeline.commands[started].words[0], strerror(errno));
    last_status = 0;
    if (!pipeline.background) {
        for (unsigned i = 0; i < started; i++)
            last_status = wait_for(pids[i]);
    } else if (started > 0) {
        last_background = pids[started - 1];
        if (interactive)
            dprintf(STDERR_FILENO, "[%d]\n", last_background);
    }
    if (started < pipeline.count)
        last_status = STATUS_NOT_EXECUTABLE;
}

static void run_line(const char *line)
{
    while (*line) {
        const char *problem = read_pipeline(&line);
        if (problem) {
            complain("syntax error", problem);
            last_status = STATUS_USAGE;
            return;
        }
        if (pipeline.count > 0)
            run_pipeline();
    }
}

/* ---- Where lines come from ----------------------------------------------------------------------- */

struct source {
    const char *text; /* given with -c; or NULL: */
    int fd;
};

/* The next byte, or -1 at the end. Read one by one: what follows the line may be for a program it runs. */
static int next_byte(struct source *source)
{
    if (source->text)
        return *source->text ? (unsigned char)*source->text++ : -1;
    unsigned char byte;
    ssize_t got;
    while ((got = read(source->fd, &byte, 1)) < 0 && errno == EINTR)
        ;
    return got == 1 ? byte : -1;
}

/* Reads a line, without its end. False if there is none. */
static int read_line(struct source *source, char *line)
{
    size_t length = 0;
    int byte;
    while ((byte = next_byte(source)) >= 0 && byte != '\n')
        if (byte != '\0' && length++ < LINE_SIZE - 1)
            line[length - 1] = byte;
    if (byte < 0 && length == 0)
        return 0;
    if (length >= LINE_SIZE) {
        complain("a line is too long", "not run");
        last_status = STATUS_USAGE;
        length = 0;
    }
    line[length] = '\0';
    return 1;
}

/* Interactive is a shell that reads lines that somebody types and edits. Fills in the terminal's settings. */
static int is_typed(const struct source *source, struct termios *settings)
{
    return !source->text && tcgetattr(source->fd, settings) == 0 && (settings->c_lflag & ICANON);
}

static void report_ended(void)
{
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        dprintf(STDERR_FILENO, "[%d] ended\n", pid);
}

int main(int argc, char **argv)
{
    struct source source = {.fd = STDIN_FILENO};
    int has_text = argc == 3 && strcmp(argv[1], "-c") == 0;
    if (argc > 2 && !has_text) {
        complain("usage", "sh [FILE | -c LINES]");
        return STATUS_USAGE;
    }
    if (has_text)
        source.text = argv[2];
    else if (argc == 2 && (source.fd = open(argv[1], O_RDONLY | O_CLOEXEC)) < 0) {
        complain(argv[1], strerror(errno));
        return STATUS_NOT_FOUND;
    }

    struct termios settings;
    interactive = is_typed(&source, &settings);
    if (interactive)
        dprintf(STDERR_FILENO, "`help` says what there is, `poweroff` switches the machine off.\n");
    static char line[LINE_SIZE];
    for (;;) {
        if (interactive) {
            report_ended();
            tcsetattr(source.fd, TCSANOW, &settings); /* a program that was killed can't have done it */
            dprintf(STDERR_FILENO, "weft$ ");
        }
        if (!read_line(&source, line))
            break;
        run_line(line);
    }
    if (interactive)
        dprintf(STDERR_FILENO, "\n");
    return last_status;
}
