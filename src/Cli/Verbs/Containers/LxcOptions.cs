using Orchestrator.Cli.Parsing;
using Orchestrator.Client;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Containers;
using Orchestrator.Formats.Lxc;
using Orchestrator.Lxc;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary>Reads the LXC configuration of <c>--config</c> and what belongs to it, as the caller.</summary>
internal static class LxcOptions
{
    public static LxcRequest Read(string file, IReadOnlyList<string> settings, bool legacy, Surroundings surroundings, out bool ephemeral)
    {
        var document = LxcReader.ReadFile(file, legacy, [.. settings.Select(Setting)]);
        if (!document.Loads)
            throw new ProblemException(Invalid(file, document));
        ephemeral = LxcSettings.Of(document.Items).Value("lxc.ephemeral") == "1";
        return LxcRequestReader.Make(document.Text, document.Items, name => surroundings.Environment.GetValueOrDefault(name));
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

    private static Problem Invalid(string file, LxcDocument document) => new()
    {
        Title = document.Problems.Count == 1 ? document.Problems[0].ToString() : $"{file} has {document.Problems.Count} errors",
        Detail = document.Problems.Count == 1 ? null : string.Join('\n', document.Problems),
        Next = $"Mend the file; check it with: orch config validate --lxc {file}",
        ExitCode = ExitCodes.Usage,
    };
}
