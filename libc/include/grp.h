/* Groups (POSIX): there is one, root. */
#pragma once
#include <sys/types.h>

struct group {
    char *gr_name;
    char *gr_passwd;
    gid_t gr_gid;
    char **gr_mem;
};

struct group *getgrnam(const char *name);
struct group *getgrgid(gid_t gid);
int getgrgid_r(gid_t gid, struct group *entry, char *buffer, size_t size, struct group **result);
int getgrnam_r(const char *name, struct group *entry, char *buffer, size_t size, struct group **result);
void setgrent(void);
struct group *getgrent(void);
void endgrent(void);
int getgrouplist(const char *user, gid_t group, gid_t *groups, int *count);
int setgroups(size_t count, const gid_t *groups);
int initgroups(const char *user, gid_t group);
