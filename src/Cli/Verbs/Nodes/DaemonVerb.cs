using Orchestrator.Cli.Daemons;
using Orchestrator.Cli.Parsing;
using Orchestrator.Client;
using Orchestrator.Client.Daemons;
using Orchestrator.Contracts;
using Orchestrator.Kernel;

namespace Orchestrator.Cli.Verbs.Nodes;

internal sealed class DaemonVerb : Verb, IHandlesSignals
{
    private static readonly Option Stop = new("--stop", null, null, "End the daemon; containers go on");
    private static readonly Option WithContainers = new("--with-containers", null, null, "With --stop: stop all containers first, and the launcher");
    private static readonly Option Background = new("--background", "-d", null, "Start it in the background, and return when it answers");

    public override string Name => "daemon";

    public override string Summary => "Run the daemon in the foreground, or end it";

    public override IReadOnlyList<Option> Options { get; } = [Stop, WithContainers, Background];

    public override async Task<int> RunAsync(Invocation call)
    {
        if (call.Arguments.Has(WithContainers) && !call.Arguments.Has(Stop))
            throw new UsageException("--with-containers goes with --stop", Name);
        if (call.Arguments.Has(Stop))
            return await StopAsync(call);
        if (call.Arguments.Has(Background))
        {
            await call.DaemonAsync();
            return 0;
        }
        var program = DaemonProgram.Find(call.Surroundings.Environment);
        List<string> words = call.Place.Layout.Root is { } root ? ["--root", root] : [];
        throw Execution.Replace(program, words);
    }

    private static async Task<int> StopAsync(Invocation call)
    {
        if (!DaemonProbe.Answers(call.Place.Socket))
        {
            call.Note($"orch: no daemon answers at {call.Place.Socket}");
            return 0;
        }
        using var client = new OrchClient(call.Place.Socket);
        var (version, problem) = await client.Node.StopAsync(call.Arguments.Has(WithContainers), call.Cancel);
        if (version is null)
            return call.Report(problem!);
        // Over when the process is gone, so that the next daemon of this root finds the lock free.
        while (Directory.Exists($"/proc/{version.DaemonPid}") && !IsZombie(version.DaemonPid))
            await Task.Delay(TimeSpan.FromMilliseconds(10), call.Surroundings.Time, call.Cancel);
        return 0;
    }

    // A daemon whose parent does not reap it, as in a container without an init, is gone all the same.
    private static bool IsZombie(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat.AsSpan(stat.LastIndexOf(')') + 1).TrimStart().StartsWith("Z");
        }
        catch (IOException)
        {
            return true;
        }
    }
}
