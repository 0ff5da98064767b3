using System.Text.Json;
using Orchestrator.Contracts;
using Orchestrator.Daemon.Audit;
using Orchestrator.Daemon.Startup;
using Orchestrator.Persistence.Audit;

namespace Orchestrator.Daemon.Tools;

internal sealed class AuditKeyTool : ITool
{
    public string Name => "audit key";

    public async Task<int> RunAsync(ToolArguments arguments, CancellationToken cancel)
    {
        arguments.Allow();
        var files = new AuditKeyFiles(arguments.Layout.Data);
        var key = files.ReadPublic()
            ?? throw new StartException($"there is no key {files.PublicPath}: the first start of a daemon makes it", 125);
        await using var output = Console.OpenStandardOutput();
        JsonSerializer.Serialize(output, AuditMapper.ToView(key, files.PublicPath), ContractsJson.Default.AuditKeyView);
        return 0;
    }
}
