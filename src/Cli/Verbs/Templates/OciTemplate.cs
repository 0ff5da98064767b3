using Orchestrator.Cli.Parsing;
using Orchestrator.Client;
using Orchestrator.Cli.Verbs.Images;
using Orchestrator.Contracts.Images;

namespace Orchestrator.Cli.Verbs.Templates;

/// <summary>An image of a registry, of a layout or of an archive, named as LXC's template of the name takes it (containers-transports(5)).</summary>
internal static class OciTemplate
{
    private const string Registry = "docker://";

    /// <summary>What is on this machine: the path, and behind a colon which one of several.</summary>
    private static readonly string[] Local = ["oci:", "oci-archive:", "docker-archive:"];

    public static async Task<MadeRoot> MakeAsync(Invocation call, OrchClient daemon, string container, string? image, IReadOnlyList<string> arguments)
    {
        var url = TemplateOptions.Read(TemplateMaker.Oci, arguments, "--url,-u=").GetValueOrDefault("--url")
            ?? throw new UsageException("the template oci wants an image: -- --url docker://debian:12", "create");
        if (Local.FirstOrDefault(scheme => url.StartsWith(scheme, StringComparison.Ordinal)) is { } scheme)
            return new MadeRoot(await ImportAsync(call, daemon, url[scheme.Length..], image ?? TemplateMaker.NameOf(TemplateMaker.Oci, container)), null);
        var name = url.StartsWith(Registry, StringComparison.Ordinal) ? url[Registry.Length..] : url;
        if (name.Contains("://", StringComparison.Ordinal))
            throw new UsageException($"the template oci takes docker://, {string.Join(", ", Local)}, not '{url}'", "create");
        var last = await LayerBars.ShowAsync(call, $"pulling {name}", "downloading", daemon.Images.PullAsync(new ImagePullRequest { Image = name }, call.Cancel));
        if (last.Problem is { } problem)
            throw new ProblemException(problem);
        if (image is null)
            return new MadeRoot(name, null);
        Invocation.Take(await daemon.Images.TagAsync(new ImageTagRequest(name, image), call.Cancel));
        return new MadeRoot(image, null);
    }

    private static async Task<string> ImportAsync(Invocation call, OrchClient daemon, string place, string name)
    {
        // A path may have a colon in it, a tag has no slash.
        var colon = place.LastIndexOf(':');
        var (path, tag) = Path.Exists(place) || colon < 0 ? (place, null) : (place[..colon], place[(colon + 1)..]);
        if (!Path.Exists(path))
            throw new UsageException($"there is no file or folder {path}", "create");
        using var content = ArchiveContent.Of(path);
        return Invocation.Take(await daemon.Images.ImportAsync(content, name, null, tag, call.Cancel))[0].Name ?? name;
    }
}
