namespace Orchestrator.Cli.Parsing;

/// <summary>One option of a verb; the object itself is the key under which its values are found.</summary>
/// <param name="Long">With dashes: <c>--name</c>.</param>
/// <param name="Short">With a dash: <c>-e</c>; null without one.</param>
/// <param name="Value">What the help calls the value; null for a switch.</param>
internal sealed record Option(string Long, string? Short, string? Value, string Help)
{
    /// <summary>May be given more than once.</summary>
    public bool Repeats { get; init; }

    /// <summary>The only values; null: any.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>Other values than <see cref="Choices"/> are taken too.</summary>
    public bool Open { get; init; }

    public bool TakesValue => Value is not null;
}
