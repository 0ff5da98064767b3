using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Images.Templates;

/// <summary>A copy of a directory of this machine.</summary>
internal sealed class DirectoryTemplate : IImageTemplate
{
    public string Name => "directory";

    public string Summary => "a copy of a directory of this machine: --path /srv/root";

    public Task<TemplateOutcome> BuildAsync(TemplateOrder order, CancellationToken cancel) => Task.Run(() => Build(order, cancel), cancel);

    private static TemplateOutcome Build(TemplateOrder order, CancellationToken cancel)
    {
        if (TemplateArguments.Read("directory", order.Arguments, ["--path,-p="], out var problem) is not { } given)
            return new TemplateOutcome(problem);
        if (given.Get("--path") is not { } path || !Path.IsPathFullyQualified(path))
            return new TemplateOutcome("The template directory wants the absolute path of a directory: --path /srv/root");
        // What is mounted below does not belong to it.
        using var source = DetachedMount.TryCopy(path, out var errno);
        if (source is null || !source.Status().IsDirectory)
            return new TemplateOutcome($"{path} is no directory that can be read{(source is null ? ": " + Errno.Describe(errno) : "")}.");
        Directory.CreateDirectory(order.Directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var target = DirectoryHandle.Open(order.Directory);
        try
        {
            TreeCopy.Copy(source, target, IdShift.None, cancel);
            return TemplateOutcome.Done;
        }
        catch (SystemCallException failure)
        {
            return new TemplateOutcome($"{path} could not be copied: {failure.Message}");
        }
    }
}
