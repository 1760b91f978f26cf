/*
 * See execute.h. The tree is walked; each kind of node has a function. What leaves loops, functions or the
 * whole line sets `leaving`, and every function on the way back looks at it.
 */
#include "execute.h"
#include "builtins.h"
#include "expand.h"
#include "jobs.h"
#include "message.h"
#include "redirect.h"
#include "signals.h"
#include "state.h"
#include "variables.h"
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STATUS_FAILED         1
#define STATUS_SYNTAX         2
#define STATUS_NOT_EXECUTABLE 126
#define STATUS_NOT_FOUND      127
#define MAX_CALLS             1000 /* functions in functions, and the like */

struct function {
    struct function *next;
    char *name;
    struct node *body;
};

static struct function *functions;
static enum { NOTHING, LOOP_ROUND, LOOPS, FUNCTION, LINE } leaving; /* what is being left */
static int levels;                                                  /* of loops, still to be left */
static int loops, calls, sources;                                   /* that we are in */
static int tested;        /* somebody looks at the status: -e does not end the shell */
static int output_status; /* of the last command whose output was asked for */

static int execute(struct node *node);

static int execute_tested(struct node *node)
{
    tested++;
    int status = execute(node);
    tested--;
    return status;
}

/* ---- Leaving ------------------------------------------------------------------------------------- */

void execute_interrupt(void)
{
    if (shell.interactive)
        leaving = LINE;
}

/* After a mistake that POSIX has end a script: it ends; or the line that somebody typed does. */
static int give_up(int status)
{
    if (!shell.interactive)
        shell_exit(status);
    leaving = LINE;
    return status;
}

/* break [n], continue [n] */
int builtin_break(char **words)
{
    int wanted = words[1] ? atoi(words[1]) : 1;
    if (wanted < 1 || loops == 0) {
        complain(words[0], loops == 0 ? "is not in a loop" : "the number must be at least 1");
        return STATUS_FAILED;
    }
    levels = wanted < loops ? wanted : loops;
    leaving = *words[0] == 'b' ? LOOPS : LOOP_ROUND;
    return 0;
}

/* return [status] */
int builtin_return(char **words)
{
    if (calls == 0) {
        complain("return", "is not in a function");
        return STATUS_FAILED;
    }
    leaving = FUNCTION;
    return words[1] ? atoi(words[1]) & 0xff : shell.status;
}

/* After a round of a loop: whether there is no other. */
static int loop_is_left(void)
{
    if (leaving != LOOPS && leaving != LOOP_ROUND)
        return leaving != NOTHING;
    if (--levels > 0)
        return 1;
    int is_left = leaving == LOOPS;
    leaving = NOTHING;
    return is_left;
}

/* ---- Programs ------------------------------------------------------------------------------------ */

char *find_program(const char *name)
{
    if (strchr(name, '/'))
        return access(name, F_OK) == 0 ? copy(name) : NULL;
    const char *folder = variable_get("PATH");
    int error = ENOENT;
    while (folder) {
        size_t length = strcspn(folder, ":");
        struct text path = {0};
        text_append_part(&path, folder, length);
        text_append(&path, length > 0 ? "/" : "");
        text_append(&path, name);
        if (access(path.bytes, X_OK) == 0)
            return text_take(&path);
        if (errno != ENOENT && errno != ENOTDIR)
            error = errno;
        text_clear(&path);
        folder = folder[length] ? folder + length + 1 : NULL;
    }
    errno = error;
    return NULL;
}

/* A file that is no program is a script: for the program that its first line names behind #!, or for the
 * shell. */
static void run_script(const char *path, char **words, char **environment)
{
    char line[256] = "", *interpreter = NULL, *argument = NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || read(fd, line, sizeof line - 1) < 0)
        return;
    line[strcspn(line, "\n")] = '\0';
    if (strncmp(line, "#!", 2) == 0)
        interpreter = strtok_r(line + 2, " \t", &argument);
    struct words arguments = {0};
    words_add(&arguments, copy(interpreter ? interpreter : "/bin/sh"));
    if (interpreter && argument && *argument)
        words_add(&arguments, argument);
    words_add(&arguments, copy(path));
    words_copy(&arguments, words + 1);
    execve(arguments.items[0], arguments.items, environment);
}

/* Becomes the program, or ends with a message. */
static void become(char **words) __attribute__((noreturn));
static void become(char **words)
{
    struct words environment = {0};
    char *path = find_program(words[0]);
    variables_environment(&environment);
    if (!environment.items)
        environment.items = allocate(sizeof *environment.items);
    if (path)
        execve(path, words, environment.items);
    if (path && errno == ENOEXEC)
        run_script(path, words, environment.items);
    int missing = errno == ENOENT;
    complain(words[0], missing ? "not found" : strerror(errno));
    fflush(stdout);
    _exit(missing ? STATUS_NOT_FOUND : STATUS_NOT_EXECUTABLE);
}

int execute_replace(char **words)
{
    char *path = find_program(words[0]);
    if (!path && shell.interactive) {
        complain(words[0], "not found");
        return STATUS_NOT_FOUND;
    }
    free(path);
    fflush(stdout);
    signals_restore();
    become(words);
}

static struct text text_of(char **words)
{
    struct text text = {0};
    for (; *words; words++) {
        text_append(&text, text.length > 0 ? " " : "");
        text_append(&text, *words);
    }
    return text;
}

static void complain_of_fork(void)
{
    complain("cannot start a process", strerror(errno));
}

int execute_program(char **words)
{
    struct text text = text_of(words);
    struct job *job = job_create(text.bytes, 0);
    text_clear(&text);
    pid_t pid = job_fork(job);
    if (pid == 0)
        become(words);
    if (pid < 0)
        complain_of_fork();
    return job_wait(job);
}

/* ---- Functions ----------------------------------------------------------------------------------- */

static struct function **function_place(const char *name)
{
    struct function **place = &functions;
    while (*place && strcmp((*place)->name, name) != 0)
        place = &(*place)->next;
    return place;
}

int function_exists(const char *name)
{
    return *function_place(name) != NULL;
}

int function_remove(const char *name)
{
    struct function **place = function_place(name), *function = *place;
    if (!function)
        return 0;
    *place = function->next;
    node_release(function->body);
    free(function->name);
    free(function);
    return 1;
}

static int define_function(const struct node *node)
{
    function_remove(node->name);
    struct function *function = allocate(sizeof *function);
    *function = (struct function){.next = functions, .name = copy(node->name), .body = node->first};
    function->body->references++;
    functions = function;
    return 0;
}

/* Runs something that has $1 ... of its own, and that `return` leaves. */
static int call(char **arguments, int (*run)(void *what), void *what)
{
    struct words outer = parameters;
    int outer_loops = loops;
    if (calls == MAX_CALLS) {
        complain(arguments ? arguments[0] : ".", "too many calls in calls");
        return give_up(STATUS_FAILED);
    }
    if (arguments) {
        parameters = (struct words){0};
        words_copy(&parameters, arguments + 1);
    }
    calls++;
    loops = 0;
    int status = run(what);
    calls--;
    loops = outer_loops;
    if (leaving == FUNCTION)
        leaving = NOTHING;
    if (arguments) {
        words_free(&parameters);
        parameters = outer;
    }
    return status;
}

static int run_body(void *body)
{
    return execute(body);
}

static int call_function(char **words)
{
    struct node *body = (*function_place(words[0]))->body;
    body->references++; /* it may define itself anew */
    int status = call(words, run_body, body);
    node_release(body);
    return status;
}

static int run_file(void *source)
{
    return execute_source(source);
}

/* . file: runs a file's lines in this shell. */
int builtin_dot(char **words)
{
    char *path = words[1] ? find_program(words[1]) : NULL;
    if (words[1] && !path && access(words[1], R_OK) == 0) /* a file need not be executable to be read */
        path = copy(words[1]);
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    free(path);
    if (fd < 0) {
        complain(words[1] ? words[1] : "usage", words[1] ? strerror(errno) : ". FILE");
        return give_up(STATUS_FAILED);
    }
    struct source source = source_of_file(keep_fd(fd));
    int status = call(NULL, run_file, &source);
    close(source.fd);
    return status;
}

/* ---- Simple commands ----------------------------------------------------------------------------- */

static int assign(const char *assignment)
{
    size_t length = name_length(assignment);
    char *name = copy_part(assignment, length), *value = expand_text(assignment + length + 1);
    int result = value ? variable_set(name, value) : -1;
    if (result == 0 && shell.trace)
        dprintf(STDERR_FILENO, "+ %s=%s\n", name, value);
    free(name);
    free(value);
    return result;
}

/* Carries the assignments in front of a command out, for that command alone if `saved` is given. */
static int assign_all(const struct node *node, struct saved_variable **saved)
{
    for (size_t i = 0; i < node->assignments.count; i++) {
        char *name = copy_part(node->assignments.items[i], name_length(node->assignments.items[i]));
        if (saved)
            *saved = variable_save(name, *saved);
        int result = assign(node->assignments.items[i]);
        if (result == 0 && saved)
            variable_mark(name, 1, 0);
        free(name);
        if (result < 0)
            return -1;
    }
    return 0;
}

static void trace(char **words)
{
    struct text text = text_of(words);
    dprintf(STDERR_FILENO, "+ %s\n", text.bytes);
    text_clear(&text);
}

int execute_builtin_or_program(char **words)
{
    const struct builtin *builtin = find_builtin(words[0]);
    if (!builtin)
        return execute_program(words);
    int status = builtin->run(words);
    fflush(stdout);
    return status;
}

/* A function, or a builtin, or no command at all: what this shell itself runs. */
static int run_here(const struct node *node, char **words)
{
    const struct builtin *builtin = words && !function_exists(words[0]) ? find_builtin(words[0]) : NULL;
    int is_lasting = !words || (builtin && builtin->is_special); /* the assignments outlive the command */
    struct saved_variable *variables = NULL;
    struct saved_file *files = NULL;
    int keeps_files = builtin && strcmp(builtin->name, "exec") == 0 && !words[1], status = STATUS_FAILED;
    if (redirect(node->redirections, keeps_files ? NULL : &files) < 0) {
        redirect_undo(&files);
        return builtin && builtin->is_special ? give_up(STATUS_FAILED) : STATUS_FAILED;
    }
    if (assign_all(node, is_lasting ? NULL : &variables) < 0)
        give_up(STATUS_FAILED);
    else if (!words)
        status = output_status;
    else if (builtin)
        status = builtin->run(words);
    else
        status = call_function(words);
    fflush(stdout);
    redirect_undo(&files);
    variables_restore(variables);
    return status;
}

/* In the process of the command: what is left to do before the program is there. */
static void run_program(const struct node *node, char **words) __attribute__((noreturn));
static void run_program(const struct node *node, char **words)
{
    struct saved_variable *unused = NULL;
    if (redirect(node->redirections, NULL) < 0 || assign_all(node, &unused) < 0)
        _exit(STATUS_FAILED);
    become(words);
}

/* `is_own_process`: this process is there for this command alone. */
static int execute_simple(const struct node *node, int is_own_process)
{
    struct words words = {0};
    output_status = 0;
    if (expand_words(&node->words, &words) < 0) {
        words_free(&words);
        return give_up(STATUS_FAILED);
    }
    if (shell.trace && words.count > 0)
        trace(words.items);
    int status;
    if (words.count == 0 || function_exists(words.items[0]) || find_builtin(words.items[0])) {
        status = run_here(node, words.items);
    } else if (is_own_process) {
        run_program(node, words.items);
    } else {
        struct job *job = job_create(node->text, 0);
        pid_t pid = job_fork(job);
        if (pid == 0)
            run_program(node, words.items);
        if (pid < 0)
            complain_of_fork();
        status = job_wait(job);
    }
    words_free(&words);
    return status;
}

/* ---- Pipelines, subshells, the background -------------------------------------------------------- */

/* In a new process: runs the command, and ends with its status. */
static void run_in_child(struct node *node)
{
    if (node->kind == NODE_SIMPLE)
        shell_exit(execute_simple(node, 1));
    if (node->kind != NODE_SUBSHELL)
        shell_exit(execute(node));
    if (redirect(node->redirections, NULL) < 0) /* this process is the subshell */
        shell_exit(STATUS_FAILED);
    shell_exit(execute(node->first));
}

/*
 * Starts a pipeline, each command in a process of its own that reads what the one before it writes. Returns
 * an error if some could not be started.
 */
static int start_pipeline(struct job *job, struct node *node, int in_background)
{
    int input = in_background && !shell.job_control ? open("/dev/null", O_RDONLY) : STDIN_FILENO;
    for (int is_last = 0; !is_last; node = node->second) {
        struct node *command = node->kind == NODE_PIPE ? node->first : node;
        int ends[2] = {STDIN_FILENO, STDOUT_FILENO}; /* of the pipe behind this command */
        is_last = node->kind != NODE_PIPE;
        pid_t pid = !is_last && pipe(ends) < 0 ? -1 : job_fork(job);
        if (pid == 0) {
            if (!is_last)
                close(ends[0]);
            move_fd(input, STDIN_FILENO);
            move_fd(ends[1], STDOUT_FILENO);
            run_in_child(command);
        }
        if (input != STDIN_FILENO)
            close(input);
        if (ends[1] != STDOUT_FILENO)
            close(ends[1]);
        input = ends[0];
        if (pid < 0)
            break;
        if (is_last)
            return 0;
    }
    complain_of_fork();
    if (input != STDIN_FILENO)
        close(input);
    return STATUS_NOT_EXECUTABLE;
}

static int execute_in_processes(struct node *node)
{
    struct job *job = job_create(node->text, 0);
    int error = start_pipeline(job, node, 0);
    int status = job_wait(job);
    return error ? error : status;
}

static int execute_in_background(struct node *node)
{
    struct job *job = job_create(node->text, 1);
    int error = start_pipeline(job, node, 1);
    job_leave(job);
    return error;
}

char *execute_for_output(const char *text)
{
    int ends[2];
    if (pipe(ends) < 0) {
        complain("a pipe", strerror(errno));
        return NULL;
    }
    int had_control = shell.job_control;
    shell.job_control = 0; /* it stays in the shell's group, for ^C */
    struct job *job = job_create(text, 0);
    pid_t pid = job_fork(job);
    if (pid == 0) {
        close(ends[0]);
        move_fd(ends[1], STDOUT_FILENO);
        shell_exit(execute_text(text));
    }
    close(ends[1]);
    struct text output = {0};
    char buffer[512];
    ssize_t length;
    while ((length = read(ends[0], buffer, sizeof buffer)) > 0 || (length < 0 && errno == EINTR))
        for (ssize_t i = 0; i < length; i++)
            if (buffer[i])
                text_add(&output, buffer[i]);
    close(ends[0]);
    if (pid < 0)
        complain_of_fork();
    shell.status = output_status = job_wait(job);
    shell.job_control = had_control;
    return text_take(&output);
}

/* ---- Compound commands --------------------------------------------------------------------------- */

static int execute_if(struct node *node)
{
    int condition = execute_tested(node->first);
    if (leaving)
        return condition;
    struct node *branch = condition == 0 ? node->second : node->third;
    return branch ? execute(branch) : 0;
}

static int execute_while(struct node *node)
{
    int status = 0;
    loops++;
    for (;;) {
        int condition = execute_tested(node->first);
        if (!leaving) {
            if ((condition == 0) != (node->kind == NODE_WHILE))
                break;
            status = execute(node->second);
        }
        if (loop_is_left())
            break;
    }
    loops--;
    return status;
}

static int execute_for(struct node *node)
{
    struct words words = {0};
    int status = 0;
    if (expand_words(&node->words, &words) < 0) {
        words_free(&words);
        return give_up(STATUS_FAILED);
    }
    loops++;
    for (size_t i = 0; i < words.count; i++) {
        if (variable_set(node->name, words.items[i]) < 0) {
            status = give_up(STATUS_FAILED);
            break;
        }
        status = execute(node->first);
        if (loop_is_left())
            break;
    }
    loops--;
    words_free(&words);
    return status;
}

/* Whether one of the item's patterns matches. */
static int item_matches(const struct node *item, const char *word)
{
    int matches = 0;
    for (size_t i = 0; i < item->words.count && !matches; i++) {
        char *pattern = expand_pattern(item->words.items[i]);
        if (!pattern) {
            give_up(STATUS_FAILED);
            return 0;
        }
        matches = fnmatch(pattern, word, 0) == 0;
        free(pattern);
    }
    return matches;
}

static int execute_case(struct node *node)
{
    char *word = expand_text(node->name);
    if (!word)
        return give_up(STATUS_FAILED);
    struct node *item = node->first;
    while (item && !leaving && !item_matches(item, word))
        item = item->second;
    free(word);
    return item && !leaving && item->first ? execute(item->first) : 0;
}

static int execute_kind(struct node *node)
{
    int status;
    switch (node->kind) {
    case NODE_SIMPLE:
        return execute_simple(node, 0);
    case NODE_PIPE:
        return execute_in_processes(node);
    case NODE_SUBSHELL:
        return execute_in_processes(node);
    case NODE_NOT:
        return !execute_tested(node->first);
    case NODE_AND:
    case NODE_OR:
        status = execute_tested(node->first);
        return leaving || (status == 0) != (node->kind == NODE_AND) ? status : execute(node->second);
    case NODE_SEQUENCE:
        status = execute(node->first);
        return leaving ? status : execute(node->second);
    case NODE_BACKGROUND:
        return execute_in_background(node->first);
    case NODE_GROUP:
        return execute(node->first);
    case NODE_IF:
        return execute_if(node);
    case NODE_WHILE:
    case NODE_UNTIL:
        return execute_while(node);
    case NODE_FOR:
        return execute_for(node);
    case NODE_CASE:
        return execute_case(node);
    case NODE_FUNCTION:
        return define_function(node);
    case NODE_CASE_ITEM:
        break;
    }
    return 0;
}

static int execute(struct node *node)
{
    struct saved_file *files = NULL;
    int redirects = node->kind != NODE_SIMPLE && node->kind != NODE_SUBSHELL;
    if (redirects && redirect(node->redirections, &files) < 0)
        shell.status = STATUS_FAILED;
    else
        shell.status = execute_kind(node);
    redirect_undo(&files);
    if (signals_interrupted())
        execute_interrupt();
    int status = shell.status;
    traps_run();
    int may_end = node->kind == NODE_SIMPLE || node->kind == NODE_PIPE || node->kind == NODE_SUBSHELL;
    if (status != 0 && may_end && !tested && shell.exit_on_error)
        shell_exit(status);
    return status;
}

/* ---- Sources ------------------------------------------------------------------------------------- */

int execute_source(struct source *source)
{
    struct lexer lexer = {.source = source};
    struct node *node;
    int status = 0;
    sources++;
    while (!leaving && parse_command(&lexer, &node)) {
        if (lexer.problem) {
            complain("syntax error", lexer.problem);
            status = shell.status = give_up(STATUS_SYNTAX);
        } else if (node) {
            status = execute(node);
        }
        node_release(node);
        if (leaving == LINE && sources == 1) /* the next line is another one */
            leaving = NOTHING;
    }
    lexer_restart(&lexer);
    sources--;
    return status;
}

int execute_text(const char *text)
{
    struct source source = source_of_text(text);
    return execute_source(&source);
}
