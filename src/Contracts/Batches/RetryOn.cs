using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Batches;

/// <summary>Which ends are worth another attempt; without it every failure is.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RetryOn
{
    public IReadOnlyList<int> Codes { get; set; } = [];

    public IReadOnlyList<int> Signals { get; set; } = [];

    public bool Oom { get; set; }

    /// <summary>After an end for lack of memory the next attempt gets so many times the limit.</summary>
    public double? MemoryFactor { get; set; }

    /// <summary>But never more bytes than this.</summary>
    public long? MemoryMaxBytes { get; set; }

    public bool Timeout { get; set; }

    /// <summary>The end of the attempt could not be learned.</summary>
    public bool Unknown { get; set; }

    /// <summary>The payload was never invoked: a step of the start failed.</summary>
    public bool StartFailure { get; set; }
}
