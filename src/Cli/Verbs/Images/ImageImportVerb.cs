using Orchestrator.Cli.Parsing;

namespace Orchestrator.Cli.Verbs.Images;

internal sealed class ImageImportVerb : Verb
{
    public override string Name => "image import";

    public override IReadOnlyList<string> Aliases => ["image load"];

    public override string Summary => "Take images out of an OCI layout (folder or tar), what docker save wrote, or the archive of a root";

    public override string Operands => "PATH|- [NAME]";

    public override int MinOperands => 1;

    public override int MaxOperands => 2;

    public override IReadOnlyList<Option> Options { get; } = [RegistryOptions.Platform];

    public override async Task<int> RunAsync(Invocation call)
    {
        var path = call.Operands[0];
        if (path != "-" && !Path.Exists(path))
            throw new UsageException($"there is no file or folder {path}", "image import");
        var daemon = await call.DaemonAsync();
        using var content = ArchiveContent.Of(path);
        var images = Invocation.Take(await daemon.Images.ImportAsync(
            content, call.Operands.ElementAtOrDefault(1), call.Arguments.Get(RegistryOptions.Platform), null, call.Cancel));
        foreach (var image in images)
            call.Out.WriteLine($"{image.Name} {image.Digest}");
        return 0;
    }
}
