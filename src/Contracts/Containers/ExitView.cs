namespace Orchestrator.Contracts.Containers;

/// <summary>How the last attempt ended. Code and signal are null when <see cref="Unknown"/>: never a made-up value.</summary>
public sealed record ExitView
{
    public int? Code { get; set; }

    public int? Signal { get; set; }

    public bool Oom { get; set; }

    /// <summary>Cgroup level whose memory limit was hit: container, node or host.</summary>
    public string? OomLevel { get; set; }

    public bool TimedOut { get; set; }

    public bool Unknown { get; set; }

    public string? Reason { get; set; }
}
