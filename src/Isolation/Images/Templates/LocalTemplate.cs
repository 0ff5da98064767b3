using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Images.Templates;

/// <summary>An archive of a root on this machine, with metadata as lxc-local takes it.</summary>
internal sealed class LocalTemplate : IImageTemplate
{
    private static readonly string[] Options = ["--fstree,-f=", "--metadata,-m=", "--no-dev"];

    public string Name => "local";

    public string Summary => "an archive of a root on this machine: -f rootfs.tar.xz [-m meta.tar.xz] [--no-dev]";

    public Task<TemplateOutcome> BuildAsync(TemplateOrder order, CancellationToken cancel) => Task.Run(() => Build(order, cancel), cancel);

    private static TemplateOutcome Build(TemplateOrder order, CancellationToken cancel)
    {
        if (TemplateArguments.Read("local", order.Arguments, Options, out var problem) is not { } given)
            return new TemplateOutcome(problem);
        if (given.Get("--fstree") is not { } archive)
            return new TemplateOutcome("The template local wants the archive of a root: -f /path/rootfs.tar.xz");
        if (!Path.IsPathFullyQualified(archive) || (given.Get("--metadata") is { } relative && !Path.IsPathFullyQualified(relative)))
            return new TemplateOutcome("The paths of the template local must be absolute, as the daemon has another working directory.");
        return Unpack(order, archive, given.Get("--metadata"), given.Has("--no-dev"), cancel);
    }

    public static TemplateOutcome Unpack(TemplateOrder order, string archive, string? metadata, bool withoutDevices, CancellationToken cancel)
    {
        if (TemplateArchives.Unpack(archive, order.Directory, metadata: false, cancel) is { } problem)
            return new TemplateOutcome(problem);
        if (metadata is null)
            return TemplateOutcome.Done;
        var folder = order.Directory + ".meta";
        using var place = DirectoryHandle.Open(Path.GetDirectoryName(order.Directory)!);
        try
        {
            if (TemplateArchives.Unpack(metadata, folder, metadata: true, cancel) is { } bad)
                return new TemplateOutcome(bad);
            using var handle = DirectoryHandle.Open(folder);
            using var root = DirectoryHandle.Open(order.Directory);
            var read = new TemplateMetadata(handle);
            read.Apply(root, order, withoutDevices);
            return new TemplateOutcome((string?)null) { Config = read.Config(order), Message = read.Message };
        }
        finally
        {
            TreeRemoval.Remove(place, Path.GetFileName(folder));
        }
    }
}
