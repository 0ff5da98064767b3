using Orchestrator.Cli.Daemons;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Audit;

namespace Orchestrator.Cli.Verbs.Audit;

internal sealed class AuditKeyVerb : Verb
{
    private static readonly Option Fingerprint = new("--fingerprint", null, null, "Print the fingerprint instead of the key");
    private static readonly Option Format = GlobalOptions.Format with { Help = "json or yaml: key and fingerprint together" };

    public override string Name => "audit key";

    public override string Summary => "Print the public key that signs the journal's checkpoints, to be kept elsewhere";

    public override IReadOnlyList<Option> Options { get; } = [Fingerprint, Format];

    public override async Task<int> RunAsync(Invocation call)
    {
        AuditKeyView? key;
        if (DaemonTool.HasDaemon(call))
        {
            var daemon = await call.DaemonAsync();
            key = Invocation.Take(await daemon.Audit.KeyAsync(call.Cancel));
        }
        else
        {
            (key, var exitCode) = await DaemonTool.RunAsync(call, JsonText.Line.AuditKeyView, "audit", "key");
            if (key is null)
                return exitCode;
        }
        if (!call.Render.Structured(key, JsonText.Indented.AuditKeyView))
            call.Out.Write(call.Arguments.Has(Fingerprint) ? key.Fingerprint + "\n" : key.Pem);
        return 0;
    }
}
