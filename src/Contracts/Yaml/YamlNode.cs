namespace Orchestrator.Contracts.Yaml;

/// <summary>A node of a YAML document with the place it was read from.</summary>
public abstract record YamlNode(long Line, long Column)
{
    /// <summary>What a user would call this node in an error.</summary>
    public abstract string Kind { get; }
}
