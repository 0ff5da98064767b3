using System.Text.Json;
using Orchestrator.Cli.Output;
using Orchestrator.Client;
using Orchestrator.Contracts;

namespace Orchestrator.Cli.Verbs.Volumes;

internal sealed class VolumeInspectVerb : Verb
{
    public override string Name => "volume inspect";

    public override string Summary => "Show everything about volumes: where they lie, and who mounts them";

    public override string Operands => "NAME...";

    public override int MinOperands => 1;

    public override int MaxOperands => int.MaxValue;

    public override async Task<int> RunAsync(Invocation call)
    {
        var daemon = await call.DaemonAsync();
        var volumes = Invocation.Take(await daemon.Volumes.ListAsync(call.Cancel));
        var found = call.Operands.Select(name => volumes.FirstOrDefault(volume => volume.Name == name)
            ?? throw new ProblemException(new Problem { Title = $"There is no volume {name}", Next = "orch volume ls shows those there are" })).ToList();
        call.Out.WriteLine(found is [var one]
            ? JsonSerializer.Serialize(one, JsonText.Indented.VolumeView)
            : JsonSerializer.Serialize(found, JsonText.Indented.IReadOnlyListVolumeView));
        return 0;
    }
}
