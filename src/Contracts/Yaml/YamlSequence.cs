namespace Orchestrator.Contracts.Yaml;

public sealed record YamlSequence(long Line, long Column, IReadOnlyList<YamlNode> Items) : YamlNode(Line, Column)
{
    public override string Kind => "a list";
}
