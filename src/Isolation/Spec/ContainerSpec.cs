namespace Orchestrator.Isolation.Spec;

/// <summary>
/// What a user asks of one container: everything that <see cref="Runtime.IContainerRuntime"/> needs to start it,
/// and nothing about its life. It is data only, serializes to JSON, and is stored in the journal with the
/// event that created the container; a property is therefore only ever added, never renamed.
/// </summary>
public sealed record ContainerSpec
{
    /// <summary>Name of an image in the node's store; null when <see cref="RootfsPath"/> is given.</summary>
    public string? Image { get; init; }

    /// <summary>Absolute host path of a directory that serves as the read-only lower layer instead of an image.</summary>
    public string? RootfsPath { get; init; }

    /// <summary>The payload and its arguments; <c>argv[0]</c> is looked up in the container's PATH.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>The payload's environment. Nothing of the host's environment is ever added.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Variables whose values are what these files of the host hold at each start, without a newline at the end: only the paths
    /// are ever recorded or shown.
    /// </summary>
    public IReadOnlyDictionary<string, string>? SecretEnvironment { get; init; }

    /// <summary>Absolute path inside the container.</summary>
    public string WorkingDirectory { get; init; } = "/";

    /// <summary><c>uid</c>, <c>uid:gid</c> or a name from the image's /etc/passwd; "0" is root inside, nobody outside.</summary>
    public string User { get; init; } = "0";

    /// <summary>Supplementary group ids inside the container.</summary>
    public IReadOnlyList<uint> Groups { get; init; } = [];

    /// <summary>Null: the container's name, cut to 64 bytes (HOST_NAME_MAX).</summary>
    public string? Hostname { get; init; }

    /// <summary>Bind, tmpfs and output mounts in the order in which they are made.</summary>
    public IReadOnlyList<MountSpec> Mounts { get; init; } = [];

    public ResourceLimits Resources { get; init; } = new();

    public IReadOnlyList<RlimitSpec> Rlimits { get; init; } = [];

    public SecuritySpec Security { get; init; } = new();

    public NamespaceSpec Namespaces { get; init; } = new();

    public bool ReadOnlyRootfs { get; init; }

    /// <summary>Run the engine's own PID 1, which reaps orphans and forwards signals, above the payload.</summary>
    public bool Init { get; init; }

    /// <summary>The payload's umask, e.g. 18 (octal 022).</summary>
    public int Umask { get; init; } = 0b000_010_010;

    /// <summary>Size of /dev/shm in bytes.</summary>
    public long ShmBytes { get; init; } = 64L << 20;

    /// <summary>Signal that asks the init to end, as <c>stop</c> sends it first.</summary>
    public int StopSignal { get; init; } = 15;

    /// <summary>Time that a container has to react to <see cref="StopSignal"/> before it is killed.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest run time of one attempt; null is without limit. The exit is then recorded as timed out.</summary>
    public TimeSpan? Timeout { get; init; }

    public RestartPolicy Restart { get; init; } = new();

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    // What follows is null unless asked for, so that it takes no room in the journal.

    /// <summary>False: time that it is frozen does not count for <see cref="Timeout"/>.</summary>
    public bool? TimeoutCountsFrozen { get; init; }

    /// <summary>How <see cref="RootfsPath"/> becomes the root; null: as the read-only layer below a writable one.</summary>
    public RootSpec? Root { get; init; }

    /// <summary>How the root is kept; null: what it writes goes to a layer above the image, without a limit.</summary>
    public StorageSpec? Storage { get; init; }

    /// <summary>What the engine itself mounts inside; null: /proc, /sys, /dev and the cgroup tree, guarded.</summary>
    public TreeSpec? Tree { get; init; }

    /// <summary>The id maps; null: the container's own range.</summary>
    public IReadOnlyList<IdMapSpec>? IdMaps { get; init; }

    /// <summary>Kernel parameters of the container's namespaces by their dotted name.</summary>
    public IReadOnlyDictionary<string, string>? Sysctls { get; init; }

    /// <summary>Files of the init's /proc/PID and what is written to them.</summary>
    public IReadOnlyDictionary<string, string>? ProcFiles { get; init; }

    /// <summary>Cgroup files beyond <see cref="Resources"/> and what is written to them, in order.</summary>
    public IReadOnlyList<CgroupFileSpec>? CgroupFiles { get; init; }

    /// <summary>Device nodes beyond the usual ones.</summary>
    public IReadOnlyList<DeviceNodeSpec>? Devices { get; init; }

    /// <summary>NIS domain name.</summary>
    public string? Domainname { get; init; }

    /// <summary>personality(2), e.g. 8 for PER_LINUX32.</summary>
    public uint? Personality { get; init; }

    /// <summary>False keeps the session keyring of the engine's launcher.</summary>
    public bool? SessionKeyring { get; init; }

    /// <summary>Programs to run at points of the container's life.</summary>
    public IReadOnlyList<HookSpec>? Hooks { get; init; }

    /// <summary>The network interfaces; null: as <see cref="NamespaceSpec.Network"/> says.</summary>
    public IReadOnlyList<NetworkSpec>? Networks { get; init; }

    /// <summary>Ports of the host that lead to the container.</summary>
    public IReadOnlyList<PortSpec>? Ports { get; init; }

    /// <summary>What it is told about names; null: what its networks say.</summary>
    public NameSpec? Names { get; init; }

    /// <summary>How much of its output is kept; null: the node's default.</summary>
    public LogLimits? Logs { get; init; }

    /// <summary>Terminals, or an open stdin; null: stdin is /dev/null and the output goes to files.</summary>
    public ConsoleSpec? Console { get; init; }

    /// <summary>Signal by which a system restarts itself, which <c>restart</c> sends; null: <see cref="StopSignal"/>.</summary>
    public int? RebootSignal { get; init; }

    /// <summary>How it is asked whether it works; null: it is not.</summary>
    public HealthSpec? Health { get; init; }

    /// <summary>What <c>orch autostart</c> does with it.</summary>
    public AutostartSpec? Autostart { get; init; }

    /// <summary>The LXC configuration that it was made from, as it was written.</summary>
    public string? Lxc { get; init; }

    /// <summary>The OCI bundle that it was made from.</summary>
    public string? Bundle { get; init; }
}
