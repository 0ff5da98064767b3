using Orchestrator.Isolation.Cgroups;
using Orchestrator.Isolation.Network;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Runtime.Stages;

/// <summary>One attempt that has a cgroup: from just before its launch until its release.</summary>
internal sealed class LiveAttempt(
    Guid id, int attempt, ContainerSpec spec, PreparedContainer prepared, ContainerCgroup cgroup, OomCounts nodeBefore)
    : IDisposable
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private InitExit? _exit;

    public Guid Id { get; } = id;

    public int Attempt { get; } = attempt;

    public ContainerSpec Spec { get; } = spec;

    public PreparedContainer Prepared { get; } = prepared;

    public ContainerCgroup Cgroup { get; } = cgroup;

    /// <summary>All limits that hold now, the node's defaults among them.</summary>
    public ResourceLimits Limits { get; set; } = new();

    /// <summary>What the node's own limit had done before this attempt: only what is added counts as its cause.</summary>
    public OomCounts NodeBefore { get; } = nodeBefore;

    /// <summary>The CPU time that accounting read last.</summary>
    public long? CpuSeen { get; set; }

    /// <summary>Keeps execs and a freeze of this container apart, as the node's gate does for launches.</summary>
    public LaunchGate ExecGate { get; } = new();

    /// <summary>Set where hooks want them after the end.</summary>
    public KeptNamespaces? Namespaces { get; set; }

    /// <summary>Its interfaces, known to the daemon that made them.</summary>
    public AttachedNetwork? Network { get; set; }

    /// <summary>What went over them when it was last read.</summary>
    public NetworkUsage? NetworkUsage { get; set; }

    /// <summary>Polls so far: what is forwarded costs a container no CPU time, so it is looked at now and then in any case.</summary>
    public int Polls { get; set; }

    /// <summary>Set once the payload's program was entered.</summary>
    public InitIdentity? Init { get; set; }

    /// <summary>Set once the exit was published; the cgroup waits for its release.</summary>
    public InitExit? Exit
    {
        get => _exit;
        set
        {
            _exit = value;
            _ended.TrySetResult();
        }
    }

    /// <summary>Completes when <see cref="Exit"/> is set.</summary>
    public Task Ended => _ended.Task;

    public void Dispose()
    {
        Cgroup.Dispose();
        Namespaces?.Dispose();
    }
}
