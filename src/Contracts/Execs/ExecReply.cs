using Orchestrator.Contracts.Containers;

namespace Orchestrator.Contracts.Execs;

/// <summary>One line from the exec socket: first the pid or a problem, then the exit.</summary>
public sealed record ExecReply
{
    public Guid? ExecId { get; set; }

    public int? Pid { get; set; }

    public ExitView? Exit { get; set; }

    public Problem? Problem { get; set; }
}
