using System.Globalization;
using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Templates;
using Orchestrator.Contracts.Containers;
using Orchestrator.Contracts.Values;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary>Options of <c>run</c> and <c>create</c>, and the request that they make.</summary>
internal static class ContainerOptions
{
    private static readonly Option Name = new("--name", null, "NAME", "Name of the container (default: made up)");
    private static readonly Option Env = new("--env", "-e", "K[=V]", "Set an environment variable; without =V the caller's") { Repeats = true };
    private static readonly Option EnvFile = new("--env-file", null, "FILE", "Read environment variables from a file") { Repeats = true };
    private static readonly Option EnvSecret = new("--env-secret", null, "K=FILE", "Set a variable to what the file holds at each start; the value is recorded and shown nowhere") { Repeats = true };
    private static readonly Option Volume = new("--volume", "-v", "SRC:DST[:OPTS]", "Bind a host path, or the volume SRC: ro, noexec, subpath=, idmap, nosymlink, optional, rslave …") { Repeats = true };
    private static readonly Option Mount = new("--mount", null, "K=V,…", "type=bind|volume|tmpfs|output,source=…,target=…[,readonly][,OPTS]") { Repeats = true };
    private static readonly Option Tmpfs = new("--tmpfs", null, "DST[:OPTS]", "A fresh tmpfs: size=64M, mode=1777, noexec …") { Repeats = true };
    private static readonly Option Workdir = new("--workdir", "-w", "DIR", "Working directory inside");
    private static readonly Option User = new("--user", "-u", "UID[:GID]", "User inside (number or name)");
    private static readonly Option GroupAdd = new("--group-add", null, "GID", "Supplementary group id inside") { Repeats = true };
    private static readonly Option Label = new("--label", "-l", "K=V", "Label of the container") { Repeats = true };
    private static readonly Option Hostname = new("--hostname", "-h", "NAME", "Host name inside");
    private static readonly Option Ulimit = new("--ulimit", null, "NAME=S[:H]", "Resource limit, e.g. nofile=1024:4096") { Repeats = true };
    private static readonly Option Device = new("--device", null, "HOST[:PATH][:rwm]", "Give it a device of the host, or all in a directory") { Repeats = true };
    private static readonly Option OomScoreAdj = new("--oom-score-adj", null, "N", "-1000 to 1000: the higher, the sooner it is killed for want of memory");
    private static readonly Option CgroupDelegate = new("--cgroup-delegate", null, null, "Hand its cgroup to its root, which may make groups below");
    private static readonly Option Restart = new("--restart", null, "POLICY", "no, on-failure[:N], always or unless-stopped");
    private static readonly Option StopSignal = new("--stop-signal", null, "SIGNAL", "Signal that asks it to end (default TERM)");
    private static readonly Option StopTimeout = new("--stop-timeout", null, "D", "Time between that signal and SIGKILL (default 10s)");
    private static readonly Option Timeout = new("--timeout", null, "D", "Longest run time; then it is killed (exit 124)");
    private static readonly Option TimeoutCounts = new("--timeout-counts", null, "WHAT", "all (default): the time spent frozen counts towards --timeout; running: it does not") { Choices = ["all", "running"] };
    private static readonly Option CapAdd = new("--cap-add", null, "CAP", "Add a capability") { Repeats = true };
    private static readonly Option CapDrop = new("--cap-drop", null, "CAP", "Drop a capability, or ALL") { Repeats = true };
    private static readonly Option CapKeep = new("--cap-keep", null, "CAP", "Keep only the capabilities named so") { Repeats = true };
    private static readonly Option CapSet = new("--cap-set", null, "SET=CAP,…", "Give a set exactly: effective, permitted, inheritable, bounding, ambient") { Repeats = true };
    private static readonly Option SecurityOpt = new("--security-opt", null, "OPT", "seccomp=default|unconfined|FILE (OCI or LXC), seccomp-abi=x86|x32, no-new-privileges[=false], apparmor=NAME|generated|unconfined, label=type:TYPE|level:LEVEL|disable, landlock.ro=PATH (an unknown one lists all)") { Repeats = true };
    private static readonly Option ReadOnly = new("--read-only", null, null, "Root file system read-only");
    private static readonly Option Init = new("--init", null, null, "Our own PID 1 above the payload: reaps orphans, forwards signals");
    private static readonly Option InitSystem = new("--init-system", null, "KIND", "It boots a system: auto (by the command's path), systemd, busybox, sysvinit or none; docs/init-systems.md says what it gets") { Choices = ["auto", "systemd", "busybox", "sysvinit", "none"] };
    private static readonly Option Userns = new("--userns", null, "WHOSE", "private (own id range), host, container:NAME, a pid or a path") { Choices = ["private", "host"], Open = true };
    private static readonly Option[] Shared =
    [
        Whose("--pid", "pid"), Whose("--ipc", "ipc"), Whose("--uts", "uts"), Whose("--cgroupns", "cgroup"),
        new("--mntns", null, "WHOSE", "Mount namespace: private, container:NAME, a pid or a path") { Choices = ["private"], Open = true },
        new("--timens", null, "WHOSE", "Time namespace: host, container:NAME, a pid or a path") { Choices = ["host"], Open = true },
    ];
    private static readonly Option ClockOffset = new("--clock-offset", null, "D", "Own time namespace, its monotonic clock ahead by D (0 for none)");
    private static readonly Option ShmSize = new("--shm-size", null, "SIZE", "Size of /dev/shm (default 64M)");
    private static readonly Option Storage = new("--storage", null, "KIND", "How the root is kept: overlay (a layer above the image), dir, btrfs or loop (a copy of the image)") { Choices = ["overlay", "dir", "btrfs", "loop"] };
    private static readonly Option StorageSize = new("--storage-size", null, "SIZE", "Most that it may write (overlay), or that the root may hold; then writing fails inside with ENOSPC or EDQUOT");
    private static readonly Option Rootfs = new("--rootfs", null, "PATH", "Use a host directory, or a file with a file system, as the read-only lower layer; no IMAGE is given then");

    private static readonly Option Pull = new("--pull", null, "WHEN", "missing (default), always or never") { Choices = ["missing", "always", "never"] };
    private static readonly Option Entrypoint = new("--entrypoint", null, "PROGRAM", "Instead of the image's entrypoint and command; empty: none");

    private static readonly Option Config = new("--config", null, "FILE", "Make it from an LXC configuration; the first operand is its name then");
    private static readonly Option Bundle = new("--bundle", null, "DIR", "Make it from an OCI bundle; the first operand is its name then");
    private static readonly Option Setting = new("--option", "-o", "K=V", "lxc.KEY=V: one more setting of the LXC configuration, without V it is cleared; rootfs.enter=pivot|chroot (chroot is no boundary), rootfs.direct, rootfs.lower=DIR, rootfs.upper=DIR") { Repeats = true };
    private static readonly Option Legacy = new("--legacy", null, null, "The LXC configuration has keys from before LXC 2.1");
    private static readonly Option Image = new("--image", null, "IMAGE", "The root, for a configuration without lxc.rootfs.path");

    private static Option Whose(string name, string kind) =>
        new(name, null, "WHOSE", $"The {kind} namespace: private, host, container:NAME, a pid or a path") { Choices = ["private", "host"], Open = true };

    public static IReadOnlyList<Option> All { get; } =
    [
        Config, Bundle, Setting, Legacy, Image,
        Name, Env, EnvFile, EnvSecret, Volume, Mount, Tmpfs, Workdir, User, GroupAdd, Label, Hostname, .. ResourceOptions.All, Ulimit, LogOptions.LogOpt,
        Device, OomScoreAdj, CgroupDelegate, Restart, StopSignal, StopTimeout, Timeout, TimeoutCounts, .. HealthOptions.All, .. NetworkOptions.All, PublishOptions.Publish, PublishOptions.All, .. NameOptions.All, CapAdd, CapDrop, CapKeep, CapSet,
        SecurityOpt, ReadOnly, Init, InitSystem, ConsoleOptions.Ttys,
        Userns, .. Shared, ClockOffset, ShmSize, Rootfs, Storage, StorageSize,
        Pull, Images.RegistryOptions.Platform, Images.RegistryOptions.Insecure, Entrypoint,
    ];

    /// <param name="made">The root that a template made: what stands first is the name then.</param>
    public static ContainerRequest Read(Arguments given, Surroundings surroundings, bool autoRemove, MadeRoot? made = null)
    {
        var rootfs = given.Get(Rootfs) is { } directory ? Path.GetFullPath(directory) : null;
        var operands = given.Operands;
        var config = given.Get(Config);
        // With a configuration, what stands first is the name: it says itself where the root is.
        var named = config is not null || given.Get(Bundle) is not null || made is not null;
        if (made is not null && (config is not null || given.Get(Bundle) is not null || rootfs is not null || given.Has(Image)))
            throw new UsageException("a template makes the root: --config, --bundle, --rootfs and --image do not go with it", "create");
        if (config is not null && given.Get(Bundle) is not null)
            throw new UsageException("--config and --bundle exclude each other", "create");
        if (given.Get(Bundle) is not null && (rootfs is not null || given.Has(Image)))
            throw new UsageException("a bundle has a root of its own; leave --rootfs and --image out", "create");
        var (root, settings) = RootOptions.Read(given.All(Setting));
        if (config is null && made is null && (settings.Count > 0 || given.Has(Legacy) || given.Has(Image)))
            throw new UsageException("-o lxc.KEY=V, --legacy and --image go with --config FILE", "create");
        if (named && operands.Count == 0)
            throw new UsageException("a NAME is wanted before the command", "create");
        if (named && given.Get(Name) is not null)
            throw new UsageException("with --config and --bundle the first operand is the name; leave --name out", "create");
        if (!named && rootfs is null && operands.Count == 0)
            throw new UsageException("an IMAGE is wanted, such as busybox", "run");
        var (restart, retries) = RestartPolicy(given.Get(Restart));
        var request = new ContainerRequest
        {
            Name = named ? operands[0] : given.Get(Name),
            Image = made is not null ? made.Image : named ? given.Get(Image) : rootfs is null ? operands[0] : null,
            Rootfs = rootfs,
            Root = root,
            Command = made is not null ? [] : [.. operands.Skip(named || rootfs is null ? 1 : 0)],
            Env = EnvironmentOptions.Read(given, Env, EnvFile, surroundings),
            EnvSecrets = EnvironmentOptions.Secrets(given, EnvSecret),
            Mounts = MountOptions.Read(given, Volume, Mount, Tmpfs),
            Workdir = given.Get(Workdir),
            User = given.Get(User),
            Groups = [.. given.All(GroupAdd).Select(GroupId)],
            Labels = given.Pairs(Label),
            Hostname = given.Get(Hostname),
            Resources = ResourceOptions.Read(given),
            Devices = given.All(Device) is { Count: > 0 } devices ? [.. devices.Select(DeviceOptions.Read)] : null,
            OomScoreAdj = given.Integer(OomScoreAdj, -1000, 1000),
            CgroupDelegate = given.Has(CgroupDelegate),
            Logs = LogOptions.Read(given),
            Ulimits = [.. given.All(Ulimit).Select(ReadUlimit)],
            Restart = restart,
            RestartMaxRetries = retries,
            StopSignal = given.Signal(StopSignal),
            StopTimeoutSeconds = given.Time(StopTimeout)?.TotalSeconds,
            TimeoutSeconds = given.Time(Timeout)?.TotalSeconds,
            TimeoutCountsFrozen = given.Get(TimeoutCounts) is { } counts ? counts == "all" : null,
            Names = NameOptions.Read(given),
            Ports = given.All(PublishOptions.Publish) is { Count: > 0 } ports ? PublishOptions.Read(ports) : null,
            PublishAll = given.Has(PublishOptions.All),
            Health = HealthOptions.Read(given),
            CapAdd = given.All(CapAdd),
            CapDrop = given.All(CapDrop),
            ReadOnly = given.Has(ReadOnly),
            Init = given.Has(Init),
            InitSystem = given.Get(InitSystem),
            Ttys = given.Integer(ConsoleOptions.Ttys, 0, 63) ?? 0,
            Userns = given.Get(Userns),
            Pid = given.Get(Shared[0]),
            Ipc = given.Get(Shared[1]),
            Uts = given.Get(Shared[2]),
            Cgroupns = given.Get(Shared[3]),
            Mntns = given.Get(Shared[4]),
            Timens = given.Get(Shared[5]),
            ClockOffsetSeconds = given.Time(ClockOffset)?.TotalSeconds,
            ShmBytes = given.Size(ShmSize),
            Storage = given.Get(Storage),
            StorageBytes = given.Size(StorageSize),
            AutoRemove = autoRemove,
            Pull = given.Get(Pull),
            Platform = given.Get(Images.RegistryOptions.Platform),
            InsecureRegistry = !named && rootfs is null
                && given.All(Images.RegistryOptions.Insecure).Contains(Images.RegistryOptions.RegistryOf(operands[0])),
            Entrypoint = given.Get(Entrypoint) is { } entrypoint ? entrypoint.Length == 0 ? [] : [entrypoint] : null,
        };
        NetworkOptions.Apply(request, given);
        CapabilityOptions.Apply(request, given.All(CapKeep), given.All(CapSet));
        foreach (var option in given.All(SecurityOpt))
            SecurityOptions.Apply(request, option, surroundings.Error);
        if (config is not null)
        {
            request.Lxc = LxcOptions.Read(config, settings, given.Has(Legacy), surroundings, out var ephemeral);
            request.AutoRemove |= ephemeral;
        }
        if (made?.Config is { Length: > 0 } lines)
        {
            request.Lxc = LxcOptions.ReadText(lines, settings, surroundings);
        }
        if (given.Get(Bundle) is { } bundle)
            request.Oci = OciBundle.Read(bundle);
        if (request.Name is { } name && !Names.IsValid(name))
            throw new UsageException($"'{name}' is not a possible name: {Names.Rule}");
        if (autoRemove && restart is not (null or "no"))
            throw new UsageException("--rm and --restart exclude each other: a removed container cannot be restarted");
        return request;
    }

    private static uint GroupId(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var gid)
            ? gid
            : throw new UsageException($"--group-add wants a number, not '{text}'");

    private static UlimitRequest ReadUlimit(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var values = equals > 0 ? text[(equals + 1)..].Split(':') : [];
        if (values.Length is 1 or 2 && Limit(values[0]) is { } soft && Limit(values[^1]) is { } hard && soft <= hard)
            return new UlimitRequest(text[..equals].ToLowerInvariant(), soft, hard);
        throw new UsageException($"--ulimit wants NAME=SOFT[:HARD] with SOFT at most HARD, such as nofile=1024:4096, not '{text}'");
    }

    private static ulong? Limit(string text) => text switch
    {
        "unlimited" or "-1" => ulong.MaxValue,
        _ => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null,
    };

    private static (string? Mode, int Retries) RestartPolicy(string? text)
    {
        if (text is null or "no" or "always" or "unless-stopped" or "on-failure")
            return (text, 0);
        if (text.StartsWith("on-failure:", StringComparison.Ordinal)
            && int.TryParse(text.AsSpan("on-failure:".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var retries))
            return ("on-failure", retries);
        throw new UsageException($"--restart must be no, on-failure[:N], always or unless-stopped, not '{text}'");
    }
}
