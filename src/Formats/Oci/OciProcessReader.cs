namespace Orchestrator.Formats.Oci;

internal static class OciProcessReader
{
    private static readonly string[] Sets = ["bounding", "effective", "inheritable", "permitted", "ambient"];

    public static OciProcess Read(OciNode node)
    {
        var user = node.Object("user");
        var capabilities = node.Object("capabilities");
        var process = new OciProcess
        {
            Arguments = node.Texts("args") ?? [],
            Environment = node.Texts("env") ?? [],
            Directory = node.Text("cwd") ?? "",
            Terminal = node.Flag("terminal"),
            Uid = (uint)(user?.Number("uid", 0, uint.MaxValue - 1) ?? 0),
            Gid = (uint)(user?.Number("gid", 0, uint.MaxValue - 1) ?? 0),
            Umask = (int?)user?.Number("umask", 0, 0b111_111_111),
            Groups = user is null ? [] : Ids(user),
            Capabilities = capabilities is null ? null : Sets.ToDictionary(set => set, set => capabilities.Texts(set) ?? []),
            Rlimits = [.. node.Objects("rlimits").Select(Rlimit)],
            NoNewPrivileges = node.Flag("noNewPrivileges"),
            OomScoreAdj = (int?)node.Number("oomScoreAdj", -1000, 1000),
            AppArmorProfile = node.Text("apparmorProfile"),
            SelinuxLabel = node.Text("selinuxLabel"),
        };
        if (process.Arguments.Count == 0)
            node.Bad("args", "it is missing or empty: there is nothing to run");
        if (!process.Directory.StartsWith('/'))
            node.Bad("cwd", "it must be an absolute path");
        foreach (var entry in process.Environment)
        {
            if (entry.IndexOf('=') <= 0)
                node.Bad("env", $"'{entry}' is not NAME=VALUE");
        }
        foreach (var twice in process.Rlimits.GroupBy(limit => limit.Name).Where(same => same.Count() > 1))
            node.Bad("rlimits", $"RLIMIT_{twice.Key.ToUpperInvariant()} is there twice");
        user?.Ignore("username"); // for Windows
        user?.Finish();
        capabilities?.Finish();
        node.Ignore("consoleSize");
        node.Ignore("commandLine"); // for Windows
        node.Refuse("ioPriority", "io priorities are not set");
        node.Refuse("scheduler", "scheduling policies are not set");
        node.Refuse("execCPUAffinity", "processors of single processes are not set; use linux.resources.cpu.cpus");
        node.Finish();
        return process;
    }

    private static IReadOnlyList<uint> Ids(OciNode user) =>
        [.. user.Numbers("additionalGids", 0, uint.MaxValue - 1).Select(id => (uint)id)];

    private static (string, ulong, ulong) Rlimit(OciNode node)
    {
        var type = node.Text("type") ?? "";
        var (soft, hard) = (node.Unsigned("soft") ?? 0, node.Unsigned("hard") ?? 0);
        if (!type.StartsWith("RLIMIT_", StringComparison.Ordinal))
            node.Bad("type", $"'{type}' is no limit such as RLIMIT_NOFILE");
        if (soft > hard)
            node.Bad("soft", $"it is above the hard limit ({soft} > {hard})");
        node.Finish();
        return (type.Length > 7 ? type[7..].ToLowerInvariant() : "", soft, hard);
    }
}
