using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Storage;

internal sealed class CopyVerb : Verb
{
    private static readonly Option Snapshot = new("--snapshot", "-s", null, "Share all files with the original, and copy none where that is possible");
    private static readonly Option From = new("--from", null, "SNAPSHOT", "Take the files of this snapshot, not the present ones");
    private static readonly Option Ephemeral = new("--ephemeral", "-e", null, "Start it at once, and remove it when it has ended; implies --snapshot");
    private static readonly Option KeepData = new("--keepdata", "-D", null, "With -e: do not remove it when it has ended");
    private static readonly Option Live = new("--live", "-a", null, "Do not freeze a running original meanwhile: its files are copied as they happen to be");
    private static readonly Option KeepName = new("--keepname", "-K", null, "Keep the host name");
    private static readonly Option KeepMac = new("--keepmac", "-M", null, "Keep the hardware addresses of the network interfaces");

    public override string Name => "copy";

    public override IReadOnlyList<string> Aliases => ["clone"];

    public override string Summary => "Make a container with the files and settings of another one, and print its name: orch copy web web2 --snapshot";

    public override string Operands => "CONTAINER [NEWNAME [-- HOOKARG...]]";

    public override int MinOperands => 1;

    public override int MaxOperands => int.MaxValue;

    public override IReadOnlyList<Option> Options { get; } = [Snapshot, From, Ephemeral, KeepData, Live, KeepName, KeepMac];

    public override async Task<int> RunAsync(Invocation call)
    {
        var given = call.Arguments;
        var ephemeral = given.Has(Ephemeral);
        if (given.Has(KeepData) && !ephemeral)
            throw new UsageException("--keepdata goes with --ephemeral: other copies are kept anyway", "copy");
        var daemon = await call.DaemonAsync();
        var view = Invocation.Take(await daemon.Containers.CopyAsync(
            call.Operands[0],
            new CopyRequest
            {
                Name = call.Operands.Count > 1 ? call.Operands[1] : null,
                Snapshot = given.Get(From),
                Share = given.Has(Snapshot) || ephemeral,
                Live = given.Has(Live),
                Start = ephemeral,
                AutoRemove = ephemeral && !given.Has(KeepData),
                KeepHostname = given.Has(KeepName),
                KeepMac = given.Has(KeepMac),
                HookArguments = [.. call.Operands.Skip(2)],
            },
            call.Cancel));
        call.Out.WriteLine(view.Name);
        return 0;
    }
}
