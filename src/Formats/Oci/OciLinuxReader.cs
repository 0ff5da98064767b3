namespace Orchestrator.Formats.Oci;

internal static class OciLinuxReader
{
    private static readonly string[] Kinds = ["pid", "network", "mount", "ipc", "uts", "user", "cgroup", "time"];

    private static readonly string[] DefaultDevices =
        ["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty", "/dev/console", "/dev/ptmx"];

    private const int DefaultMode = 0b110_110_110;

    public static OciLinux Read(OciNode node)
    {
        var linux = new OciLinux
        {
            Namespaces = Namespaces(node),
            Devices = Devices(node),
            UidMappings = [.. node.Objects("uidMappings").Select(IdMap)],
            GidMappings = [.. node.Objects("gidMappings").Select(IdMap)],
            TimeOffsets = TimeOffsets(node.Object("timeOffsets")),
            MaskedPaths = node.Texts("maskedPaths") ?? [],
            ReadonlyPaths = node.Texts("readonlyPaths") ?? [],
            Sysctl = node.Map("sysctl"),
            Seccomp = node.Object("seccomp")?.Raw,
            MountLabel = node.Text("mountLabel"),
            Personality32 = Personality(node.Object("personality")),
            Resources = node.Object("resources") is { } resources ? OciResourcesReader.Read(resources) : new OciResources(),
        };
        if (node.Text("rootfsPropagation") is "shared" or "rshared")
            node.Bad("rootfsPropagation", "mounts of the container would appear on the host; use private or slave");
        node.Ignore("cgroupsPath"); // every container has a group of its own below the node's
        node.Refuse("intelRdt", "cache and bandwidth classes are not set");
        node.Refuse("netDevices", "network devices are not moved");
        node.Refuse("memoryPolicy", "memory policies are not set");
        node.Finish();
        return linux;
    }

    private static Dictionary<string, string?> Namespaces(OciNode node)
    {
        var namespaces = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var item in node.Objects("namespaces"))
        {
            var type = item.Text("type") ?? "";
            var path = item.Text("path");
            if (!Kinds.Contains(type))
                item.Bad("type", $"'{type}' is no namespace; known are {string.Join(", ", Kinds)}");
            else if (!namespaces.TryAdd(type, string.IsNullOrEmpty(path) ? null : path))
                item.Bad("type", $"the {type} namespace is there twice");
            item.Finish();
        }
        if (!namespaces.ContainsKey("mount"))
            node.Bad("namespaces", "there is no mount namespace; a container has one of its own");
        return namespaces;
    }

    public static OciIdMap IdMap(OciNode node)
    {
        var map = new OciIdMap(
            (uint)(node.Number("containerID", 0, uint.MaxValue - 1) ?? 0), (uint)(node.Number("hostID", 0, uint.MaxValue - 1) ?? 0),
            (uint)(node.Number("size", 1, uint.MaxValue) ?? 1));
        node.Finish();
        return map;
    }

    private static Dictionary<string, TimeSpan> TimeOffsets(OciNode? node)
    {
        var offsets = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        foreach (var clock in (ReadOnlySpan<string>)["monotonic", "boottime"])
        {
            if (node?.Object(clock) is not { } item)
                continue;
            var seconds = item.Number("secs", -10_000_000_000, 10_000_000_000) ?? 0;
            var nanoseconds = item.Number("nanosecs", 0, 999_999_999) ?? 0;
            offsets[clock] = TimeSpan.FromSeconds(seconds) + TimeSpan.FromTicks(nanoseconds / 100);
            item.Finish();
        }
        node?.Finish();
        return offsets;
    }

    private static bool Personality(OciNode? node)
    {
        if (node is null)
            return false;
        var domain = node.Text("domain");
        if (domain is not ("LINUX" or "LINUX32"))
            node.Bad("domain", "it must be LINUX or LINUX32");
        if (node.Texts("flags") is { Count: > 0 })
            node.Bad("flags", "flags are not supported");
        node.Finish();
        return domain == "LINUX32";
    }

    /// <summary>Those that every container has need not be made.</summary>
    private static List<OciDevice> Devices(OciNode node)
    {
        var devices = new List<OciDevice>();
        foreach (var device in node.Objects("devices"))
        {
            var path = device.Text("path") ?? "";
            var type = device.Text("type") ?? "";
            var (major, minor) = (device.Number("major", 0, 4095) ?? 0, device.Number("minor", 0, 1_048_575) ?? 0);
            var mode = device.Number("fileMode", 0, 511) ?? DefaultMode;
            var (uid, gid) = (device.Number("uid", 0, uint.MaxValue - 1) ?? 0, device.Number("gid", 0, uint.MaxValue - 1) ?? 0);
            if (!path.StartsWith('/'))
                device.Bad("path", "it must be an absolute path");
            if (type is not ("c" or "u" or "b" or "p"))
                device.Bad("type", $"'{type}' is no kind of device; known are c, u, b and p");
            else if (!DefaultDevices.Contains(path))
                devices.Add(new OciDevice(path, type == "u" ? 'c' : type[0], (int)major, (int)minor, (int)mode, (uint)uid, (uint)gid));
            device.Finish();
        }
        return devices;
    }
}
