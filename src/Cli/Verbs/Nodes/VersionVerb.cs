using System.Globalization;
using System.Reflection;
using Orchestrator.Cli.Daemons;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Client;
using Orchestrator.Client.Daemons;
using Orchestrator.Contracts.Nodes;

namespace Orchestrator.Cli.Verbs.Nodes;

internal sealed class VersionVerb : Verb
{
    public static string Own { get; } = typeof(VersionVerb).Assembly.GetName().Version?.ToString(3) ?? "?";

    private static readonly IReadOnlyList<Column<VersionView>> Columns =
    [
        new("CLIENT", _ => Own),
        new("DAEMON", v => v.Version),
        new("API", v => v.Api),
        new("RUNTIME", v => v.Runtime),
        new("PID", v => v.DaemonPid.ToString(CultureInfo.InvariantCulture)),
    ];

    public override string Name => "version";

    public override string Summary => "Show the versions of this program and of the daemon, if one answers";

    public override IReadOnlyList<Option> Options { get; } = [GlobalOptions.Format];

    public override async Task<int> RunAsync(Invocation call)
    {
        // Asking for a version is no reason to start a daemon.
        if (DaemonProbe.Answers(call.Place.Socket))
        {
            using var client = new OrchClient(call.Place.Socket);
            if (await client.Node.VersionAsync(call.Cancel) is { Value: { } version })
            {
                call.Render.One(version, Columns, JsonText.Indented.VersionView);
                return 0;
            }
        }
        call.Render.One(new VersionView(Own, "v1", "no daemon answers", 0), [Columns[0]], JsonText.Indented.VersionView);
        return 0;
    }
}
