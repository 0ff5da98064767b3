using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Batches;

/// <summary>Which ends are worth another attempt; without it every failure is.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RetryOn
{
    public IReadOnlyList<int> Codes { get; set; } = [];

    public IReadOnlyList<int> Signals { get; set; } = [];

    public bool Oom { get; set; }

    public bool Timeout { get; set; }

    /// <summary>The end of the attempt could not be learned.</summary>
    public bool Unknown { get; set; }

    /// <summary>The payload was never invoked: a step of the start failed.</summary>
    public bool StartFailure { get; set; }
}
