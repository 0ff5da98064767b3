using Orchestrator.Client;
using Orchestrator.Contracts;

namespace Orchestrator.Cli.Verbs;

/// <summary>
/// A verb that does one thing to each that is named, all at once, and prints the names it did it to. One that cannot be
/// done is reported and holds up no other.
/// </summary>
internal abstract class EachVerb : Verb
{
    public override string Operands => "NAME...";

    public override int MinOperands => 1;

    public override int MaxOperands => int.MaxValue;

    /// <returns>Why it was not done, or null.</returns>
    protected abstract Task<Problem?> DoAsync(Invocation call, OrchClient daemon, string name);

    public override async Task<int> RunAsync(Invocation call)
    {
        Prepare(call);
        var daemon = await call.DaemonAsync();
        var pending = call.Operands.Select(name => (name, DoAsync(call, daemon, name))).ToList();
        var code = 0;
        foreach (var (name, task) in pending)
        {
            var problem = await task;
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
