namespace Orchestrator.Contracts.Yaml;

/// <summary>The text is not YAML, or uses a part of it that is refused here.</summary>
public sealed class YamlSyntaxException(long line, long column, string message) : Exception(message)
{
    public long Line { get; } = line;

    public long Column { get; } = column;
}
