using System.Runtime.InteropServices;

namespace Orchestrator.Kernel.Raw;

/// <summary>Processes, signals and credentials. Results as in <see cref="RawFile"/>.</summary>
public static unsafe class RawProcess
{
    public const ulong CLONE_FILES = 0x400, CLONE_PARENT = 0x8000, CLONE_PIDFD = 0x1000, CLONE_NEWTIME = 0x80, CLONE_NEWNS = 0x20000;
    public const ulong CLONE_NEWCGROUP = 0x0200_0000, CLONE_NEWUTS = 0x0400_0000, CLONE_NEWIPC = 0x0800_0000;
    public const ulong CLONE_NEWUSER = 0x1000_0000, CLONE_NEWPID = 0x2000_0000, CLONE_NEWNET = 0x4000_0000;
    public const ulong CLONE_CLEAR_SIGHAND = 0x1_0000_0000, CLONE_INTO_CGROUP = 0x2_0000_0000;
    public const int SIGKILL = 9, SIGCHLD = 17, SIGCONT = 18, SIGSTOP = 19;
    public const int SIG_BLOCK = 0, SIG_SETMASK = 2;
    public const int P_ALL = 0, P_PIDFD = 3, WEXITED = 4, WNOHANG = 1, WNOWAIT = 0x0100_0000;
    public const int CLD_EXITED = 1, CLD_KILLED = 2, CLD_DUMPED = 3;
    public const int PR_SET_PDEATHSIG = 1, PR_SET_DUMPABLE = 4, PR_SET_KEEPCAPS = 8, PR_CAPBSET_READ = 23;
    public const int PR_CAPBSET_DROP = 24, PR_SET_SECUREBITS = 28, PR_SET_NO_NEW_PRIVS = 38, PR_SET_NAME = 15;
    public const int PR_CAP_AMBIENT = 47, PR_CAP_AMBIENT_RAISE = 2, PR_CAP_AMBIENT_CLEAR_ALL = 4;
    public const int FUTEX_WAIT = 0, FUTEX_WAKE = 1;
    public const int KEYCTL_JOIN_SESSION_KEYRING = 1;
    public const int SECCOMP_SET_MODE_FILTER = 1;

    public static nint clone3(clone_args* args) => RawCall.Invoke(435, (nint)args, sizeof(clone_args));

    public static nint execve(byte* path, byte** argv, byte** envp) => RawCall.Invoke(59, (nint)path, (nint)argv, (nint)envp);

    public static nint execveat(nint dir, byte* path, byte** argv, byte** envp, int flags) =>
        RawCall.Invoke(322, dir, (nint)path, (nint)argv, (nint)envp, flags);

    public static nint exit_group(int status) => RawCall.Invoke(231, status);

    public static nint getpid() => RawCall.Invoke(39);

    public static nint waitid(int type, nint id, siginfo_t* info, int options, rusage* usage) =>
        RawCall.Invoke(247, type, id, (nint)info, options, (nint)usage);

    public static nint kill(nint pid, int signal) => RawCall.Invoke(62, pid, signal);

    public static nint pidfd_open(nint pid) => RawCall.Invoke(434, pid, 0);

    public static nint pidfd_send_signal(nint pidfd, int signal) => RawCall.Invoke(424, pidfd, signal, 0, 0);

    public static nint setns(nint fd, ulong mask) => RawCall.Invoke(308, fd, (nint)mask);

    public static nint unshare(ulong flags) => RawCall.Invoke(272, (nint)flags);

    public static nint setsid() => RawCall.Invoke(112);

    public static nint prctl(int option, nint a = 0, nint b = 0, nint c = 0, nint d = 0) => RawCall.Invoke(157, option, a, b, c, d);

    public static nint capset(cap_header* header, cap_data* data) => RawCall.Invoke(126, (nint)header, (nint)data);

    public static nint setgroups(nint count, uint* groups) => RawCall.Invoke(116, count, (nint)groups);

    public static nint setresgid(uint id) => RawCall.Invoke(119, (nint)id, (nint)id, (nint)id);

    public static nint geteuid() => RawCall.Invoke(107);

    /// <summary>-1 leaves one as it is (setresuid(2)).</summary>
    public static nint setresuid(nint real, nint effective, nint saved) => RawCall.Invoke(117, real, effective, saved);

    /// <summary>Returns the one before, never an error (setfsuid(2)).</summary>
    public static nint setfsuid(uint id) => RawCall.Invoke(122, (nint)id);

    public static nint setresuid(uint id) => RawCall.Invoke(117, (nint)id, (nint)id, (nint)id);

    public static nint seccomp(int operation, uint flags, sock_fprog* program) => RawCall.Invoke(317, operation, (nint)flags, (nint)program);

    public static nint setrlimit(uint resource, rlimit* limit) => RawCall.Invoke(302, 0, (nint)resource, (nint)limit, 0);

    public static nint umask(uint mask) => RawCall.Invoke(95, (nint)mask);

    public static nint sethostname(byte* name, nint length) => RawCall.Invoke(170, (nint)name, length);

    public static nint setdomainname(byte* name, nint length) => RawCall.Invoke(171, (nint)name, length);

    public static nint personality(uint persona) => RawCall.Invoke(135, (nint)persona);

    public static nint keyctl(int operation, nint a) => RawCall.Invoke(250, operation, a, 0, 0, 0);

    public static nint rt_sigaction(int signal, sigaction_t* action) => RawCall.Invoke(13, signal, (nint)action, 0, 8);

    public static nint rt_sigprocmask(int how, ulong* set, ulong* old) => RawCall.Invoke(14, how, (nint)set, (nint)old, 8);

    public static nint rt_sigtimedwait(ulong* set, siginfo_t* info) => RawCall.Invoke(128, (nint)set, (nint)info, 0, 8);

    /// <summary>The futex may be shared between processes (no FUTEX_PRIVATE_FLAG).</summary>
    public static nint futex(int* word, int operation, int value, timespec* timeout) =>
        RawCall.Invoke(202, (nint)word, operation, value, (nint)timeout, 0, 0);

    public static nint clock_gettime(int clock, timespec* time) => RawCall.Invoke(228, clock, (nint)time);

    [StructLayout(LayoutKind.Sequential)]
    public struct clone_args
    {
        public ulong flags;
        public ulong pidfd;
        public ulong child_tid;
        public ulong parent_tid;
        public ulong exit_signal;
        public ulong stack;
        public ulong stack_size;
        public ulong tls;
        public ulong set_tid;
        public ulong set_tid_size;
        public ulong cgroup;
    }

    [StructLayout(LayoutKind.Explicit, Size = 128)]
    public struct siginfo_t
    {
        [FieldOffset(0)] public int si_signo;
        [FieldOffset(8)] public int si_code;
        [FieldOffset(16)] public int si_pid;
        [FieldOffset(20)] public uint si_uid;
        [FieldOffset(24)] public int si_status;
    }

    [StructLayout(LayoutKind.Sequential, Size = 144)]
    public struct rusage
    {
        public long ru_utime_sec;
        public long ru_utime_usec;
        public long ru_stime_sec;
        public long ru_stime_usec;
        public long ru_maxrss;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct sigaction_t
    {
        public nint handler;
        public ulong flags;
        public nint restorer;
        public ulong mask;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct timespec
    {
        public long tv_sec;
        public long tv_nsec;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct rlimit
    {
        public ulong soft;
        public ulong hard;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct sock_fprog
    {
        public ushort len;
        public void* filter;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct cap_header
    {
        public uint version;
        public int pid;
    }

    /// <summary>Two of them, low and high half, for _LINUX_CAPABILITY_VERSION_3.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct cap_data
    {
        public uint effective;
        public uint permitted;
        public uint inheritable;
    }
}
