using Orchestrator.Isolation.Capabilities;

namespace Orchestrator.Isolation.Seccomp;

/// <summary>
/// The allowlist of an ordinary container: what today's engines allow. A known call that is not allowed gives EPERM, a
/// call newer than the table ENOSYS. Some calls open with a capability, because then the kernel's own check decides.
/// </summary>
internal static class DefaultProfile
{
    /// <summary>CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET.</summary>
    private const uint NewNamespaces = 0x7E02_0000;
    private const uint AfAlg = 38;
    private const uint AfVsock = 40;
    private const uint Tiocsti = 0x5412;
    private const uint Tioclinux = 0x541C;

    private const string Allowed =
        """
        accept accept4 access adjtimex alarm arch_prctl bind brk cachestat capget capset chdir chmod chown
        clock_adjtime clock_getres clock_gettime clock_nanosleep close close_range connect copy_file_range creat dup
        dup2 dup3 epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_pwait epoll_pwait2 epoll_wait
        epoll_wait_old eventfd eventfd2 execve execveat exit exit_group faccessat faccessat2 fadvise64 fallocate
        fanotify_mark fchdir fchmod fchmodat fchmodat2 fchown fchownat fcntl fdatasync fgetxattr file_getattr
        file_setattr flistxattr flock fork fremovexattr fsetxattr fstat fstatfs fsync ftruncate futex futex_requeue
        futex_wait futex_waitv futex_wake futimesat get_robust_list get_thread_area getcpu getcwd getdents
        getdents64 getegid geteuid getgid getgroups getitimer getpeername getpgid getpgrp getpid getppid getpriority
        getrandom getresgid getresuid getrlimit getrusage getsid getsockname getsockopt gettid gettimeofday getuid
        getxattr getxattrat inotify_add_watch inotify_init inotify_init1 inotify_rm_watch io_cancel io_destroy
        io_getevents io_pgetevents io_setup io_submit ioprio_get ioprio_set kill landlock_add_rule
        landlock_create_ruleset landlock_restrict_self lchown lgetxattr link linkat listen listmount listxattr
        listxattrat llistxattr lremovexattr lseek lsetxattr lstat madvise map_shadow_stack membarrier memfd_create
        memfd_secret mincore mkdir mkdirat mknod mknodat mlock mlock2 mlockall mmap modify_ldt mprotect
        mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedsend mq_unlink mremap mseal msgctl msgget msgrcv
        msgsnd msync munlock munlockall munmap name_to_handle_at nanosleep newfstatat open openat openat2 pause
        pidfd_open pidfd_send_signal pipe pipe2 pkey_alloc pkey_free pkey_mprotect poll ppoll prctl pread64 preadv
        preadv2 prlimit64 process_mrelease process_vm_readv process_vm_writev pselect6 ptrace pwrite64 pwritev
        pwritev2 read readahead readlink readlinkat readv recvfrom recvmmsg recvmsg remap_file_pages removexattr
        removexattrat rename renameat renameat2 restart_syscall rmdir rseq rt_sigaction rt_sigpending rt_sigprocmask
        rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_tgsigqueueinfo sched_get_priority_max
        sched_get_priority_min sched_getaffinity sched_getattr sched_getparam sched_getscheduler
        sched_rr_get_interval sched_setaffinity sched_setattr sched_setparam sched_setscheduler sched_yield seccomp
        select semctl semget semop semtimedop sendfile sendmmsg sendmsg sendto set_robust_list set_thread_area
        set_tid_address setfsgid setfsuid setgid setgroups setitimer setpgid setpriority setregid setresgid
        setresuid setreuid setrlimit setsid setsockopt setuid setxattr setxattrat shmat shmctl shmdt shmget shutdown
        sigaltstack signalfd signalfd4 socketpair splice stat statfs statmount statx symlink symlinkat sync
        sync_file_range syncfs sysinfo tee tgkill time timer_create timer_delete timer_getoverrun timer_gettime
        timer_settime timerfd_create timerfd_gettime timerfd_settime times tkill truncate umask uname unlink
        unlinkat uprobe uretprobe utime utimensat utimes vfork vmsplice wait4 waitid write writev
        """;

    /// <summary>Open only to a container that was given the capability.</summary>
    private static readonly (Capability With, string Calls)[] Gated =
    [
        (Capability.SysAdmin,
            """
            bpf clone3 fanotify_init fsconfig fsmount fsopen fspick lookup_dcookie mount mount_setattr move_mount
            open_tree open_tree_attr perf_event_open quotactl quotactl_fd setdomainname sethostname setns syslog
            umount umount2 unshare
            """),
        (Capability.SysBoot, "reboot"),
        (Capability.SysChroot, "chroot"),
        (Capability.SysModule, "delete_module finit_module init_module"),
        (Capability.SysPacct, "acct"),
        (Capability.SysPtrace, "kcmp pidfd_getfd process_madvise"),
        (Capability.SysRawio, "ioperm iopl"),
        (Capability.SysTime, "clock_settime clock_settime64 settimeofday stime"),
        (Capability.SysTtyConfig, "vhangup"),
        (Capability.SysNice, "get_mempolicy mbind set_mempolicy set_mempolicy_home_node"),
        (Capability.Syslog, "syslog"),
        (Capability.Bpf, "bpf"),
        (Capability.Perfmon, "perf_event_open"),
        (Capability.DacReadSearch, "open_by_handle_at"),
    ];

    /// <summary>The same calls under the names of i386: 32-bit ids, 64-bit offsets and times.</summary>
    private const string AllowedOnI386 =
        """
        _llseek _newselect chown32 clock_adjtime64 clock_getres_time64 clock_gettime64 clock_nanosleep_time64
        fadvise64_64 fchown32 fcntl64 fstat64 fstatat64 fstatfs64 ftruncate64 futex_time64 getegid32 geteuid32 getgid32
        getgroups32 getresgid32 getresuid32 getuid32 io_pgetevents_time64 lchown32 lstat64 mmap2
        mq_timedreceive_time64 mq_timedsend_time64 nice ppoll_time64 pselect6_time64 recvmmsg_time64
        rt_sigtimedwait_time64 sched_rr_get_interval_time64 semtimedop_time64 sendfile64 setfsgid32 setfsuid32
        setgid32 setgroups32 setregid32 setresgid32 setresuid32 setreuid32 setuid32 sigaction signal sigpending
        sigprocmask sigreturn sigsuspend stat64 statfs64 timer_gettime64 timer_settime64 timerfd_gettime64
        timerfd_settime64 truncate64 ugetrlimit utimensat_time64 waitpid
        """;

    private static readonly Verdict Refused =
        new(SeccompAction.Errno(Kernel.Errno.EPERM), SourcePlace.BuiltIn("built in: not on the allowlist"));

    private static readonly Verdict Ordinary = new(SeccompAction.Allow, SourcePlace.BuiltIn("built in: on the allowlist"));

    private static readonly Verdict Newer =
        new(SeccompAction.Errno(Kernel.Errno.ENOSYS), SourcePlace.BuiltIn("built in: newer than this engine, or unused"));

    public static SeccompProfile For(CapabilitySet capabilities) =>
        For(capabilities, SeccompMachine.Here, [SeccompMachine.Here.Native]);

    public static SeccompProfile For(CapabilitySet capabilities, SeccompMachine machine, IReadOnlyList<SeccompAbi> open) =>
        new("default", machine, open.Select(abi => Table(capabilities, abi)));

    private static AbiRules Table(CapabilitySet capabilities, SeccompAbi abi)
    {
        var builder = new RuleTableBuilder(abi, Newer);
        SetSpecial(builder, capabilities);
        foreach (var (with, calls) in Gated)
        {
            if (capabilities.Contains(with))
                SetAll(builder, calls, new Verdict(SeccompAction.Allow, SourcePlace.BuiltIn($"built in: open with CAP_{CapabilityNames.Of(with)}")));
        }
        foreach (var (with, calls) in Gated)
            SetAll(builder, calls, Refused with { Place = SourcePlace.BuiltIn($"built in: opens with CAP_{CapabilityNames.Of(with)}") });
        SetAll(builder, Allowed, Ordinary);
        if (abi == SeccompAbi.I386)
        {
            SetAll(builder, AllowedOnI386, Ordinary);
            // What they multiplex is decided call by call.
            foreach (var name in MultiplexedCall.Names)
                builder.Set(name, new SyscallRule(Ordinary));
        }
        foreach (var name in abi.Table.Numbers.Keys)
        {
            if (name is not ("socketcall" or "ipc"))
                builder.Set(name, new SyscallRule(Refused));
        }
        return builder.Build();
    }

    private static void SetAll(RuleTableBuilder builder, string calls, Verdict verdict)
    {
        var rule = new SyscallRule(verdict);
        foreach (var call in calls.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
            builder.Set(call, rule);
    }

    /// <summary>The calls that their arguments decide.</summary>
    private static void SetSpecial(RuleTableBuilder builder, CapabilitySet capabilities)
    {
        if (!capabilities.Contains(Capability.SysAdmin))
        {
            builder.Set("clone", new SyscallRule(
                [new RuleCase([ArgumentTest.Low32(0, 0, NewNamespaces)], Ordinary)],
                Refused with { Place = SourcePlace.BuiltIn("built in: new namespaces open with CAP_SYS_ADMIN") }));
            // clone3 keeps its flags in memory, where no filter sees them; on ENOSYS libc takes clone.
            builder.Set("clone3", new SyscallRule(Newer with { Place = SourcePlace.BuiltIn("built in: libc falls back to clone, whose flags can be seen") }));
        }
        else
        {
            builder.Set("clone", new SyscallRule(Ordinary));
        }

        // AF_ALG gave the kernel's crypto code to everybody (CVE-2026-31431); AF_VSOCK reaches the hypervisor and is
        // not bound to a network namespace.
        var noFamily = SeccompAction.Errno(Kernel.Errno.EAFNOSUPPORT);
        builder.Set("socket", new SyscallRule(
            [
                new RuleCase([ArgumentTest.Low32(0, AfAlg)], new Verdict(noFamily, SourcePlace.BuiltIn("built in: no AF_ALG"))),
                new RuleCase([ArgumentTest.Low32(0, AfVsock)], new Verdict(noFamily, SourcePlace.BuiltIn("built in: no AF_VSOCK"))),
            ],
            Ordinary));

        // Typing into the terminal of whoever attached (CVE-2017-5226), and its relative of the console.
        builder.Set("ioctl", new SyscallRule(
            [
                new RuleCase([ArgumentTest.Low32(1, Tiocsti)], Refused with { Place = SourcePlace.BuiltIn("built in: no TIOCSTI") }),
                new RuleCase([ArgumentTest.Low32(1, Tioclinux)], Refused with { Place = SourcePlace.BuiltIn("built in: no TIOCLINUX") }),
            ],
            Ordinary));

        // PER_LINUX, PER_LINUX32, with and without UNAME26, and asking. The rest switches protections off.
        builder.Set("personality", new SyscallRule(
            [.. new uint[] { 0, 0x8, 0x2_0000, 0x2_0008, uint.MaxValue }
                .Select(value => new RuleCase([ArgumentTest.Low32(0, value)], Ordinary))],
            Refused with { Place = SourcePlace.BuiltIn("built in: personalities that weaken protections") }));
    }
}
