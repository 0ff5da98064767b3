/*
 * Takes all that the kernel gives of a thing, and says how much that was and why there was no more. "hold" keeps it.
 * Built as a static program by the tests and bound into containers.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void told(const char *what, int count)
{
    printf("%s %d %s\n", what, count, strerrorname_np(errno));
    fflush(stdout);
}

static void inotify_instances(void)
{
    int n = 0;
    while (n < 100000 && inotify_init() >= 0)
        n++;
    told("inotify", n);
}

static void queues(void)
{
    int n = 0;
    char name[32];
    for (; n < 100000; n++) {
        sprintf(name, "/q%d", n);
        mqd_t queue = mq_open(name, O_CREAT | O_RDWR, 0600, NULL);
        if (queue == (mqd_t)-1)
            break;
        mq_close(queue);
    }
    told("mqueue", n);
}

static void signals(void)
{
    int n = 0;
    sigset_t set;
    union sigval none = {0};
    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN);
    sigprocmask(SIG_BLOCK, &set, NULL);
    while (n < 10000000 && sigqueue(getpid(), SIGRTMIN, none) == 0)
        n++;
    told("sigqueue", n);
}

static void sysv(void)
{
    int n = 0;
    while (n < 100000 && msgget(IPC_PRIVATE, 0600) >= 0)
        n++;
    told("msg", n);
    n = 0;
    while (n < 100000 && semget(IPC_PRIVATE, 1, 0600) >= 0)
        n++;
    told("sem", n);
}

static void keys(void)
{
    int n = 0;
    char name[32];
    for (; n < 100000; n++) {
        sprintf(name, "k%d", n);
        if (syscall(SYS_add_key, "user", name, "x", 1, -3) < 0)
            break;
    }
    told("keys", n);
}

static void terminals(void)
{
    int n = 0;
    while (n < 100000 && open("/dev/ptmx", O_RDWR | O_NOCTTY) >= 0)
        n++;
    told("pty", n);
}

static void files(void)
{
    int n = 0;
    while (n < 1000000 && open("/", O_RDONLY) >= 0)
        n++;
    told("files", n);
}

static void closed(void)
{
    for (int fd = 3; fd < 65536; fd++)
        close(fd);
}

static volatile sig_atomic_t got;

static void count(int signal)
{
    (void)signal;
    got++;
}

/* A child sends the signal to its parent, which goes on working all the while. */
static int storm(int times)
{
    signal(SIGUSR1, count);
    pid_t child = fork();
    if (child == 0) {
        for (int i = 0; i < times; i++)
            kill(getppid(), SIGUSR1);
        _exit(0);
    }
    int status;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    printf("storm %d of %d\n", got > 0, times);
    return 7;
}

/* Each child leaves a grandchild without a parent: it goes to init. */
static int orphans(int times)
{
    for (int i = 0; i < times; i++) {
        pid_t child = fork();
        if (child < 0) {
            if (errno != EAGAIN)
                return 1;
            usleep(1000);
            i--;
            continue;
        }
        if (child == 0)
            _exit(fork() < 0);
        int status;
        waitpid(child, &status, 0);
        if (WEXITSTATUS(status) != 0) {
            usleep(1000);
            i--;
        }
    }
    printf("orphans %d\n", times);
    return 0;
}

static int spin(int seconds)
{
    struct sched_param high = {.sched_priority = 50};
    printf("fifo %s\n", sched_setscheduler(0, SCHED_FIFO, &high) ? strerrorname_np(errno) : "GRANTED");
    fflush(stdout);
    for (int i = 0; i < 8; i++)
        if (fork() == 0)
            for (;;)
                continue;
    sleep(seconds);
    return 0;
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    int number = argc > 2 ? atoi(argv[2]) : 0;
    if (!strcmp(what, "storm"))
        return storm(number);
    if (!strcmp(what, "orphans"))
        return orphans(number);
    if (!strcmp(what, "spin"))
        return spin(number);
    if (!strcmp(what, "files")) {
        files();
    } else if (!strcmp(what, "all")) {
        struct rlimit most;
        getrlimit(RLIMIT_NOFILE, &most);
        most.rlim_cur = most.rlim_max;
        setrlimit(RLIMIT_NOFILE, &most);
        keys();
        sysv();
        signals();
        queues();
        terminals();
        if (argc <= 2)
            closed();
        inotify_instances();
    } else {
        return 2;
    }
    if (argc > 2) {
        puts("held");
        fflush(stdout);
        pause();
    }
    return 0;
}
