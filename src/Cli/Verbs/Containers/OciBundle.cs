using Orchestrator.Client;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Containers;
using Orchestrator.Formats.Lxc.Reading;
using Orchestrator.Formats.Oci;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary>Reads the config.json of <c>--bundle</c>, as the caller.</summary>
internal static class OciBundle
{
    public static OciRequest Read(string directory)
    {
        var bundle = Path.GetFullPath(directory);
        var (text, problems) = Check(directory, strict: false);
        if (text is not null && problems.Count == 0)
            return new OciRequest(bundle, text);
        throw new ProblemException(new Problem
        {
            Title = problems.Count == 1 ? problems[0] : $"{bundle}/config.json has {problems.Count} errors",
            Detail = problems.Count == 1 ? null : string.Join('\n', problems),
            Next = $"Mend it; check it with: orch config validate --oci {directory}",
            ExitCode = ExitCodes.Usage,
        });
    }

    /// <param name="path">A bundle's folder, or its config.json.</param>
    /// <param name="strict">Unknown properties, which a runtime has to ignore, are mistakes.</param>
    /// <returns>The text, and what is wrong with it.</returns>
    public static (string? Text, IReadOnlyList<string> Problems) Check(string path, bool strict)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, "config.json") : path;
        if (new HostLxcFiles().Read(file, out var problem) is not { } text)
            return (null, [problem!]);
        var (config, problems) = OciReader.Read(text);
        if (strict && config is not null)
            problems = config.Ignored;
        return (text, [.. problems.Select(found => $"{file}: {found}")]);
    }
}
