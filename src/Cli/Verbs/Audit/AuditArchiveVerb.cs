using System.Globalization;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Events;
using Orchestrator.Client;
using Orchestrator.Contracts.Audit;
using Orchestrator.Contracts.Values;

namespace Orchestrator.Cli.Verbs.Audit;

internal sealed class AuditArchiveVerb : Verb
{
    private static readonly Option Before = new(
        "--before", null, "SEQ|TIME|D", "Move the records before that event or time, or older than that (needed)");

    private static readonly IReadOnlyList<Column<ArchiveResultView>> Columns =
    [
        new("FILE", v => v.File ?? "none: no record is that old"),
        new("RECORDS", v => v.File is null ? "0" : string.Create(CultureInfo.InvariantCulture, $"{v.First} to {v.Through}")),
        new("SIZE", v => ByteSize.Format(v.Bytes)),
    ];

    public override string Name => "audit archive";

    public override string Summary => "Move old events from the journal to a file; the history stays whole and verifiable";

    public override IReadOnlyList<Option> Options { get; } = [Before, GlobalOptions.Format];

    public override async Task<int> RunAsync(Invocation call)
    {
        var before = call.Arguments.Get(Before) ?? throw new UsageException("--before is needed", Name);
        // The bound as --since reads it: from there on the records stay.
        var query = EventBounds.Apply(new EventQuery(), before, null, call.Surroundings.Time);
        var request = new ArchiveRequest(query.Since is null ? query.AfterSeq + 1 : null, query.Since);
        var daemon = await call.DaemonAsync();
        var result = Invocation.Take(await daemon.Audit.ArchiveAsync(request, call.Cancel));
        call.Render.One(result, Columns, JsonText.Indented.ArchiveResultView);
        return 0;
    }
}
