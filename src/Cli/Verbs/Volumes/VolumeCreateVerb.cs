using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Volumes;

namespace Orchestrator.Cli.Verbs.Volumes;

internal sealed class VolumeCreateVerb : Verb
{
    private static readonly Option Label = new("--label", "-l", "K=V", "Label of the volume") { Repeats = true };

    public override string Name => "volume create";

    public override string Summary => "Make a volume; -v NAME:DIR makes it as well";

    public override string Operands => "NAME";

    public override int MinOperands => 1;

    public override int MaxOperands => 1;

    public override IReadOnlyList<Option> Options { get; } = [Label];

    public override async Task<int> RunAsync(Invocation call)
    {
        var request = new VolumeRequest(call.Operands[0]) { Labels = call.Arguments.Pairs(Label) };
        var daemon = await call.DaemonAsync();
        call.Out.WriteLine(Invocation.Take(await daemon.Volumes.CreateAsync(request, call.Cancel)).Name);
        return 0;
    }
}
