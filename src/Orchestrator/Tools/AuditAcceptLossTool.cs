using System.Text.Json;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Audit;
using Orchestrator.Persistence;
using Orchestrator.Persistence.Audit;

namespace Orchestrator.Daemon.Tools;

internal sealed class AuditAcceptLossTool : ITool
{
    public string Name => "audit accept-loss";

    public async Task<int> RunAsync(ToolArguments arguments, CancellationToken cancel)
    {
        arguments.Allow("--by");
        // Held for its lock: no daemon may write the file meanwhile.
        using var journal = await JournalOpener.OpenAsync(arguments.Layout);
        WitnessedHead? head;
        try
        {
            head = HeadWitness.Read(arguments.Layout.Data);
        }
        catch (JournalUnavailableException)
        {
            head = null;
        }
        new AcceptedLoss(head, $"the loss was accepted by {arguments.Get("--by") ?? "an operator"}").Save(arguments.Layout.Data);
        await using var output = Console.OpenStandardOutput();
        JsonSerializer.Serialize(output, new AuditLossView(head?.Seq, head?.Hex), ContractsJson.Default.AuditLossView);
        return 0;
    }
}
