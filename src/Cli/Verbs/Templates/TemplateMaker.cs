using Orchestrator.Client;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Images;

namespace Orchestrator.Cli.Verbs.Templates;

/// <summary>
/// Has a template make an image. Those of the engine are the daemon's work. What runs programs of this machine, debootstrap
/// and the scripts of LXC, runs here: with the rights of who asked, and with its output on their terminal.
/// </summary>
internal static class TemplateMaker
{
    public const string Debian = "debian", Oci = "oci", ScriptFolder = "/usr/share/lxc/templates";

    /// <param name="image">Null: a name that follows from template and container.</param>
    public static async Task<MadeRoot> MakeAsync(
        Invocation call, OrchClient daemon, string template, string container, string? image, IReadOnlyList<string> arguments)
    {
        switch (template)
        {
            case Debian:
                return await DebianTemplate.MakeAsync(call, daemon, image, arguments);
            case Oci:
                return await OciTemplate.MakeAsync(call, daemon, container, image, arguments);
        }
        var known = Invocation.Take(await daemon.Images.TemplatesAsync(call.Cancel));
        if (known.Any(one => one.Name == template))
            return await AskAsync(call, daemon, new ImageRequest(image ?? NameOf(template, container), template) { Arguments = TemplatePaths.Absolute(template, arguments), Container = container });
        if (LxcScript.Find(template) is { } script)
            return await LxcScript.MakeAsync(call, daemon, script, container, image ?? NameOf(Path.GetFileName(script), container), arguments);
        throw new ProblemException(new Problem
        {
            Title = $"There is no template '{template}'",
            Detail = $"Known are {string.Join(", ", known.Select(one => one.Name).Append(Debian).Append(Oci).Order(StringComparer.Ordinal))}; "
                + $"a script lxc-{template} in {ScriptFolder} or the path of one would be run too.",
            Next = "orch template ls", ExitCode = ExitCodes.Usage,
        });
    }

    /// <summary>Takes a directory that was filled here into the engine.</summary>
    public static Task<MadeRoot> TakeAsync(Invocation call, OrchClient daemon, string image, string directory) =>
        AskAsync(call, daemon, new ImageRequest(image, "directory") { Arguments = ["--path", directory] });

    /// <summary>A name that no registry gives: <c>localhost/debian:web</c>.</summary>
    public static string NameOf(string template, string tag) =>
        $"localhost/{template.ToLowerInvariant()}:{tag.Replace('+', '-')}";

    private static async Task<MadeRoot> AskAsync(Invocation call, OrchClient daemon, ImageRequest request)
    {
        var made = Invocation.Take(await daemon.Images.CreateAsync(request, call.Cancel));
        if (made.Message is { Length: > 0 } message)
            call.Note(message.TrimEnd());
        // As LXC starts a container whose configuration does not say what.
        return new MadeRoot(request.Name, made.Config is { Length: > 0 } config ? config : "lxc.init.cmd = /sbin/init\n");
    }
}
