using System.Text.Json;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Events;
using Orchestrator.Client;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Containers;

internal sealed class InspectVerb : Verb
{
    private static readonly Option Format = GlobalOptions.Format with
    {
        Choices = ["json", "yaml", "lxc"],
        Help = "json (default; one object, or a list for more than one container), yaml, or lxc (an LXC configuration)",
    };

    public override string Name => "inspect";

    public override string Summary => "Show everything about containers, and how they are isolated";

    public override string Operands => "CONTAINER...";

    public override int MinOperands => 1;

    public override int MaxOperands => int.MaxValue;

    public override IReadOnlyList<Option> Options { get; } = [Format, GlobalOptions.At];

    public override async Task<int> RunAsync(Invocation call)
    {
        var at = EventBounds.At(call);
        var daemon = await call.DaemonAsync();
        if (call.Arguments.Get(Format) == "lxc")
            return await LxcAsync(call, daemon);
        var found = new List<ContainerView>();
        var code = 0;
        foreach (var name in call.Operands)
        {
            var (view, problem) = await daemon.Containers.GetAsync(name, call.Cancel, at);
            if (view is null)
                code = call.Report(problem!);
            else
                found.Add(view);
        }
        var yaml = call.Arguments.Get(Format) == "yaml";
        if (found is [var one] && call.Operands.Count == 1)
            Write(call, JsonSerializer.SerializeToElement(one, JsonText.Indented.ContainerView), yaml);
        else if (found.Count > 0)
            Write(call, JsonSerializer.SerializeToElement(found, JsonText.Indented.IReadOnlyListContainerView), yaml);
        return code;
    }

    private static async Task<int> LxcAsync(Invocation call, OrchClient daemon)
    {
        if (call.Operands.Count > 1)
            throw new UsageException("inspect --format lxc takes one container: a configuration is of one", "inspect");
        var (view, problem) = await daemon.Containers.LxcAsync(call.Operands[0], call.Cancel);
        if (view is null)
            return call.Report(problem!);
        call.Out.Write(view.Text);
        return 0;
    }

    private static void Write(Invocation call, JsonElement value, bool yaml)
    {
        if (yaml)
            YamlWriter.Write(call.Out, value);
        else
            call.Out.Write(JsonSerializer.Serialize(value, JsonText.Indented.JsonElement) + "\n");
    }
}
