using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Images;

namespace Orchestrator.Cli.Verbs.Templates;

internal sealed class TemplateLsVerb : Verb
{
    private static readonly IReadOnlyList<Column<TemplateView>> Columns = [new("NAME", t => t.Name), new("WHAT IT MAKES", t => t.Summary)];

    public override string Name => "template ls";

    public override string Summary => "List what containers and images can be made from: orch create web -t busybox";

    public override IReadOnlyList<Option> Options { get; } = [GlobalOptions.Quiet, GlobalOptions.Format, GlobalOptions.NoTruncate];

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        var scripts = Directory.Exists(TemplateMaker.ScriptFolder)
            ? Directory.EnumerateFiles(TemplateMaker.ScriptFolder, "lxc-*").Select(path => new TemplateView(Path.GetFileName(path)["lxc-".Length..], $"the script {path} of LXC"))
            : [];
        IReadOnlyList<TemplateView> own =
        [
            .. Invocation.Take(await daemon.Images.TemplatesAsync(call.Cancel)),
            new(TemplateMaker.Debian, "a Debian, by mmdebstrap or debootstrap: [-s bookworm] [-m MIRROR] [-p PACKAGE,…] [-a ARCH] [-F]"),
            new(TemplateMaker.Oci, "an image of a registry or of this machine: -u docker://debian:12, oci:DIR:TAG"),
        ];
        TemplateView[] all =
            [.. own.Concat(scripts.Where(script => own.All(one => one.Name != script.Name))).OrderBy(one => one.Name, StringComparer.Ordinal)];
        call.Render.List(all, Columns, JsonText.Indented.IReadOnlyListTemplateView, template => template.Name);
        return 0;
    }
}
