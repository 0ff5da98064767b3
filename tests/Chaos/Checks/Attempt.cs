namespace Orchestrator.Chaos.Checks;

/// <summary>One attempt of a job as the journal tells it.</summary>
internal sealed class Attempt(int number)
{
    public int Number => number;

    /// <summary>Start of its init by the kernel's clock; null: its start was never heard of.</summary>
    public ulong? StartTicks { get; set; }

    public int Ends { get; set; }

    public bool StartFailed { get; set; }

    public int? Code { get; set; }

    public int? Signal { get; set; }

    public bool Unknown { get; set; }

    public string? Reason { get; set; }

    public bool TimedOut { get; set; }

    public override string ToString() => StartFailed
        ? $"attempt {number}: start failed"
        : $"attempt {number}: start {StartTicks}, code {Code}, signal {Signal}, unknown {Unknown} ({Reason}), {Ends} end(s)";
}
