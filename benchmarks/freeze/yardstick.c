// The kernel's share of a freeze: one write to cgroup.freeze, and the wait for cgroup.events to say so. For each line on
// stdin, "freeze" or "thaw", it prints the nanoseconds.
//
// usage: freeze-yardstick CGROUP
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    char path[4096], line[64], text[256];
    if (argc < 2 || chdir(argv[1]) < 0) {
        perror("freeze-yardstick: the cgroup");
        return 125;
    }
    snprintf(path, sizeof path, "cgroup.events");
    int events = open(path, O_RDONLY | O_CLOEXEC), knob = open("cgroup.freeze", O_WRONLY | O_CLOEXEC);
    if (events < 0 || knob < 0) {
        perror("freeze-yardstick: its files");
        return 125;
    }
    while (fgets(line, sizeof line, stdin)) {
        const char *value = line[0] == 'f' ? "1" : "0", *want = line[0] == 'f' ? "frozen 1" : "frozen 0";
        struct timespec from, to;
        clock_gettime(CLOCK_MONOTONIC, &from);
        if (pwrite(knob, value, 1, 0) != 1) {
            perror("freeze-yardstick: the write");
            return 125;
        }
        for (;;) {
            ssize_t got = pread(events, text, sizeof text - 1, 0);
            if (got < 0)
                return 125;
            text[got] = 0;
            if (strstr(text, want))
                break;
            struct pollfd wait = { .fd = events, .events = POLLPRI };
            poll(&wait, 1, 100);
        }
        clock_gettime(CLOCK_MONOTONIC, &to);
        printf("%lld\n", (to.tv_sec - from.tv_sec) * 1000000000LL + to.tv_nsec - from.tv_nsec);
        fflush(stdout);
    }
    return 0;
}
