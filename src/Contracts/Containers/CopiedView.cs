namespace Orchestrator.Contracts.Containers;

/// <summary>An archive that was unpacked into a container.</summary>
public sealed record CopiedView
{
    public long Entries { get; set; }

    public long Bytes { get; set; }

    /// <summary>How many entries or attributes were left out, such as device nodes.</summary>
    public long LeftOut { get; set; }

    /// <summary>The first of them.</summary>
    public IReadOnlyList<string> LeftOutExamples { get; set; } = [];
}
