using Orchestrator.Contracts.Configuration;
using Orchestrator.Contracts.Nodes;
using Orchestrator.Daemon.Startup;

namespace Orchestrator.Daemon.Tools;

/// <summary>The configuration of a root, as its daemon would read it.</summary>
internal static class DaemonSettingsOf
{
    /// <exception cref="StartException">It is wrong.</exception>
    public static DaemonSettings Root(RootLayout layout)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables())
            environment[(string)entry.Key] = (string?)entry.Value ?? "";
        var (settings, errors) = DaemonSettingsReader.Read(layout.Configuration, environment);
        if (settings.Gap is { } gap)
            errors = [.. errors, gap];
        return errors.Count == 0
            ? settings
            : throw new StartException("the configuration is wrong:\n  " + string.Join("\n  ", errors), 125);
    }
}
