using Orchestrator.Formats.Lxc;
using Orchestrator.Formats.Lxc.Values;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Lxc;

/// <summary>What the payload is and runs as: lxc.init.*, lxc.environment*, lxc.uts.name, lxc.signal.*, lxc.arch …</summary>
internal static class LxcProcess
{
    private const string DefaultInit = "/sbin/init";

    /// <summary>SIGPWR, by which sysvinit and systemd shut down.</summary>
    private const int DefaultHalt = 30;

    /// <summary>PER_LINUX32 (personality(2)).</summary>
    private const uint Linux32 = 8;

    public static void Apply(LxcBuilder builder)
    {
        var settings = builder.Settings;
        var spec = builder.Spec;
        if (spec.Command.Count == 0)
            spec = Command(builder, spec);
        if (settings.Value("lxc.uts.name") is { } hostname)
            spec = spec with { Hostname = hostname };
        if (settings.Value("lxc.init.cwd") is { } directory)
            spec = spec with { WorkingDirectory = directory };
        if (settings.Value("lxc.init.uid") is not null || settings.Value("lxc.init.gid") is not null)
            spec = spec with { User = $"{settings.Value("lxc.init.uid") ?? "0"}:{settings.Value("lxc.init.gid") ?? "0"}" };
        spec = spec with
        {
            Groups = [.. settings.All("lxc.init.groups").SelectMany(Groups), .. spec.Groups],
            Environment = Environment(builder, spec.Environment, ["lxc.environment", "lxc.environment.runtime"], container: true),
            StopSignal = settings.Value("lxc.signal.halt") is { } halt && LxcSignal.TryParse(halt, out var signal) ? signal : DefaultHalt,
            RebootSignal = settings.Value("lxc.signal.reboot") is { } reboot && LxcSignal.TryParse(reboot, out var restart) ? restart : null,
            SessionKeyring = settings.Value("lxc.keyring.session") == "0" ? false : null,
        };
        builder.Ephemeral = builder.Flag("lxc.ephemeral");
        builder.Spec = spec;
        Architecture(builder);
    }

    /// <summary>Values by name; later ones win, and those asked for beside the configuration win over all.</summary>
    public static Dictionary<string, string> Environment(
        LxcBuilder builder, IReadOnlyDictionary<string, string> asked, IReadOnlyList<string> keys, bool container)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        if (container)
            environment["container"] = "lxc";
        foreach (var item in builder.Settings.Items.Where(item => keys.Contains(item.Key)))
        {
            var equals = item.Value.IndexOf('=');
            var name = equals < 0 ? item.Value : item.Value[..equals];
            if (equals >= 0)
                environment[name] = item.Value[(equals + 1)..];
            else if (builder.Context.CallerEnvironment.TryGetValue(name, out var own))
                environment[name] = own;
            else if (container)
                builder.Refuse(item, "the caller's environment has no such variable.");
        }
        foreach (var (name, value) in asked)
            environment[name] = value;
        return environment;
    }

    private static ContainerSpec Command(LxcBuilder builder, ContainerSpec spec)
    {
        var init = builder.Settings.Last("lxc.init.cmd");
        var execute = builder.Settings.Last("lxc.execute.cmd");
        var item = init ?? execute;
        if (item is null)
            return spec with { Command = [DefaultInit] };
        if (LxcWords.TrySplit(item.Value, out var words) && words.Count > 0)
            return spec with { Command = words, Init = spec.Init || init is null };
        builder.Refuse(item, "a quote in it is not closed, or it is empty.");
        return spec with { Command = [DefaultInit] };
    }

    private static IEnumerable<uint> Groups(LxcItem item) =>
        item.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(text => uint.TryParse(text, out var id) ? id : 0);

    private static void Architecture(LxcBuilder builder)
    {
        if (builder.Settings.Last("lxc.arch") is not { } item)
            return;
        if (item.Value is "x86_64" or "amd64" or "linux64")
            return;
        if (item.Value is "x86" or "i386" or "i486" or "i586" or "i686" or "athlon" or "linux32")
            builder.Spec = builder.Spec with { Personality = Linux32 };
        else
            builder.Refuse(item, "programs of this architecture do not run on this machine.");
    }
}
