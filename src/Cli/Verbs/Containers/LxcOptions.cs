using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Containers;
using Orchestrator.Formats.Lxc;
using Orchestrator.Formats.Lxc.Reading;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary>Reads the LXC configuration of <c>--config</c> and what belongs to it, as the caller.</summary>
internal static class LxcOptions
{
    /// <summary>Settings that name a file whose content counts.</summary>
    private static readonly string[] FileKeys = ["lxc.mount.fstab", "lxc.seccomp.profile"];

    public static LxcRequest Read(string file, IReadOnlyList<string> settings, bool legacy, Surroundings surroundings, out bool ephemeral)
    {
        var document = LxcReader.ReadFile(file, legacy, [.. settings.Select(Setting)]);
        if (!document.Loads)
            throw new ProblemException(Invalid(file, document));
        var effective = LxcSettings.Of(document.Items);
        ephemeral = effective.Value("lxc.ephemeral") == "1";
        return new LxcRequest
        {
            Text = document.Text,
            Items = [.. document.Items.Select(item => new LxcItemRequest(item.Key, item.Value, item.File, item.Line))],
            Files = Files(effective),
            Environment = Environment(effective, surroundings),
        };
    }

    /// <summary>The lines that a template gave; what they name is read as if they stood in a file of their own.</summary>
    public static LxcRequest ReadText(string text, IReadOnlyList<string> settings, Surroundings surroundings)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, text);
            var request = Read(file, settings, legacy: false, surroundings, out _);
            request.Items = [.. request.Items.Select(item => item.File == file ? item with { File = "template" } : item)];
            return request;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static (string, string) Setting(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && text.StartsWith("lxc.", StringComparison.Ordinal) && !text.Contains('\n')
            ? (text[..equals].Trim(), text[(equals + 1)..].Trim())
            : throw new UsageException($"-o wants lxc.KEY=VALUE, not '{text}'");
    }

    private static Dictionary<string, string> Files(LxcSettings settings)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in FileKeys.Select(settings.Last).OfType<LxcItem>())
        {
            files[item.Value] = new HostLxcFiles().Read(item.Value, out var problem)
                ?? throw new ProblemException(new Problem
                {
                    Title = $"{item.Place}: {item.Key}: {problem}", Next = "Correct the path, or clear it with -o " + item.Key + "=", ExitCode = ExitCodes.Usage,
                });
        }
        return files;
    }

    private static Dictionary<string, string> Environment(LxcSettings settings, Surroundings surroundings) =>
        settings.Items.Where(item => item.Key.StartsWith("lxc.environment", StringComparison.Ordinal) && !item.Value.Contains('=', StringComparison.Ordinal))
            .Select(item => item.Value).Distinct().Where(surroundings.Environment.ContainsKey)
            .ToDictionary(name => name, name => surroundings.Environment[name], StringComparer.Ordinal);

    private static Problem Invalid(string file, LxcDocument document) => new()
    {
        Title = document.Problems.Count == 1 ? document.Problems[0].ToString() : $"{file} has {document.Problems.Count} errors",
        Detail = document.Problems.Count == 1 ? null : string.Join('\n', document.Problems),
        Next = $"Mend the file; check it with: orch config validate --lxc {file}",
        ExitCode = ExitCodes.Usage,
    };
}
