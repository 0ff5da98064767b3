using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Containers;

namespace Orchestrator.Cli.Verbs.Batches;

internal sealed class BatchLogsVerb : Verb
{
    public override string Name => "batch logs";

    public override string Summary => "Show what the jobs of a batch wrote, or one of them (JOB or JOB.INDEX)";

    public override string Operands => "BATCH [JOB[.INDEX]]";

    public override int MinOperands => 1;

    public override int MaxOperands => 2;

    public override IReadOnlyList<Option> Options { get; } = [LogsVerb.Tail];

    public override async Task<int> RunAsync(Invocation call)
    {
        var tail = call.Arguments.Get(LogsVerb.Tail) == "all" ? null : call.Arguments.Integer(LogsVerb.Tail, 0, int.MaxValue);
        var daemon = await call.DaemonAsync();
        var batch = Invocation.Take(await daemon.Batches.GetAsync(call.Operands[0], members: true, call.Cancel));
        var wanted = call.Operands.Count > 1 ? call.Operands[1] : null;
        var members = batch.Jobs
            .Where(j => wanted is null || j.Job == wanted || j.Name == $"{batch.Name}.{wanted}" || j.Name == wanted)
            .ToList();
        if (members.Count == 0)
            throw new UsageException($"the batch {batch.Name} has no job '{wanted}'", Name);
        var code = 0;
        foreach (var member in members.Where(m => m.Id is not null))
        {
            if (members.Count > 1)
                call.Note($"==> {member.Name}");
            var one = await LogsVerb.ShowAsync(call, daemon, member.Id!.Value.ToString(), follow: false, tail);
            code = one == 0 ? code : one;
        }
        return code;
    }
}
