namespace Orchestrator.LxcTools.Parsing;

/// <summary>An option as getopt_long(3) knows it.</summary>
/// <param name="Short">NUL: it has no short form.</param>
/// <param name="Value">The name of its value; null: it has none.</param>
internal sealed record ToolOption(char Short, string Long, string? Value, string Help)
{
    /// <summary>The value may be left out; it stands in the same word then.</summary>
    public bool Optional { get; init; }

    public const char None = '\0';
}
