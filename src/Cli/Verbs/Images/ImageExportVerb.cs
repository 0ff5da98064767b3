using System.Formats.Tar;
using Orchestrator.Cli.Parsing;
using Orchestrator.Client;
using Orchestrator.Contracts;

namespace Orchestrator.Cli.Verbs.Images;

internal sealed class ImageExportVerb : Verb
{
    private static readonly Option Output = new("--output", "-o", "PATH", "Where to: a file, or with a slash at its end a folder for an OCI layout (default: stdout)");

    public override string Name => "image export";

    public override IReadOnlyList<string> Aliases => ["image save"];

    public override string Summary => "Write an image as a tar that is an OCI layout and Docker's archive at once, or as a layout's folder";

    public override string Operands => "IMAGE";

    public override int MinOperands => 1;

    public override int MaxOperands => 1;

    public override IReadOnlyList<Option> Options { get; } = [Output];

    public override async Task<int> RunAsync(Invocation call)
    {
        var path = call.Arguments.Get(Output);
        if (path is null && call.Surroundings.OutIsTerminal)
            throw new UsageException("a tar is nothing for a terminal: give -o FILE, or send stdout elsewhere", "image export");
        var daemon = await call.DaemonAsync();
        using var answer = Invocation.Take(await daemon.Images.ExportAsync(call.Operands[0], call.Cancel));
        await using var tar = await answer.Content.ReadAsStreamAsync(call.Cancel);
        try
        {
            if (path is null)
            {
                await using var output = call.Surroundings.OpenOut();
                await tar.CopyToAsync(output, call.Cancel);
            }
            else if (path.EndsWith('/'))
            {
                Directory.CreateDirectory(path);
                await TarFile.ExtractToDirectoryAsync(tar, path, overwriteFiles: false, call.Cancel);
            }
            else
            {
                await WriteAsync(tar, path, call.Cancel);
            }
        }
        catch (Exception error) when (error is IOException or HttpRequestException or UnauthorizedAccessException)
        {
            throw new ProblemException(new Problem { Title = $"The image {call.Operands[0]} was not written whole", Detail = error.Message });
        }
        return 0;
    }

    /// <summary>Half an archive does not get the name of a whole one.</summary>
    private static async Task WriteAsync(Stream tar, string path, CancellationToken cancel)
    {
        var beside = $"{path}.part";
        try
        {
            await using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write))
                await tar.CopyToAsync(file, cancel);
            File.Move(beside, path, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }
}
