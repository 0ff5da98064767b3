using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Images;

namespace Orchestrator.Cli.Verbs.Images;

internal sealed class CommitVerb : Verb
{
    private static readonly Option Author = new("--author", "-a", "TEXT", "Who made the image");
    private static readonly Option Message = new("--message", "-m", "TEXT", "For the image's history");

    public override string Name => "commit";

    public override string Summary => "Make an image of what a container wrote; a running one is frozen meanwhile";

    public override string Operands => "NAME IMAGE";

    public override int MinOperands => 2;

    public override int MaxOperands => 2;

    public override IReadOnlyList<Option> Options { get; } = [Author, Message];

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        var request = new ImageCommitRequest(call.Operands[0], call.Operands[1], call.Arguments.Get(Author), call.Arguments.Get(Message));
        call.Out.WriteLine(Invocation.Take(await daemon.Images.CommitAsync(request, call.Cancel)).Digest);
        return 0;
    }
}
