namespace Orchestrator.LaunchPlan;

/// <summary>
/// The operations, in the order of their phases: a plan is refused when a later phase comes before an earlier one.
/// <list type="bullet">
/// <item>0x1xx: by the launcher, while the child already runs its early phase.</item>
/// <item>0x2xx: early, by the child, before the id maps exist and while it shares the launcher's descriptors.</item>
/// <item>0x3xx: late, by the child, with its own descriptors and as root of its user namespace.</item>
/// <item>0x4xx: the end: the programs to try.</item>
/// </list>
/// </summary>
public enum PlanOpKind : ushort
{
    None = 0,

    /// <summary>
    /// Adds the directory Text1, or the detached mount in Slot, as lower layer, topmost first; id-mapped when the plan has
    /// a user namespace. DataOffset and DataBytes: two texts, uid and gid map that it is given instead of the container's.
    /// </summary>
    Layer = 0x101,

    /// <summary>
    /// Makes the overlay root: Text1 the folder with the writable layer, Text2 and Number (a text) the names in it of upper
    /// and work directory, <c>upper</c> and <c>work</c> when empty; Text1 empty and no mount of that folder in Slot: read-only. Arg1: MOUNT_ATTR_*. Arg3 (a text): the SELinux label of all in it. DataOffset and DataBytes: two texts, uid and gid map that the writable layer is given; none: as it is on disk.
    /// </summary>
    OverlayRoot = 0x102,

    /// <summary>
    /// Id-maps the detached mount in Slot, with Recursive all below it too: Text1 uid map, Text2 gid map, as lines of uid_map.
    /// </summary>
    IdmapSlot = 0x103,

    /// <summary>Writes Text2 to the file Text1 of the child's /proc/PID, which only a process outside may.</summary>
    ProcFile = 0x104,

    /// <summary>The child is born in the namespace in Slot, of the kind Arg1 (CLONE_NEW*).</summary>
    EnterNamespace = 0x105,

    /// <summary>Writes "0" to the <c>tasks</c> file in Slot (cgroup v1; far cheaper than cgroup.procs).</summary>
    JoinCgroup = 0x201,

    /// <summary>
    /// unshare(Arg1) of CLONE_NEW*: the time namespace, which clone3 makes for children only; the cgroup namespace, which
    /// has to come after the cgroup; and what the child can make while the launcher prepares the root.
    /// </summary>
    Unshare = 0x202,

    /// <summary>setns(pidfd of the target container, JoinNamespaces of the header).</summary>
    JoinNamespaces = 0x301,

    /// <summary>Makes every mount private and attaches the root that the launcher prepared.</summary>
    AttachRoot = 0x302,

    /// <summary>Mounts file system Text2 on Text1 with Arg1 = MOUNT_ATTR_*; Data: options as key NUL value NUL pairs.</summary>
    MountFilesystem = 0x303,

    /// <summary>Binds the host's node Text2 on Text1 after checking that it is the character device Arg1:Arg2.</summary>
    BindDevice = 0x304,

    /// <summary>Binds the host path Text2 on Text1 with Arg1 = MOUNT_ATTR_*.</summary>
    BindHost = 0x305,

    /// <summary>
    /// Attaches the detached mount in Slot on Text1 (file or directory as the mount is) with Arg1 = MOUNT_ATTR_* to set,
    /// Arg2 to clear, on all mounts below too unless Shallow, and the propagation Number (MS_*; 0 is private).
    /// </summary>
    BindSlot = 0x306,

    /// <summary>Symbolic link Text1 with content Text2.</summary>
    Symlink = 0x307,

    /// <summary>Directory Text1 with mode Number, parents included.</summary>
    MakeDirectory = 0x308,

    /// <summary>Hides Text1: /dev/null over a file, an empty read-only tmpfs over a directory.</summary>
    Mask = 0x309,

    /// <summary>Makes Text1 and all below read-only.</summary>
    ReadOnlyPath = 0x30A,

    /// <summary>Makes the root mount read-only (not the mounts below).</summary>
    ReadOnlyRoot = 0x30B,

    /// <summary>pivot_root into the new root; the old one is detached.</summary>
    PivotRoot = 0x30C,

    /// <summary>sethostname(Text1).</summary>
    Hostname = 0x30D,

    /// <summary>Sets IFF_UP on lo.</summary>
    LoopbackUp = 0x30E,

    /// <summary>setrlimit(Number, soft Arg1, hard Arg2).</summary>
    Rlimit = 0x30F,

    /// <summary>umask(Number).</summary>
    Umask = 0x310,

    /// <summary>A new anonymous session keyring.</summary>
    SessionKeyring = 0x311,

    /// <summary>Slot becomes descriptor Number (0–2); -1 is the container's /dev/null, or with Arg1 = 1 its terminal.</summary>
    Stdio = 0x312,

    /// <summary>setsid, and with Number 1 descriptor 0 becomes the controlling terminal.</summary>
    Session = 0x313,

    /// <summary>chdir(Text1), refused when it leads out of the root (CVE-2024-21626).</summary>
    WorkingDirectory = 0x314,

    /// <summary>Drops what is not in Arg1 from the bounding set, and sets securebits Arg2.</summary>
    BoundingSet = 0x315,

    /// <summary>setgroups(Data as 32-bit ids), setresgid(Arg1), setresuid(Number), capabilities kept.</summary>
    Credentials = 0x316,

    /// <summary>capset: Arg1 effective, Arg2 permitted, Arg3 inheritable, Arg4 ambient.</summary>
    Capabilities = 0x317,

    /// <summary>PR_SET_NO_NEW_PRIVS.</summary>
    NoNewPrivileges = 0x318,

    /// <summary>seccomp(SECCOMP_SET_MODE_FILTER, Number, Data as sock_filter[]).</summary>
    Seccomp = 0x319,

    /// <summary>
    /// Writes Text2 to the file Text1, relative to a procfs that nothing is mounted on (CVE-2025-52881).
    /// </summary>
    Sysctl = 0x31A,

    /// <summary>Takes read-only away from Text1, which lies below a path that was made read-only.</summary>
    WritablePath = 0x31B,

    /// <summary>personality(Number).</summary>
    Personality = 0x31C,

    /// <summary>setdomainname(Text1).</summary>
    Domainname = 0x31D,

    /// <summary>Binds Text2, a path inside the new root, on Text1 with Arg1 = MOUNT_ATTR_*; with Recursive all below it too.</summary>
    BindInside = 0x31E,

    /// <summary>
    /// Runs a program and waits for its end, which must be 0. Text1 the program, Data: Number text offsets of argv, then
    /// those of envp up to the end. Text2 comes to its stdin, and if Arg2 is a text, the child's host pid and that text.
    /// Arg1: milliseconds that it may take, 0 for as long as the launch.
    /// </summary>
    Hook = 0x31F,

    /// <summary>The same, by the launcher on the host while the child waits; LXC_PID is added to its environment.</summary>
    HostHook = 0x320,

    /// <summary>
    /// Opens the terminal Number of the container's own devpts, gives it to the uid Arg1, binds it on Text1 unless that is
    /// empty, and sends master and slave over the socket in Slot. The first one serves <see cref="Stdio"/>.
    /// </summary>
    Terminal = 0x321,

    /// <summary>chroot into the new root; the old one stays below it, so this is no boundary.</summary>
    Chroot = 0x330,
    /// <summary>
    /// Writes Text2 to the file Text1 of the host's /proc/thread-self, as long as that is to be seen: what the security
    /// module makes of the next execve, or of keys.
    /// </summary>
    OwnAttribute = 0x340,

    /// <summary>Opens the file Text1 as <see cref="OwnAttribute"/> does, for <see cref="WriteAttribute"/>.</summary>
    OpenAttribute = 0x341,

    /// <summary>Writes Text1 to what <see cref="OpenAttribute"/> opened: a label that PID 1, which never executes, gets too.</summary>
    WriteAttribute = 0x342,

    /// <summary>
    /// landlock_restrict_self with Arg1 = file accesses, Arg2 = network accesses and Arg3 = scopes that are ruled over;
    /// Data: <see cref="LandlockRule"/>[] of what stays allowed.
    /// </summary>
    Landlock = 0x343,

    /// <summary>execve(Text1); on ENOENT and ENOTDIR the next one is tried.</summary>
    Exec = 0x401,
}
