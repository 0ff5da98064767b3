using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Queues;

namespace Orchestrator.Cli.Verbs.Queues;

internal sealed class QueueSetVerb : Verb
{
    private static readonly Option Concurrency = new("--concurrency", null, "N", "Jobs of that class at once; 0: no limit");
    private static readonly Option Weight = new("--weight", null, "N", "What it counts beside others where CPU is short; 100 is normal");

    public override string Name => "queue set";

    public override string Summary => "Change a class of jobs: how many run at once, and what they count";

    public override string Operands => "CLASS";

    public override int MinOperands => 1;

    public override int MaxOperands => 1;

    public override IReadOnlyList<Option> Options { get; } = [Concurrency, Weight, GlobalOptions.Format];

    public override async Task<int> RunAsync(Invocation call)
    {
        var change = new QueueClassRequest
        {
            Concurrency = call.Arguments.Integer(Concurrency, 0, 1_000_000),
            Weight = call.Arguments.Integer(Weight, 1, 10_000),
        };
        if (change.Concurrency is null && change.Weight is null)
            throw new UsageException("nothing to change; give --concurrency or --weight", Name);
        var daemon = await call.DaemonAsync();
        QueueLsVerb.Write(call, Invocation.Take(await daemon.Queue.SetClassAsync(call.Operands[0], change, call.Cancel)));
        return 0;
    }
}
