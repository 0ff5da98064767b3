using System.Globalization;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Containers;
using Orchestrator.Contracts.Nodes;
using Orchestrator.Contracts.Values;

namespace Orchestrator.Cli.Verbs.Nodes;

internal sealed class InfoVerb : Verb
{
    private static readonly IReadOnlyList<Column<InfoView>> Columns =
    [
        new("VERSION", v => v.Version),
        new("ROOT", v => v.Root),
        new("NODE", v => v.Node),
        new("DAEMON PID", v => Text(v.DaemonPid)),
        new("LAUNCHER PID", v => v.LauncherPid is { } pid ? Text(pid) : "not connected"),
        new("STARTED", v => ContainerColumns.Time(v.StartedAt)),
        new("CONTAINERS", v => $"{v.Containers}, {v.Running} of them live"),
        new("IMAGES", v => Text(v.Images)),
        new("KERNEL", v => v.Kernel),
        new("CPUS", v => Text(v.Cpus)),
        new("MEMORY", v => ByteSize.Format(v.MemoryBytes)),
        new("CGROUP", v => $"{v.Cgroup.Layout} ({string.Join(' ', v.Cgroup.Controllers ?? [])})"),
        new("LSM", v => v.Lsm),
        new("FEATURES", v => string.Join(' ', v.Features.Where(f => f.Value == "yes").Select(f => f.Key))),
        new("MISSING", v => string.Join(' ', v.Features.Where(f => f.Value != "yes").Select(f => f.Key))),
        new("ROOTLESS", v => v.Rootless is { } own ? $"{own.User ?? "uid"} ({own.Uid}), {own.Ids} ids" : "no"),
        new("NOT POSSIBLE", v => v.Rootless is { } own ? string.Join("; ", own.Missing) : "-"),
        new("JOURNAL", v => v.Journal),
    ];

    public override string Name => "info";

    public override string Summary => "Show the daemon, and what this machine offers for isolation";

    public override IReadOnlyList<Option> Options { get; } = [GlobalOptions.Format];

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        call.Render.One(Invocation.Take(await daemon.Node.InfoAsync(call.Cancel)), Columns, JsonText.Indented.InfoView);
        return 0;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
