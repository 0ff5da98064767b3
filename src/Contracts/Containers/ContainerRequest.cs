using System.Text.Json.Serialization;
using Orchestrator.Contracts.Networks;

namespace Orchestrator.Contracts.Containers;

/// <summary>Body of <c>POST /v1/containers</c> and <c>POST /v1/run</c>. Host paths are absolute.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ContainerRequest
{
    /// <summary>Null: the daemon makes one up.</summary>
    public string? Name { get; set; }

    public string? Image { get; set; }

    /// <summary>A host directory, or a file with a file system in it, as the read-only lower layer, instead of an image.</summary>
    public string? Rootfs { get; set; }

    public RootRequest? Root { get; set; }

    /// <summary><c>overlay</c>, <c>dir</c>, <c>btrfs</c> or <c>loop</c>; null: the node's default.</summary>
    public string? Storage { get; set; }

    /// <summary>Most bytes that it may hold; null: as the node's default, which may be without a limit.</summary>
    public long? StorageBytes { get; set; }

    public IReadOnlyList<string> Command { get; set; } = [];

    public IReadOnlyDictionary<string, string> Env { get; set; } = new Dictionary<string, string>();

    /// <summary>Variables whose values are read from these files of the daemon's host at each start, and recorded nowhere.</summary>
    public IReadOnlyDictionary<string, string>? EnvSecrets { get; set; }

    public string? Workdir { get; set; }

    public string? User { get; set; }

    public IReadOnlyList<uint> Groups { get; set; } = [];

    public string? Hostname { get; set; }

    public IReadOnlyList<MountRequest> Mounts { get; set; } = [];

    public ResourceRequest Resources { get; set; } = new();

    public IReadOnlyList<UlimitRequest> Ulimits { get; set; } = [];

    public IReadOnlyList<DeviceRequest>? Devices { get; set; }

    /// <summary>From -1000, never killed for want of memory, to 1000.</summary>
    public int? OomScoreAdj { get; set; }

    /// <summary>Hands the container's v2 cgroup over to its root, which may make groups below.</summary>
    public bool CgroupDelegate { get; set; }

    public IReadOnlyList<string> CapAdd { get; set; } = [];

    public IReadOnlyList<string> CapDrop { get; set; } = [];

    /// <summary>The five sets exactly, instead of <see cref="CapAdd"/> and <see cref="CapDrop"/>.</summary>
    public CapabilityRequest? Capabilities { get; set; }

    public bool NoNewPrivileges { get; set; } = true;

    /// <summary><c>default</c>, <c>unconfined</c>, or with <see cref="SeccompPolicy"/> what that is called.</summary>
    public string? Seccomp { get; set; }

    /// <summary>The text of an OCI seccomp profile or LXC policy file.</summary>
    public string? SeccompPolicy { get; set; }

    /// <summary>ABIs that the default profile opens beside the native one: <c>x86</c>, <c>x32</c>.</summary>
    public IReadOnlyList<string> SeccompAbis { get; set; } = [];

    /// <summary>
    /// Options of AppArmor, SELinux and Landlock, as <c>--security-opt</c> takes them: <c>apparmor=NAME</c>,
    /// <c>label=type:TYPE</c>, <c>landlock.ro=PATH</c> and so on.
    /// </summary>
    public IReadOnlyList<string> SecurityModules { get; set; } = [];

    /// <summary><c>private</c> (default), <c>host</c>, <c>container:NAME</c>, a pid, or the path of a namespace.</summary>
    public string? Userns { get; set; }

    /// <summary>The same words, but <c>none</c> is the default.</summary>
    public string? Network { get; set; }

    /// <summary>Network interfaces, beside loopback in a network namespace of the container's own.</summary>
    public IReadOnlyList<NetworkRequest> Networks { get; set; } = [];

    /// <summary>Null: what its networks say.</summary>
    public NameRequest? Names { get; set; }

    /// <summary>Ports of the host that lead to it; without a network it is in the default one then.</summary>
    public IReadOnlyList<Networks.PortRequest>? Ports { get; set; }

    /// <summary>Every port that the image says it listens at gets a free one of the host.</summary>
    public bool PublishAll { get; set; }

    /// <summary>Null: as the image says.</summary>
    public HealthRequest? Health { get; set; }

    /// <summary>The same words as <see cref="Userns"/>, each for a kind of its own.</summary>
    public string? Pid { get; set; }

    public string? Ipc { get; set; }

    public string? Uts { get; set; }

    public string? Cgroupns { get; set; }

    /// <summary>As <see cref="Userns"/>, but not <c>host</c>: the root of the image is then not used.</summary>
    public string? Mntns { get; set; }

    public string? Timens { get; set; }

    /// <summary>Gives a time namespace of its own, whose monotonic and boot clocks are ahead of the host's by this.</summary>
    public double? ClockOffsetSeconds { get; set; }

    public bool ReadOnly { get; set; }

    /// <summary>A terminal, /dev/console, as the payload's stdin, stdout and stderr.</summary>
    public bool Tty { get; set; }

    /// <summary>Stdin stays open for who attaches.</summary>
    public bool Interactive { get; set; }

    /// <summary>How many of /dev/tty1 and so on there are, beside a terminal.</summary>
    public int Ttys { get; set; }

    /// <summary>
    /// <c>systemd</c>, <c>busybox</c> or <c>sysvinit</c>: what a system of that kind needs to boot and to end; <c>none</c>; null or
    /// <c>auto</c>: as the command's path in the image tells.
    /// </summary>
    public string? InitSystem { get; set; }

    /// <summary>The engine's own PID 1 above the payload.</summary>
    public bool Init { get; set; }

    public long? ShmBytes { get; set; }

    public int? StopSignal { get; set; }

    public double? StopTimeoutSeconds { get; set; }

    /// <summary>Longest run time of one attempt.</summary>
    public double? TimeoutSeconds { get; set; }

    /// <summary>False: time that it is frozen does not count towards it.</summary>
    public bool? TimeoutCountsFrozen { get; set; }

    /// <summary><c>no</c>, <c>on-failure</c>, <c>always</c> or <c>unless-stopped</c>.</summary>
    public string? Restart { get; set; }

    public int RestartMaxRetries { get; set; }

    public LogRequest? Logs { get; set; }

    public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();

    /// <summary>When to pull the image: <c>missing</c> (default), <c>always</c> or <c>never</c>.</summary>
    public string? Pull { get; set; }

    /// <summary>Of the image, if it is pulled: <c>OS/ARCH[/VARIANT]</c>; null: this machine's.</summary>
    public string? Platform { get; set; }

    /// <summary>The image's registry may speak plain HTTP or show a certificate that nobody vouches for.</summary>
    public bool InsecureRegistry { get; set; }

    /// <summary>Instead of the image's; empty: none. Null: the image's.</summary>
    public IReadOnlyList<string>? Entrypoint { get; set; }

    /// <summary>An LXC configuration that the container is made from; what else is said here goes before it.</summary>
    public LxcRequest? Lxc { get; set; }

    /// <summary>An OCI bundle that the container is made from; what else is said here goes before it.</summary>
    public OciRequest? Oci { get; set; }

    /// <summary>Remove the container once it has ended (<c>--rm</c>).</summary>
    public bool AutoRemove { get; set; }
}
