using Orchestrator.Launcher.Child;
using Orchestrator.LaunchPlan.Wire;

namespace Orchestrator.Launcher.Serving;

/// <summary>One process that the launcher answers for, from clone until its end is acknowledged.</summary>
internal sealed unsafe class ProcessEntry(ProcessKey key, bool isExec)
{
    public ProcessKey Key { get; } = key;

    public bool IsExec { get; } = isExec;

    public int Pid { get; set; }

    public int Pidfd { get; set; } = -1;

    public ulong PidToken { get; set; }

    public ulong StartTicks { get; set; }

    public ProcessPhase Phase { get; set; } = ProcessPhase.Starting;

    /// <summary>Not our child: started by a launcher that is gone.</summary>
    public bool Adopted { get; set; }

    /// <summary>Adopted, ended and not yet reaped: until then its status is waited for. 0: it is not waited for.</summary>
    public long ReapDeadlineMs { get; set; }

    /// <summary>Number in the <see cref="StateFile"/>, or -1.</summary>
    public int Record { get; set; } = -1;

    public LaunchInProgress? Launch { get; set; }

    /// <summary>Kept while PID 1 of ours runs above the payload: the payload's true status arrives there.</summary>
    public LaunchPage* Page { get; set; }

    /// <summary>Request to be answered when the launch has come to its end; 0 when its connection is gone.</summary>
    public ulong Request { get; set; }

    public ExitedBody Exit;
}
