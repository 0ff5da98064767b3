using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Events;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Containers;

internal sealed class PsVerb : Verb
{
    private static readonly Option All = new("--all", "-a", null, "Those that do not run, too");

    private static readonly Option Size = new("--size", "-s", null, "What each has written, and in brackets with its image; their files are walked for it");

    public override string Name => "ps";

    public override IReadOnlyList<string> Aliases => ["ls"];

    public override string Summary => "List containers";

    public override IReadOnlyList<Option> Options { get; } =
        [All, Size, GlobalOptions.At, GlobalOptions.Quiet, GlobalOptions.Filter, GlobalOptions.Format, GlobalOptions.NoTruncate];

    public override async Task<int> RunAsync(Invocation call)
    {
        var filter = new ContainerFilter(call.Arguments);
        var size = call.Arguments.Has(Size);
        if (size && call.Arguments.Has(GlobalOptions.At))
            throw new UsageException("--size and --at exclude each other: the journal does not tell sizes");
        var daemon = await call.DaemonAsync();
        // A filter on states or exits asks for those that do not run as well.
        var all = call.Arguments.Has(All) || call.Arguments.All(GlobalOptions.Filter).Any(f => f.StartsWith("state=", StringComparison.Ordinal) || f.StartsWith("exit=", StringComparison.Ordinal));
        var listed = Invocation.Take(await daemon.Containers.ListAsync(all, null, call.Cancel, EventBounds.At(call), size));
        IReadOnlyList<ContainerView> fitting = [.. listed.Where(filter.Fits)];
        if (call.Arguments.Has(GlobalOptions.Quiet))
            foreach (var container in fitting)
                call.Out.Write(container.Name + "\n");
        else
            call.Render.List(fitting, ContainerColumns.Of(call.Surroundings.Time, size), JsonText.Indented.IReadOnlyListContainerView);
        return 0;
    }
}
