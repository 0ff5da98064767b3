using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Configuration;
using Orchestrator.Contracts.Values;

namespace Orchestrator.Cli.Verbs.Nodes;

/// <summary>Finds the key that a user named.</summary>
internal static class ConfigKeys
{
    /// <exception cref="UsageException">There is none of that name.</exception>
    public static DaemonSettingsKey Find(string path, string verb)
    {
        if (DaemonSettingsKeys.Find(path) is { } key)
            return key;
        var near = Suggestion.For(path, DaemonSettingsKeys.All.Select(k => k.Path));
        throw new UsageException(
            $"there is no key '{path}'{(near is null ? "; all of them: orch config show" : $"; did you mean {near}?")}", verb);
    }
}
