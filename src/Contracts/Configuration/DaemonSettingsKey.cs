using Orchestrator.Contracts.Yaml;

namespace Orchestrator.Contracts.Configuration;

/// <summary>One key of orch.yaml, also as the variable <c>ORCH__SECTION__KEY</c>.</summary>
public sealed record DaemonSettingsKey(
    string Section,
    string Name,
    string Help,
    Action<DaemonSettings, YamlChecker, YamlNode> Set,
    Func<DaemonSettings, string> Show,
    bool Secret = false)
{
    /// <summary><c>section.name</c>, as <c>config set</c> takes it.</summary>
    public string Path => $"{Section}.{Name}";

    public string Variable => $"ORCH__{Section.ToUpperInvariant()}__{Name.ToUpperInvariant()}";
}
