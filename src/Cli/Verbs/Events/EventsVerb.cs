using Orchestrator.Cli.Daemons;
using Orchestrator.Cli.Parsing;
using Orchestrator.Client;

namespace Orchestrator.Cli.Verbs.Events;

internal sealed class EventsVerb : Verb
{
    private static readonly Option Since = new("--since", null, "SEQ|TIME|D", "From that event, time, or so long ago on (default: from now)");
    private static readonly Option Until = new("--until", null, "SEQ|TIME|D", "Up to that event or time, then end");
    private static readonly Option Filter = GlobalOptions.Filter with { Help = "type=T, container=NAME or batch=NAME" };

    public override string Name => "events";

    public override string Summary => "Show the journal's events as they come";

    public override IReadOnlyList<Option> Options { get; } = [Since, Until, Filter, GlobalOptions.Format, GlobalOptions.NoTruncate];

    public override async Task<int> RunAsync(Invocation call)
    {
        var query = new EventQuery { Follow = !call.Arguments.All(Until).Any() };
        query = EventBounds.Apply(query, call.Arguments.Get(Since), call.Arguments.Get(Until), call.Surroundings.Time);
        foreach (var filter in call.Arguments.All(Filter))
            query = Narrow(query, filter);
        var daemon = await call.DaemonAsync();
        var printer = new EventPrinter(call);
        await foreach (var (view, problem) in daemon.Events.ReadAsync(query, ReconnectAsync, call.Cancel))
        {
            if (view is null)
                return call.Report(problem!);
            printer.Write(view);
        }
        printer.End();
        return 0;

        async Task<bool> ReconnectAsync(Contracts.Problem problem, CancellationToken cancel)
        {
            await DaemonReturn.WaitAsync(call);
            return true;
        }
    }

    private static EventQuery Narrow(EventQuery query, string filter)
    {
        var equals = filter.IndexOf('=', StringComparison.Ordinal);
        var (key, value) = equals < 0 ? (filter, "") : (filter[..equals], filter[(equals + 1)..]);
        return key switch
        {
            "type" => query with { Types = [.. query.Types, value] },
            "container" => query with { Container = value },
            "batch" => query with { Batch = value },
            _ => throw new UsageException($"--filter wants type=T, container=NAME or batch=NAME, not '{filter}'", "events"),
        };
    }
}
