namespace Orchestrator.Isolation.Spec;

/// <summary>How much of a container's output is kept, and how fast it may come. Null leaves the node's default.</summary>
public sealed record LogLimits
{
    /// <summary>Bytes of one piece; of the oldest, a piece at a time is dropped.</summary>
    public long? MaxSize { get; init; }

    /// <summary>Pieces of each stream that are kept.</summary>
    public int? MaxFile { get; init; }

    /// <summary>Bytes a second on average: who writes faster is frozen for as long as it is ahead.</summary>
    public long? MaxRate { get; init; }

    public LogLimits With(LogLimits? change) => change is null ? this : new LogLimits
    {
        MaxSize = change.MaxSize ?? MaxSize,
        MaxFile = change.MaxFile ?? MaxFile,
        MaxRate = change.MaxRate ?? MaxRate,
    };
}
