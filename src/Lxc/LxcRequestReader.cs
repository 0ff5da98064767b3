using Orchestrator.Client;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Containers;
using Orchestrator.Formats.Lxc;
using Orchestrator.Formats.Lxc.Reading;

namespace Orchestrator.Lxc;

/// <summary>Makes the engine's request of a configuration: what that names is read here, with the caller's rights.</summary>
internal static class LxcRequestReader
{
    private const int UsageExitCode = 2;

    /// <summary>Settings that name a file whose content counts.</summary>
    private static readonly string[] FileKeys = ["lxc.mount.fstab", "lxc.seccomp.profile"];

    /// <param name="text">As it is written, includes not expanded.</param>
    /// <param name="environment">The caller's value of a variable, or null.</param>
    /// <exception cref="ProblemException">A file that it names cannot be read.</exception>
    public static LxcRequest Make(string text, IReadOnlyList<LxcItem> items, Func<string, string?> environment)
    {
        var effective = LxcSettings.Of(items);
        return new LxcRequest
        {
            Text = text,
            Items = [.. items.Select(item => new LxcItemRequest(item.Key, item.Value, item.File, item.Line))],
            Files = Files(effective),
            Environment = Environment(effective, environment),
        };
    }

    private static Dictionary<string, string> Files(LxcSettings settings)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in FileKeys.Select(settings.Last).OfType<LxcItem>())
        {
            files[item.Value] = new HostLxcFiles().Read(item.Value, out var problem)
                ?? throw new ProblemException(new Problem
                {
                    Title = $"{item.Place}: {item.Key}: {problem}", Next = "Correct the path, or clear it with -o " + item.Key + "=", ExitCode = UsageExitCode,
                });
        }
        return files;
    }

    private static Dictionary<string, string> Environment(LxcSettings settings, Func<string, string?> environment) =>
        settings.Items.Where(item => item.Key.StartsWith("lxc.environment", StringComparison.Ordinal) && !item.Value.Contains('=', StringComparison.Ordinal))
            .Select(item => item.Value).Distinct().Where(name => environment(name) is not null)
            .ToDictionary(name => name, name => environment(name)!, StringComparer.Ordinal);
}
