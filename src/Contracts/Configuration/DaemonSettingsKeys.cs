using System.Globalization;

namespace Orchestrator.Contracts.Configuration;

/// <summary>Every key, in the order in which <c>config show</c> prints them.</summary>
public static class DaemonSettingsKeys
{
    private static readonly string[] Levels = ["Verbose", "Debug", "Information", "Warning", "Error"];

    public static IReadOnlyList<DaemonSettingsKey> All { get; } =
    [
        new("log", "level", "Verbose, Debug, Information, Warning or Error", (s, check, node) =>
        {
            if (check.Text(node, "level") is not { } level)
                return;
            if (Levels.FirstOrDefault(l => l.Equals(level, StringComparison.OrdinalIgnoreCase)) is { } known)
                s.LogLevel = known;
            else
                check.Report(node, $"'level' must be one of {string.Join(", ", Levels)}, not '{level}'");
        }, s => s.LogLevel),
        new("seq", "url", "where Seq listens; empty: nothing is sent", (s, check, node) =>
        {
            if (check.Text(node, "url") is not { } url)
                return;
            if (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
                s.SeqUrl = url;
            else
                check.Report(node, $"'url' must be an http or https address, not '{url}'");
        }, s => s.SeqUrl ?? ""),
        new("seq", "apiKey", "key for Seq", (s, check, node) => s.SeqApiKey = check.Text(node, "apiKey"), s => s.SeqApiKey is null ? "" : "(set)", Secret: true),
        new("api", "socketGroup", "group that may use the sockets; empty: orch if it exists", (s, check, node) => s.SocketGroup = check.Text(node, "socketGroup"), s => s.SocketGroup ?? ""),
        new("api", "maxRequestBytes", "most bytes of a request's body", (s, check, node) => s.MaxRequestBytes = check.Size(node, "maxRequestBytes") ?? s.MaxRequestBytes, s => Number(s.MaxRequestBytes)),
        new("node", "name", "name of this node", (s, check, node) => s.NodeName = check.Text(node, "name") ?? s.NodeName, s => s.NodeName),
        new("journal", "store", "sqlite (a file of this root) or postgres", (s, check, node) =>
        {
            if (check.Text(node, "store") is not { } store)
                return;
            if (store is "sqlite" or "postgres")
                s.JournalStore = store;
            else
                check.Report(node, $"'store' must be sqlite or postgres, not '{store}'");
        }, s => s.JournalStore),
        new("journal", "connection", "of PostgreSQL: Host=…;Database=…;Username=…;Password=… or postgres://…", (s, check, node) =>
        {
            if (check.Text(node, "connection") is not { } connection)
                return;
            if (connection.StartsWith("postgres", StringComparison.Ordinal) || connection.Contains('=', StringComparison.Ordinal))
                s.JournalConnection = connection;
            else
                check.Report(node, "'connection' must look like Host=…;Database=…;Username=…;Password=… or postgres://user:password@host/database");
        }, s => s.JournalConnection is null ? "" : "(set)", Secret: true),
        new("journal", "node", "this node's name in the database; empty: node.name", (s, check, node) => s.JournalNode = check.Text(node, "node"), s => s.JournalNode ?? ""),
        new("batch", "defaultConcurrency", "jobs at once if a batch does not say; empty: twice the CPUs", (s, check, node) => s.DefaultConcurrency = check.Integer(node, "defaultConcurrency", 1, 10_000), s => s.DefaultConcurrency is { } n ? Number(n) : ""),
        new("batch", "maxConcurrency", "jobs of all batches at once", (s, check, node) => s.MaxConcurrency = check.Integer(node, "maxConcurrency", 1, 100_000) ?? s.MaxConcurrency, s => Number(s.MaxConcurrency)),
        new("queue", "reserveCpus", "CPUs that jobs do not get", (s, check, node) => s.ReserveCpus = check.Number(node, "reserveCpus") ?? s.ReserveCpus, s => Fraction(s.ReserveCpus)),
        new("queue", "reserveMemory", "memory that jobs do not get, e.g. 1G; empty: 5 %, 256M at least", (s, check, node) => s.ReserveMemoryBytes = check.Size(node, "reserveMemory"), s => s.ReserveMemoryBytes is { } n ? Number(n) : ""),
        new("queue", "reservePids", "processes that jobs do not get; empty: 5 %", (s, check, node) => s.ReservePids = check.Integer(node, "reservePids", 0, 4_194_304), s => s.ReservePids is { } n ? Number(n) : ""),
        new("queue", "cpuOvercommit", "jobs may ask for so many times the CPUs that there are", (s, check, node) => s.CpuOvercommit = check.Number(node, "cpuOvercommit") ?? s.CpuOvercommit, s => Fraction(s.CpuOvercommit)),
        new("queue", "ageing", "waiting that counts as much as one point of priority", (s, check, node) => s.AgeingSeconds = Positive(check.Seconds(node, "ageing")) ?? s.AgeingSeconds, s => Seconds(s.AgeingSeconds)),
        new("queue", "shareLabel", "label by whose values the node is shared; empty: by user", (s, check, node) => s.ShareLabel = check.Text(node, "shareLabel"), s => s.ShareLabel ?? ""),
        new("queue", "shareHalfLife", "after this time what somebody has used counts half", (s, check, node) => s.ShareHalfLifeSeconds = Positive(check.Seconds(node, "shareHalfLife")) ?? s.ShareHalfLifeSeconds, s => Seconds(s.ShareHalfLifeSeconds)),
        new("accounting", "interval", "time between two readings of usage", (s, check, node) => s.AccountingSeconds = Positive(check.Seconds(node, "interval")) ?? s.AccountingSeconds, s => Seconds(s.AccountingSeconds)),
        new("journal", "retain", "how long events stay before they go to an archive file, e.g. 90d; empty: for ever", (s, check, node) => s.JournalRetainSeconds = Positive(check.Seconds(node, "retain")), s => s.JournalRetainSeconds is { } n ? Seconds(n) : ""),
        new("journal", "archiveFolder", "where archive files go; empty: archive in the data folder", (s, check, node) => s.ArchiveFolder = check.Text(node, "archiveFolder"), s => s.ArchiveFolder ?? ""),
        new("audit", "checkpointEvents", "events between two signed checkpoints", (s, check, node) => s.CheckpointEvents = check.Integer(node, "checkpointEvents", 1, 10_000_000) ?? s.CheckpointEvents, s => Number(s.CheckpointEvents)),
        new("audit", "checkpointInterval", "longest time that new events wait for a signed checkpoint", (s, check, node) => s.CheckpointSeconds = Positive(check.Seconds(node, "checkpointInterval")) ?? s.CheckpointSeconds, s => Seconds(s.CheckpointSeconds)),
        new("node", "memory", "most memory of all containers together; empty: what the host has", (s, check, node) => s.NodeMemoryBytes = check.Size(node, "memory"), s => s.NodeMemoryBytes is { } n ? Number(n) : ""),
        new("node", "memoryAndSwap", "most memory and swap of all containers together; empty: no more than the memory", (s, check, node) => s.NodeMemoryAndSwapBytes = check.Size(node, "memoryAndSwap"), s => s.NodeMemoryAndSwapBytes is { } n ? Number(n) : ""),
        new("pressure", "enabled", "true: pressure takes from the least important containers", (s, check, node) => s.PressureEnabled = check.Truth(node, "enabled") ?? s.PressureEnabled, s => s.PressureEnabled ? "true" : "false"),
        new("pressure", "high", "percent of time that all containers stall, above which something is taken", (s, check, node) => s.PressureHigh = check.Integer(node, "high", 1, 100) ?? s.PressureHigh, s => Number(s.PressureHigh)),
        new("pressure", "low", "the same below which it is given back", (s, check, node) => s.PressureLow = check.Integer(node, "low", 0, 100) ?? s.PressureLow, s => Number(s.PressureLow)),
        new("pressure", "cpuHigh", "the same as high, of CPUs", (s, check, node) => s.PressureCpuHigh = check.Integer(node, "cpuHigh", 1, 100) ?? s.PressureCpuHigh, s => Number(s.PressureCpuHigh)),
        new("pressure", "cpuLow", "the same as low, of CPUs", (s, check, node) => s.PressureCpuLow = check.Integer(node, "cpuLow", 0, 100) ?? s.PressureCpuLow, s => Number(s.PressureCpuLow)),
        new("pressure", "cooldown", "least time between two decisions", (s, check, node) => s.PressureCooldownSeconds = Positive(check.Seconds(node, "cooldown")) ?? s.PressureCooldownSeconds, s => Seconds(s.PressureCooldownSeconds)),
        new("pressure", "calm", "time without pressure before something is given back", (s, check, node) => s.PressureCalmSeconds = Positive(check.Seconds(node, "calm")) ?? s.PressureCalmSeconds, s => Seconds(s.PressureCalmSeconds)),
        new("pressure", "ageing", "time after which a frozen container counts twice as much", (s, check, node) => s.PressureAgeingSeconds = Positive(check.Seconds(node, "ageing")) ?? s.PressureAgeingSeconds, s => Seconds(s.PressureAgeingSeconds)),
        new("pressure", "killAfter", "time with nothing left to freeze before one is killed; 0: never", (s, check, node) => s.PressureKillAfterSeconds = check.Seconds(node, "killAfter") ?? s.PressureKillAfterSeconds, s => Seconds(s.PressureKillAfterSeconds)),
        new("logs", "maxSize", "size of one piece of a container's output; 0: no limit", (s, check, node) => s.LogMaxSizeBytes = check.Text(node, "maxSize") == "0" ? 0 : check.Size(node, "maxSize") ?? s.LogMaxSizeBytes, s => Number(s.LogMaxSizeBytes)),
        new("logs", "maxFile", "pieces of each stream that are kept", (s, check, node) => s.LogMaxFile = check.Integer(node, "maxFile", 1, 1_000) ?? s.LogMaxFile, s => Number(s.LogMaxFile)),
        new("logs", "maxRate", "bytes a second that a container may write; empty: as many as it can", (s, check, node) => s.LogMaxRateBytes = check.Size(node, "maxRate"), s => s.LogMaxRateBytes is { } n ? Number(n) : ""),
        new("storage", "kind", "root storage of new containers: overlay, dir, btrfs or loop", (s, check, node) => s.StorageKind = check.Text(node, "kind") ?? s.StorageKind, s => s.StorageKind),
        new("storage", "size", "most bytes that a new container may write, or with dir, btrfs and loop hold; empty: no limit", (s, check, node) => s.StorageSizeBytes = check.Size(node, "size"), s => s.StorageSizeBytes is { } n ? Number(n) : ""),
        new("limits", "launchTimeout", "a launch that takes longer is ended", (s, check, node) => s.LaunchTimeoutSeconds = Positive(check.Seconds(node, "launchTimeout")) ?? s.LaunchTimeoutSeconds, s => Seconds(s.LaunchTimeoutSeconds)),
        new("limits", "freezeTimeout", "longest time of a freeze; then that of one container is undone, and that of the fleet names who is not frozen yet", (s, check, node) => s.FreezeTimeoutSeconds = Positive(check.Seconds(node, "freezeTimeout")) ?? s.FreezeTimeoutSeconds, s => Seconds(s.FreezeTimeoutSeconds)),
        new("limits", "diskReserve", "free space below which nothing is started; empty: 64M, or a twentieth of a small disk", (s, check, node) => s.DiskReserveBytes = check.Size(node, "diskReserve"), s => s.DiskReserveBytes is { } n ? Number(n) : ""),
        new("registry", "insecure", "registries without TLS that is worth the name, parted by blanks", (s, check, node) => s.RegistryInsecure = Words(check.Text(node, "insecure")), s => string.Join(' ', s.RegistryInsecure)),
        new("registry", "mirrors", "REGISTRY=HOST, parted by blanks: HOST is asked first; * is every registry", (s, check, node) =>
        {
            var mirrors = Words(check.Text(node, "mirrors"));
            if (mirrors.FirstOrDefault(mirror => mirror.IndexOf('=', StringComparison.Ordinal) is var at && (at < 1 || at == mirror.Length - 1)) is { } wrong)
                check.Report(node, $"'mirrors' wants REGISTRY=HOST, such as docker.io=mirror.example:5000, not '{wrong}'");
            else
                s.RegistryMirrors = mirrors;
        }, s => string.Join(' ', s.RegistryMirrors)),
        new("registry", "blocked", "registries that are never asked, parted by blanks; * is all", (s, check, node) => s.RegistryBlocked = Words(check.Text(node, "blocked")), s => string.Join(' ', s.RegistryBlocked)),
        new("registry", "parallel", "layers of an image that are fetched at a time", (s, check, node) => s.RegistryParallel = check.Integer(node, "parallel", 1, 32) ?? s.RegistryParallel, s => Number(s.RegistryParallel)),
        new("registry", "certificates", "folder with HOST[:PORT]/*.crt (CAs), *.cert and *.key; empty: certs.d beside orch.yaml", (s, check, node) => s.RegistryCertificates = check.Text(node, "certificates"), s => s.RegistryCertificates ?? ""),
        new("lxc", "autostart", "directories of LXC's containers, parted by blanks, whose lxc.start.auto is obeyed when the daemon starts", (s, check, node) =>
        {
            var paths = Words(check.Text(node, "autostart"));
            if (paths.FirstOrDefault(path => !Path.IsPathFullyQualified(path)) is { } wrong)
                check.Report(node, $"'autostart' wants absolute paths such as /var/lib/lxc, not '{wrong}'");
            else
                s.LxcAutostart = paths;
        }, s => string.Join(' ', s.LxcAutostart)),
        new("lxc", "groups", "their groups in this order, parted by commas; an empty one is the containers without a group", (s, check, node) => s.LxcGroups = check.Text(node, "groups") ?? s.LxcGroups, s => s.LxcGroups),
    ];

    /// <summary>The key called <c>section.name</c>.</summary>
    public static DaemonSettingsKey? Find(string path) => All.FirstOrDefault(key => key.Path == path);

    private static double? Positive(double? seconds) => seconds > 0 ? seconds : null;

    private static string[] Words(string? text) => (text ?? "").Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Fraction(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Seconds(double seconds) => seconds.ToString("0.###s", CultureInfo.InvariantCulture);
}
