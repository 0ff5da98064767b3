namespace Orchestrator.Formats.Lxc;

/// <summary>A configuration as it was read: the text of its first file, and every setting of all files in order.</summary>
public sealed record LxcDocument
{
    /// <summary>The first file as it stands there, includes not expanded: what liblxc's save_config writes.</summary>
    public required string Text { get; init; }

    /// <summary>Every setting in the order in which it counts, those of included files in the place of the include.</summary>
    public required IReadOnlyList<LxcItem> Items { get; init; }

    /// <summary>Empty: the configuration loads.</summary>
    public required IReadOnlyList<LxcProblem> Problems { get; init; }

    /// <summary>Every file that was read, the first one first.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    public bool Loads => Problems.Count == 0;
}
