using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Images;

namespace Orchestrator.Cli.Verbs.Images;

internal sealed class ImageRmVerb : Verb
{
    private static readonly Option Force = new("--force", "-f", null, "Take the name away even while containers use the image; its files stay as long as they do");

    public override string Name => "image rm";

    public override IReadOnlyList<string> Aliases => ["rmi"];

    public override string Summary => "Take names from images; what then has no name and no container is removed";

    public override string Operands => "IMAGE...";

    public override int MinOperands => 1;

    public override int MaxOperands => int.MaxValue;

    public override IReadOnlyList<Option> Options { get; } = [Force];

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        var code = 0;
        foreach (var name in call.Operands)
        {
            var (removed, problem) = await daemon.Images.RemoveAsync(name, call.Arguments.Has(Force), call.Cancel);
            if (removed is null)
                code = call.Report(problem!);
            else
                Print(call, removed);
        }
        return code;
    }

    internal static void Print(Invocation call, ImagePruneView removed)
    {
        foreach (var name in removed.Names)
            call.Out.WriteLine($"untagged {name}");
        foreach (var digest in removed.Images)
            call.Out.WriteLine($"removed {digest}");
    }
}
