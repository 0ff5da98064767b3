namespace Orchestrator.Formats.Lxc;

/// <summary>What is wrong at one place of a configuration.</summary>
public sealed record LxcProblem(string File, int Line, string Message)
{
    public override string ToString() => Line > 0 ? $"{File}:{Line}: {Message}" : $"{File}: {Message}";
}
