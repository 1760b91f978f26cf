/* Who runs this (<unistd.h>, <pwd.h>, <grp.h>). One user and one group are known: root. */
#include "syscall.h"
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

static struct passwd root = {"root", "x", 0, 0, "root", "/", "/bin/sh"};
static char *no_members[1];
static struct group root_group = {"root", "x", 0, no_members};

uid_t getuid(void)
{
    return (uid_t)sys_getuid32();
}

uid_t geteuid(void)
{
    return (uid_t)sys_geteuid32();
}

gid_t getgid(void)
{
    return (gid_t)sys_getgid32();
}

gid_t getegid(void)
{
    return (gid_t)sys_getegid32();
}

int setuid(uid_t uid)
{
    return sys_result(sys_setuid32(uid));
}

int setgid(gid_t gid)
{
    return sys_result(sys_setgid32(gid));
}

int seteuid(uid_t uid)
{
    return sys_result(sys_setresuid32(-1u, uid, -1u));
}

int setegid(gid_t gid)
{
    return sys_result(sys_setresgid32(-1u, gid, -1u));
}

int getgroups(int size, gid_t list[])
{
    return sys_result(sys_getgroups32(size, list));
}

struct passwd *getpwuid(uid_t uid)
{
    return uid == root.pw_uid ? &root : NULL;
}

struct passwd *getpwnam(const char *name)
{
    return strcmp(name, root.pw_name) == 0 ? &root : NULL;
}

int getpwuid_r(uid_t uid, struct passwd *entry, char *buffer, size_t size, struct passwd **result)
{
    *entry = root; /* its strings are constant, and need no room in the buffer */
    *result = uid == root.pw_uid ? entry : NULL;
    return 0;
}

int getpwnam_r(const char *name, struct passwd *entry, char *buffer, size_t size, struct passwd **result)
{
    *entry = root;
    *result = strcmp(name, root.pw_name) == 0 ? entry : NULL;
    return 0;
}

struct group *getgrgid(gid_t gid)
{
    return gid == root_group.gr_gid ? &root_group : NULL;
}

struct group *getgrnam(const char *name)
{
    return strcmp(name, root_group.gr_name) == 0 ? &root_group : NULL;
}

int getlogin_r(char *name, size_t size)
{
    const struct passwd *user = getpwuid(getuid());
    if (!user)
        return ENXIO;
    return strlcpy(name, user->pw_name, size) < size ? 0 : ERANGE;
}

char *getlogin(void)
{
    const struct passwd *user = getpwuid(getuid());
    return user ? user->pw_name : NULL;
}

/* There is one of each. */
static int users_seen, groups_seen;

void setpwent(void)
{
    users_seen = 0;
}

struct passwd *getpwent(void)
{
    return users_seen++ ? NULL : &root;
}

void endpwent(void)
{
    setpwent();
}

void setgrent(void)
{
    groups_seen = 0;
}

struct group *getgrent(void)
{
    return groups_seen++ ? NULL : &root_group;
}

void endgrent(void)
{
    setgrent();
}

int getgrgid_r(gid_t gid, struct group *entry, char *buffer, size_t size, struct group **result)
{
    *entry = root_group;
    *result = gid == root_group.gr_gid ? entry : NULL;
    return 0;
}

int getgrnam_r(const char *name, struct group *entry, char *buffer, size_t size, struct group **result)
{
    *entry = root_group;
    *result = strcmp(name, root_group.gr_name) == 0 ? entry : NULL;
    return 0;
}

int getgrouplist(const char *user, gid_t group, gid_t *groups, int *count)
{
    int room = *count;
    *count = 1;
    if (room < 1)
        return -1;
    groups[0] = group;
    return 1;
}

/* A process is in no groups but its own; that may be said, and nothing else. */
int setgroups(size_t count, const gid_t *groups)
{
    for (size_t i = 0; i < count; i++)
        if (groups[i] != root_group.gr_gid)
            return sys_result(-EINVAL);
    return 0;
}

int initgroups(const char *user, gid_t group)
{
    return setgroups(1, &group);
}

int setreuid(uid_t real, uid_t effective)
{
    return sys_result(sys_setreuid32(real, effective));
}

int setregid(gid_t real, gid_t effective)
{
    return sys_result(sys_setregid32(real, effective));
}

int setresuid(uid_t real, uid_t effective, uid_t saved)
{
    return sys_result(sys_setresuid32(real, effective, saved));
}

int setresgid(gid_t real, gid_t effective, gid_t saved)
{
    return sys_result(sys_setresgid32(real, effective, saved));
}

/* Nobody becomes somebody else and back: what is saved is what is in effect. */
int getresuid(uid_t *real, uid_t *effective, uid_t *saved)
{
    *real = getuid();
    *effective = *saved = geteuid();
    return 0;
}

int getresgid(gid_t *real, gid_t *effective, gid_t *saved)
{
    *real = getgid();
    *effective = *saved = getegid();
    return 0;
}
