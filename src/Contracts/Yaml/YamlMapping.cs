namespace Orchestrator.Contracts.Yaml;

public sealed record YamlMapping(long Line, long Column, IReadOnlyList<KeyValuePair<YamlScalar, YamlNode>> Entries)
    : YamlNode(Line, Column)
{
    public override string Kind => "a mapping";
}
