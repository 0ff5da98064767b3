// The kernel's share of a container start: the system calls that the launcher makes, in one small C program that has
// everything at hand. For each line on stdin it starts one container that runs /bin/true, waits for its end, and prints
// the nanoseconds from the first system call to the exit status. What it leaves is removed outside of the measured time,
// but by itself, so that its CPU time holds that too, as ours does.
//
// usage: yardstick WORK_DIR LAYER SECCOMP_FILTER CGROUP_PARENT CAPABILITY_MASK_HEX
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/mount.h>
#include <sys/socket.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define BASE 2000000000u
#define MUST(call) ({ long r_ = (long)(call); if (r_ < 0) die(#call); r_; })
#ifndef FSCONFIG_SET_FD
#define FSCONFIG_SET_FD 5
#endif
enum { INERT = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC };

static const char *V1[] = { "memory", "pids", "cpu", "blkio" };
static char work[512], layer[512], parent[256], group[300];
static struct sock_fprog filter;
static unsigned long long caps;
static int root, nullfd = -1, emptyfd = -1;

static void die(const char *what)
{
    fprintf(stderr, "yardstick: %s: %s\n", what, strerror(errno));
    _exit(125);
}

static int open_in_root(const char *path, int flags, unsigned long long resolve, int mode)
{
    struct open_how how = { .flags = flags | O_CLOEXEC, .mode = mode, .resolve = resolve };
    return syscall(SYS_openat2, root, path, &how, sizeof how);
}

static int target(const char *path, int directory)
{
    unsigned long long resolve = RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS;
    int fd = open_in_root(path, O_PATH, resolve, 0);
    if (fd >= 0)
        return fd;
    const char *name = path + 1;
    char up[256];
    int dir = root;
    const char *slash = strrchr(path, '/');
    if (slash != path) {
        snprintf(up, sizeof up, "%.*s", (int)(slash - path), path);
        dir = MUST(open_in_root(up, O_PATH, resolve, 0));
        name = slash + 1;
    }
    if (directory)
        MUST(mkdirat(dir, name, 0755));
    else
        close(MUST(openat(dir, name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644)));
    if (dir != root)
        close(dir);
    return MUST(open_in_root(path, O_PATH, resolve, 0));
}

static void attach(int mount, int at)
{
    MUST(syscall(SYS_move_mount, mount, "", at, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH));
    close(at);
}

static void set_attributes(int mount, unsigned long long set, unsigned flags)
{
    struct mount_attr attr = { .attr_set = set };
    MUST(syscall(SYS_mount_setattr, mount, "", AT_EMPTY_PATH | flags, &attr, sizeof attr));
}

static int new_fs(const char *type, unsigned long long attributes, const char **options)
{
    int fs = MUST(syscall(SYS_fsopen, type, FSOPEN_CLOEXEC));
    for (; options && *options; options += 2)
        MUST(syscall(SYS_fsconfig, fs, FSCONFIG_SET_STRING, options[0], options[1], 0));
    MUST(syscall(SYS_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0));
    int mount = MUST(syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC, attributes));
    close(fs);
    return mount;
}

static void put_fs(const char *type, const char *path, unsigned long long attributes, const char **options)
{
    int mount = new_fs(type, attributes, options);
    attach(mount, target(path, 1));
    close(mount);
}

static int clone_of(int fd, unsigned long long attributes, unsigned flags)
{
    int mount = MUST(syscall(SYS_open_tree, fd, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | flags));
    if (attributes)
        set_attributes(mount, attributes, flags);
    return mount;
}

static void device(const char *path, unsigned major, unsigned minor)
{
    int source = MUST(open(path, O_PATH | O_CLOEXEC | O_NOFOLLOW));
    struct statx status;
    MUST(statx(source, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &status));
    if (status.stx_rdev_major != major || status.stx_rdev_minor != minor)
        die("device");
    int mount = clone_of(source, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC, 0);
    if (minor == 3)
        nullfd = source;
    else
        close(source);
    attach(mount, target(path, 0));
    close(mount);
}

static void mask(const char *path)
{
    int at = open_in_root(path, O_PATH | O_NOFOLLOW, RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS, 0);
    if (at < 0)
        return;
    struct statx status;
    MUST(statx(at, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &status));
    if (!S_ISDIR(status.stx_mode)) {
        int mount = clone_of(nullfd, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC, 0);
        attach(mount, at);
        close(mount);
    } else if (emptyfd < 0) {
        const char *size[] = { "size", "4k", NULL };
        emptyfd = new_fs("tmpfs", INERT | MOUNT_ATTR_RDONLY, size);
        attach(emptyfd, at);
    } else {
        int mount = clone_of(emptyfd, 0, 0);
        attach(mount, at);
        close(mount);
    }
}

static void read_only(const char *path)
{
    int at = open_in_root(path, O_PATH | O_NOFOLLOW, RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS, 0);
    if (at < 0)
        return;
    int mount = clone_of(at, MOUNT_ATTR_RDONLY, AT_RECURSIVE);
    attach(mount, at);
    close(mount);
}

static void child(int *tasks, int go, int out, int err, int *rootfd)
{
    static char *argv[] = { "true", NULL };
    static char *envp[] = { "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOSTNAME=box", NULL };
    static const char *dev[] = { "mode", "755", "size", "64k", NULL };
    static const char *pts[] = { "ptmxmode", "0666", "mode", "0620", "gid", "5", NULL };
    static const char *shm[] = { "mode", "1777", "size", "67108864", NULL };
    static const char *masked[] = { "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys",
        "/proc/latency_stats", "/proc/sched_debug", "/proc/scsi", "/proc/timer_list", "/proc/timer_stats", "/proc/kmsg",
        "/proc/kpagecount", "/sys/devices/virtual/powercap", "/sys/firmware", "/sys/fs/selinux", "/sys/kernel/debug" };
    static const char *readonly[] = { "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger" };

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_DUMPABLE, 0);
    for (int i = 1; i <= 64; i++)
        signal(i, SIG_DFL);
    for (int i = 0; i < 4; i++)
        MUST(write(tasks[i], "0", 1));
    MUST(unshare(CLONE_NEWCGROUP));
    char byte;
    MUST(read(go, &byte, 1));
    root = *rootfd;
    MUST(syscall(SYS_close_range, 512, ~0u, CLOSE_RANGE_UNSHARE));
    MUST(syscall(SYS_setgroups, 0, NULL));
    MUST(syscall(SYS_setresgid, 0, 0, 0));
    MUST(syscall(SYS_setresuid, 0, 0, 0));
    prctl(PR_SET_DUMPABLE, 0);

    MUST(syscall(SYS_mount, "", "/", NULL, 0x4000 | 0x40000, NULL));
    MUST(syscall(SYS_move_mount, root, "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH));
    put_fs("proc", "/proc", INERT, NULL);
    put_fs("sysfs", "/sys", INERT | MOUNT_ATTR_RDONLY, NULL);
    put_fs("cgroup2", "/sys/fs/cgroup", INERT | MOUNT_ATTR_RDONLY, NULL);
    put_fs("tmpfs", "/dev", MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC, dev);
    device("/dev/null", 1, 3);
    device("/dev/zero", 1, 5);
    device("/dev/full", 1, 7);
    device("/dev/random", 1, 8);
    device("/dev/urandom", 1, 9);
    device("/dev/tty", 5, 0);
    int dir = target("/dev", 1);
    MUST(symlinkat("pts/ptmx", dir, "ptmx"));
    MUST(symlinkat("/proc/self/fd", dir, "fd"));
    MUST(symlinkat("/proc/self/fd/0", dir, "stdin"));
    MUST(symlinkat("/proc/self/fd/1", dir, "stdout"));
    MUST(symlinkat("/proc/self/fd/2", dir, "stderr"));
    put_fs("devpts", "/dev/pts", MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC, pts);
    put_fs("tmpfs", "/dev/shm", INERT, shm);
    put_fs("mqueue", "/dev/mqueue", INERT, NULL);
    for (unsigned i = 0; i < sizeof masked / sizeof *masked; i++)
        mask(masked[i]);
    for (unsigned i = 0; i < sizeof readonly / sizeof *readonly; i++)
        read_only(readonly[i]);
    MUST(fchdir(root));
    MUST(syscall(SYS_pivot_root, ".", "."));
    MUST(syscall(SYS_umount2, ".", 2));
    MUST(chdir("/"));

    MUST(sethostname("box", 3));
    int lo = MUST(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    struct ifreq up = { .ifr_name = "lo" };
    MUST(ioctl(lo, SIOCGIFFLAGS, &up));
    up.ifr_flags |= IFF_UP;
    MUST(ioctl(lo, SIOCSIFFLAGS, &up));
    int nothing = MUST(open("/dev/null", O_RDWR | O_CLOEXEC));
    MUST(dup2(nothing, 0));
    MUST(dup2(out, 1));
    MUST(dup2(err, 2));
    MUST(setsid());
    MUST(syscall(SYS_close_range, 3, ~0u, 0));
    struct rlimit files = { 1024, 16384 };
    setrlimit(RLIMIT_NOFILE, &files);
    umask(022);
    MUST(syscall(SYS_keyctl, 1, NULL));
    MUST(chdir("/"));
    char cwd[4096];
    MUST(syscall(SYS_getcwd, cwd, sizeof cwd));
    for (int i = 0; i < 64; i++)
        if (!(caps >> i & 1) && prctl(PR_CAPBSET_DROP, i, 0, 0, 0) < 0)
            break;
    MUST(prctl(PR_SET_KEEPCAPS, 1));
    MUST(syscall(SYS_setgroups, 0, NULL));
    MUST(syscall(SYS_setresgid, 0, 0, 0));
    MUST(syscall(SYS_setresuid, 0, 0, 0));
    MUST(prctl(PR_SET_KEEPCAPS, 0));
    struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
    struct __user_cap_data_struct data[2] = { { caps, caps, 0 }, { caps >> 32, caps >> 32, 0 } };
    MUST(syscall(SYS_capset, &header, data));
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    MUST(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    MUST(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter));
    prctl(PR_SET_PDEATHSIG, 0);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve("/usr/local/sbin/true", argv, envp);
    execve("/usr/local/bin/true", argv, envp);
    execve("/usr/sbin/true", argv, envp);
    execve("/usr/bin/true", argv, envp);
    execve("/sbin/true", argv, envp);
    execve("/bin/true", argv, envp);
    die("exec");
}

static void put(const char *path, const char *text)
{
    int fd = MUST(open(path, O_WRONLY | O_CLOEXEC));
    MUST(write(fd, text, strlen(text)));
    close(fd);
}

static const char *cgroup(const char *hierarchy, const char *file)
{
    static char path[1024];
    snprintf(path, sizeof path, "/sys/fs/cgroup/%s/%s/%s%s%s", hierarchy, parent, group, *file ? "/" : "", file);
    return path;
}

static int gone(const char *path, const struct stat *status, int kind, struct FTW *at)
{
    return remove(path);
}

static long long now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ll + t.tv_nsec;
}

static long long run(int number)
{
    static char upper[1024], lower[1024], log[1024], path[64];
    long long began = now();
    snprintf(group, sizeof group, "y%d", number);
    MUST(mkdir(cgroup("unified", ""), 0755));
    int tasks[4];
    for (int i = 0; i < 4; i++)
        MUST(mkdir(cgroup(V1[i], ""), 0755));
    put(cgroup("memory", "memory.limit_in_bytes"), "67108864");
    put(cgroup("cpu", "cpu.cfs_quota_us"), "50000");
    put(cgroup("pids", "pids.max"), "32");
    for (int i = 0; i < 4; i++)
        tasks[i] = MUST(open(cgroup(V1[i], "tasks"), O_WRONLY | O_CLOEXEC));
    int v2 = MUST(open(cgroup("unified", ""), O_DIRECTORY | O_CLOEXEC));

    snprintf(log, sizeof log, "%s/%s", work, group);
    MUST(mkdir(log, 0700));
    snprintf(upper, sizeof upper, "%s/%s/upper", work, group);
    snprintf(lower, sizeof lower, "%s/%s/work", work, group);
    MUST(mkdir(upper, 0755));
    MUST(mkdir(lower, 0700));
    MUST(chown(upper, BASE, BASE));
    MUST(chown(lower, BASE, BASE));
    snprintf(log, sizeof log, "%s/%s/stdout", work, group);
    int out = MUST(open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    snprintf(log, sizeof log, "%s/%s/stderr", work, group);
    int err = MUST(open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));

    int go[2], pidfd = -1;
    MUST(pipe2(go, O_CLOEXEC));
    // The child shares this process's descriptors until it unshares them, but not its memory.
    static int *shared;
    if (!shared)
        shared = (int *)syscall(SYS_mmap, NULL, 4096, 3, 0x21, -1, 0);
    struct clone_args args = {
        .flags = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC
            | CLONE_PIDFD | CLONE_FILES | CLONE_CLEAR_SIGHAND | CLONE_INTO_CGROUP,
        .pidfd = (unsigned long)&pidfd,
        .exit_signal = SIGCHLD,
        .cgroup = v2,
    };
    int pid = MUST(syscall(SYS_clone3, &args, sizeof args));
    if (pid == 0) {
        child(tasks, go[0], out, err, shared);
        _exit(125);
    }
    char map[64];
    snprintf(map, sizeof map, "0 %u 65536\n", BASE);
    snprintf(path, sizeof path, "/proc/%d/gid_map", pid);
    put(path, map);
    snprintf(path, sizeof path, "/proc/%d/uid_map", pid);
    put(path, map);
    int users = ioctl(pidfd, 0xFF09, 0);
    if (users < 0) {
        snprintf(path, sizeof path, "/proc/%d/ns/user", pid);
        users = MUST(open(path, O_RDONLY | O_CLOEXEC));
    }
    int image = MUST(syscall(SYS_open_tree, AT_FDCWD, layer, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC));
    struct mount_attr attr = { .attr_set = MOUNT_ATTR_IDMAP, .userns_fd = users };
    MUST(syscall(SYS_mount_setattr, image, "", AT_EMPTY_PATH, &attr, sizeof attr));
    int fs = MUST(syscall(SYS_fsopen, "overlay", FSOPEN_CLOEXEC));
    MUST(syscall(SYS_fsconfig, fs, FSCONFIG_SET_FD, "lowerdir+", NULL, image));
    MUST(syscall(SYS_fsconfig, fs, FSCONFIG_SET_STRING, "upperdir", upper, 0));
    MUST(syscall(SYS_fsconfig, fs, FSCONFIG_SET_STRING, "workdir", lower, 0));
    MUST(syscall(SYS_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0));
    int mount = MUST(syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC, MOUNT_ATTR_NODEV));
    *shared = mount;
    MUST(write(go[1], "g", 1));

    siginfo_t info;
    MUST(waitid(P_PIDFD, pidfd, &info, WEXITED));
    long long took = now() - began;
    if (info.si_code != CLD_EXITED || info.si_status != 0) {
        fprintf(stderr, "yardstick: the payload ended with %d\n", info.si_status);
        exit(1);
    }
    int all[] = { go[0], go[1], pidfd, users, image, fs, mount, v2, out, err, tasks[0], tasks[1], tasks[2], tasks[3] };
    for (unsigned i = 0; i < sizeof all / sizeof *all; i++)
        close(all[i]);
    rmdir(cgroup("unified", ""));
    for (int i = 0; i < 4; i++)
        rmdir(cgroup(V1[i], ""));
    snprintf(log, sizeof log, "%s/%s", work, group);
    MUST(nftw(log, gone, 8, FTW_DEPTH | FTW_PHYS));
    return took;
}

int main(int argc, char **argv)
{
    if (argc != 6)
        return 2;
    snprintf(work, sizeof work, "%s", argv[1]);
    snprintf(layer, sizeof layer, "%s", argv[2]);
    snprintf(parent, sizeof parent, "%s", argv[4]);
    caps = strtoull(argv[5], NULL, 16);
    static struct sock_filter program[4096];
    int fd = MUST(open(argv[3], O_RDONLY | O_CLOEXEC));
    filter.len = MUST(read(fd, program, sizeof program)) / sizeof *program;
    filter.filter = program;
    close(fd);
    char line[64];
    for (int number = 0; fgets(line, sizeof line, stdin); number++) {
        printf("%lld\n", run(number));
        fflush(stdout);
    }
    return 0;
}
