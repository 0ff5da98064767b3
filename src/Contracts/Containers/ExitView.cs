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

    /// <summary><c>halt</c> or <c>reboot</c> when the init ended itself by reboot(2), which counts as success.</summary>
    public string? System { get; set; }

    /// <summary>The kernel wrote a core file.</summary>
    public bool CoreDumped { get; set; }

    /// <summary>How many processes the kernel ended for want of memory.</summary>
    public long OomKills { get; set; }

    public int? Attempt { get; set; }

    /// <summary>Null when it ended by itself.</summary>
    public EndingView? Ending { get; set; }

    /// <summary>From start to end; null when either is not known.</summary>
    public long? RunUsec { get; set; }

    public PressureView? Pressure { get; set; }
}
