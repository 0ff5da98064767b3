using System.Globalization;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Queues;
using Orchestrator.Contracts.Values;

namespace Orchestrator.Cli.Verbs.Queues;

internal sealed class QueueLsVerb : Verb
{
    private static readonly IReadOnlyList<Column<QueueClassView>> Columns =
    [
        new("CLASS", c => c.Name),
        new("WEIGHT", c => Text(c.Weight), Right: true),
        new("LIMIT", c => c.Concurrency is { } limit ? Text(limit) : "-", Right: true),
        new("RUNNING", c => Text(c.Running), Right: true),
        new("WAITING", c => Text(c.Waiting), Right: true),
    ];

    public override string Name => "queue ls";

    public override string Summary => "Show what runs and waits by class, who has used the node lately, and what it has to give";

    public override IReadOnlyList<Option> Options { get; } = [GlobalOptions.Format, GlobalOptions.NoTruncate];

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        Write(call, Invocation.Take(await daemon.Queue.GetAsync(call.Cancel)));
        return 0;
    }

    public static void Write(Invocation call, QueueView queue)
    {
        if (call.Render.Structured(queue, JsonText.Indented.QueueView))
            return;
        if (call.Render.Format == "csv")
        {
            CsvWriter.Write(call.Out, queue.Classes, Columns);
            return;
        }
        TableWriter.Write(call.Out, queue.Classes, Columns, call.Surroundings.Width, call.Surroundings.Color);
        call.Out.Write($"admitted: {Amount(queue.Used.Cpus)} of {Amount(queue.Capacity.Cpus)} CPUs, "
            + $"{ByteSize.Format(queue.Used.MemoryBytes)} of {ByteSize.Format(queue.Capacity.MemoryBytes)} memory, "
            + $"{Text(queue.Used.Pids)} of {Text(queue.Capacity.Pids)} pids, {Text(queue.Used.Jobs)} of {Text(queue.Capacity.Jobs)} jobs\n");
        if (queue.Shares.Count > 0)
            call.Out.Write($"used lately: {string.Join(", ", queue.Shares.Take(10).Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Owner} {100 * s.Share:0} %")))}\n");
        if (queue.Reserved is { } reserved)
            call.Out.Write($"next, and room is kept for it: {Printable.Text(reserved)}\n");
    }

    private static string Amount(double? number) => number?.ToString("0.##", CultureInfo.InvariantCulture) ?? "any";

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "any";
}
