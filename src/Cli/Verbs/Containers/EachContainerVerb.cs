using Orchestrator.Client;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary>A verb that does one thing to each container that is named, all at once, and prints the names it did it to.</summary>
internal abstract class EachContainerVerb : Verb
{
    public override string Operands => "CONTAINER...";

    public override int MinOperands => 1;

    public override int MaxOperands => int.MaxValue;

    protected abstract Task<ApiResult<ContainerView>> DoAsync(Invocation call, ContainersApi api, string name);

    public override async Task<int> RunAsync(Invocation call)
    {
        Prepare(call);
        var daemon = await call.DaemonAsync();
        var pending = call.Operands.Select(name => (name, DoAsync(call, daemon.Containers, name))).ToList();
        var code = 0;
        foreach (var (name, task) in pending)
        {
            var (_, problem) = await task;
            if (problem is null)
                call.Out.WriteLine(name);
            else
                code = call.Report(problem);
        }
        return code;
    }

    /// <summary>Reads options before anything is done, so that a wrong one does nothing to nobody.</summary>
    protected virtual void Prepare(Invocation call)
    {
    }
}
