using System.Globalization;
using Orchestrator.Formats.Oci;
using Orchestrator.Isolation.Lsm.Selinux;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Oci;

/// <summary>
/// Makes a spec from a bundle. Two of its defaults are stricter than the specification's: without a user namespace in the
/// configuration the container still gets an id range of its own, and without a seccomp section the default profile.
/// </summary>
public static class OciMapper
{
    /// <summary>PER_LINUX32 (personality(2)).</summary>
    private const uint Linux32 = 8;

    /// <param name="bundle">Absolute path of the bundle's folder.</param>
    /// <param name="asked">What was asked for beside the bundle.</param>
    /// <param name="lsm">Security modules that are active on this host.</param>
    public static OciMapped Map(OciConfig config, string bundle, string id, ContainerSpec asked, IReadOnlyList<string> lsm)
    {
        var problems = new List<OciProblem>();
        var notes = new List<string>();
        var (process, linux) = (config.Process, config.Linux);
        var namespaces = Namespaces(linux, asked.Namespaces);
        CheckLabels(process, linux, lsm, problems);
        var spec = asked with
        {
            RootfsPath = Path.GetFullPath(config.RootPath, bundle),
            Root = new RootSpec { Direct = true, Idmapped = linux.UidMappings.Count == 0 },
            ReadOnlyRootfs = config.RootReadOnly,
            Bundle = bundle,
            Command = asked.Command.Count > 0 ? asked.Command : process.Arguments,
            Environment = Environment(process.Environment, asked.Environment),
            WorkingDirectory = process.Directory,
            User = string.Create(CultureInfo.InvariantCulture, $"{process.Uid}:{process.Gid}"),
            Groups = process.Groups,
            Umask = process.Umask ?? asked.Umask,
            Console = process.Terminal ? (asked.Console ?? new ConsoleSpec()) with { Terminal = true } : asked.Console,
            Hostname = config.Hostname is { Length: > 0 } ? config.Hostname : asked.Hostname,
            Domainname = config.Domainname is { Length: > 0 } ? config.Domainname : null,
            Mounts = [.. OciMounts.Map(config.Mounts, namespaces, problems), .. asked.Mounts],
            Tree = new TreeSpec
            {
                Proc = ProcView.None, Sys = SysView.None, Cgroup = CgroupView.None, Dev = DevView.NodesOnly,
                Masked = linux.MaskedPaths, ReadOnly = linux.ReadonlyPaths,
            },
            IdMaps = IdMaps(linux),
            Namespaces = namespaces,
            Rlimits = [.. process.Rlimits.Select(limit => new RlimitSpec(limit.Name, limit.Soft, limit.Hard))],
            Sysctls = linux.Sysctl.Count > 0 ? linux.Sysctl : null,
            ProcFiles = process.OomScoreAdj is { } score
                ? new Dictionary<string, string> { ["oom_score_adj"] = score.ToString(CultureInfo.InvariantCulture) }
                : null,
            Personality = linux.Personality32 ? Linux32 : null,
            Security = Security(process, linux, asked.Security, problems),
            Devices = Devices(linux.Devices, asked.Devices),
            Hooks = OciHooks.Map(config, id, bundle),
            Labels = Merge(config.Annotations, asked.Labels),
        };
        return new OciMapped(OciLimits.Apply(spec, linux.Resources, asked.Resources), problems, notes);
    }

    private static NamespaceSpec Namespaces(OciLinux linux, NamespaceSpec asked)
    {
        var joined = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (type, name) in (ReadOnlySpan<(string, string)>)
            [
                ("network", "net"), ("ipc", "ipc"), ("uts", "uts"), ("pid", "pid"), ("mount", "mnt"), ("user", "user"),
                ("cgroup", "cgroup"), ("time", "time"),
            ])
        {
            if (linux.Namespaces.GetValueOrDefault(type) is { } path)
                joined[name] = path;
        }
        string[] host = [.. new[] { "ipc", "uts", "cgroup", "pid" }.Where(name => !linux.Namespaces.ContainsKey(name))];
        var time = (linux.Namespaces.ContainsKey("time") && !joined.ContainsKey("time")) || linux.TimeOffsets.Count > 0;
        return new NamespaceSpec
        {
            User = asked.User,
            Network = linux.Namespaces.ContainsKey("network") ? NetworkMode.None : NetworkMode.Host,
            Host = host.Length > 0 ? host : null,
            Join = joined.Count > 0 ? joined : null,
            ClockOffset = time ? linux.TimeOffsets.GetValueOrDefault("monotonic") : null,
            BootOffset = time ? linux.TimeOffsets.GetValueOrDefault("boottime") : null,
        };
    }

    /// <summary>Whoever lists a node wants it used; rules of linux.resources come after and may refuse it.</summary>
    private static IReadOnlyList<DeviceNodeSpec>? Devices(IReadOnlyList<OciDevice> devices, IReadOnlyList<DeviceNodeSpec>? asked) =>
        devices.Count == 0
            ? asked
            : [.. devices.Select(device => new DeviceNodeSpec(
                device.Path, device.Type, device.Major, device.Minor, device.Mode, device.Uid, device.Gid, "rwm")), .. asked ?? []];

    private static IReadOnlyList<IdMapSpec>? IdMaps(OciLinux linux) => linux.UidMappings.Count == 0
        ? null
        :
        [
            .. linux.UidMappings.Select(map => new IdMapSpec(false, map.ContainerId, map.HostId, map.Size)),
            .. linux.GidMappings.Select(map => new IdMapSpec(true, map.ContainerId, map.HostId, map.Size)),
        ];

    private static SecuritySpec Security(OciProcess process, OciLinux linux, SecuritySpec asked, List<OciProblem> problems)
    {
        var security = asked with
        {
            NoNewPrivileges = process.NoNewPrivileges,
            AppArmor = process.AppArmorProfile is { Length: > 0 } profile ? new AppArmorSpec { Profile = profile } : asked.AppArmor,
            Selinux = Labels(process, linux) ?? asked.Selinux,
        };
        if (linux.Seccomp is { } policy)
            security = security with { SeccompProfile = "config.json", SeccompPolicy = policy };
        if (process.Capabilities is not { } sets)
            return security;
        foreach (var (set, names) in sets)
        {
            foreach (var name in names.Where(name => !Capabilities.CapabilityNames.TryParse(name, out _)))
                problems.Add(new OciProblem($"$.process.capabilities.{set}", $"'{name}' is no capability of capabilities(7)"));
        }
        return problems.Count > 0
            ? security
            : security with
            {
                Capabilities = new CapabilitySpec
                {
                    Bounding = sets["bounding"], Effective = sets["effective"], Inheritable = sets["inheritable"],
                    Permitted = sets["permitted"], Ambient = sets["ambient"],
                },
            };
    }

    private static void CheckLabels(OciProcess process, OciLinux linux, IReadOnlyList<string> lsm, List<OciProblem> problems)
    {
        if (process.AppArmorProfile is { Length: > 0 } and not "unconfined" && !lsm.Contains("apparmor"))
            problems.Add(new OciProblem("$.process.apparmorProfile", "AppArmor is not active on this host; refused rather than left out"));
        foreach (var (label, path) in (ReadOnlySpan<(string?, string)>)
            [(process.SelinuxLabel, "$.process.selinuxLabel"), (linux.MountLabel, "$.linux.mountLabel")])
        {
            if (string.IsNullOrEmpty(label))
                continue;
            if (!lsm.Contains("selinux"))
                problems.Add(new OciProblem(path, "SELinux is not active on this host; refused rather than left out"));
            else if (SelinuxLabel.TryParse(label) is null)
                problems.Add(new OciProblem(path, $"'{label}' is no label of the form user:role:type:level"));
        }
    }

    private static SelinuxSpec? Labels(OciProcess process, OciLinux linux)
    {
        var (own, files) = (SelinuxLabel.TryParse(process.SelinuxLabel), SelinuxLabel.TryParse(linux.MountLabel));
        return own is null && files is null ? null : new SelinuxSpec
        {
            User = own?.User, Role = own?.Role, Type = own?.Type, Level = own?.Level ?? files?.Level, MountLabel = files?.ToString(),
        };
    }

    private static Dictionary<string, string> Environment(IReadOnlyList<string> entries, IReadOnlyDictionary<string, string> asked)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in entries)
            environment[entry[..entry.IndexOf('=')]] = entry[(entry.IndexOf('=') + 1)..];
        foreach (var (name, value) in asked)
            environment[name] = value;
        return environment;
    }

    private static Dictionary<string, string> Merge(
        IReadOnlyDictionary<string, string> first, IReadOnlyDictionary<string, string> second)
    {
        var merged = new Dictionary<string, string>(first, StringComparer.Ordinal);
        foreach (var (name, value) in second)
            merged[name] = value;
        return merged;
    }
}
