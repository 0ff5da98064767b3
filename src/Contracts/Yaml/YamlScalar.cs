namespace Orchestrator.Contracts.Yaml;

/// <param name="Plain">Written without quotes: may stand for null, a number or a truth value.</param>
public sealed record YamlScalar(long Line, long Column, string Value, bool Plain) : YamlNode(Line, Column)
{
    public override string Kind => "a single value";

    public bool IsNull => Plain && Value is "" or "~" or "null" or "Null" or "NULL";
}
