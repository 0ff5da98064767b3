namespace Orchestrator.Cli.Parsing;

/// <summary>The command line cannot be understood: exit code 2, one line, and where help is.</summary>
internal sealed class UsageException(string message, string? verb = null) : Exception(message)
{
    public string? Verb { get; } = verb;
}
