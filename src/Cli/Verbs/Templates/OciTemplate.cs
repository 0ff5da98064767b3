using Orchestrator.Cli.Parsing;
using Orchestrator.Client;
using Orchestrator.Cli.Verbs.Images;
using Orchestrator.Contracts.Images;

namespace Orchestrator.Cli.Verbs.Templates;

/// <summary>An image of a registry, named as LXC's template of the name takes it.</summary>
internal static class OciTemplate
{
    public static async Task<MadeRoot> MakeAsync(Invocation call, OrchClient daemon, IReadOnlyList<string> arguments)
    {
        var url = TemplateOptions.Read(TemplateMaker.Oci, arguments, "--url,-u=").GetValueOrDefault("--url")
            ?? throw new UsageException("the template oci wants an image: -- --url docker://debian:12", "create");
        const string scheme = "docker://";
        var name = url.StartsWith(scheme, StringComparison.Ordinal) ? url[scheme.Length..] : url;
        if (name.Contains("://", StringComparison.Ordinal) || name.StartsWith("oci:", StringComparison.Ordinal))
            throw new UsageException($"the template oci takes docker:// only, not '{url}'", "create");
        var last = await LayerBars.ShowAsync(call, $"pulling {name}", "downloading", daemon.Images.PullAsync(new ImagePullRequest { Image = name }, call.Cancel));
        return last.Problem is { } problem ? throw new ProblemException(problem) : new MadeRoot(name, null);
    }
}
