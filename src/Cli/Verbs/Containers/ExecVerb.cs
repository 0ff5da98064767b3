using Orchestrator.Cli.Parsing;
using Orchestrator.Client.Execs;
using Orchestrator.Contracts.Execs;

namespace Orchestrator.Cli.Verbs.Containers;

internal sealed class ExecVerb : Verb, IHandlesSignals
{
    private static readonly Option Interactive = new("--interactive", "-i", null, "Give the process this command's stdin");
    private static readonly Option Tty = new("--tty", "-t", null, "Give the process a terminal of its own");
    private static readonly Option Env = new("--env", "-e", "K[=V]", "Set an environment variable; without =V the caller's") { Repeats = true };
    private static readonly Option Workdir = new("--workdir", "-w", "DIR", "Working directory inside");
    private static readonly Option User = new("--user", "-u", "UID[:GID]", "User inside (number or name)");

    public override string Name => "exec";

    public override string Summary => "Run one more process inside a running container, end with its exit code";

    public override string Operands => "CONTAINER COMMAND [ARG...]";

    public override int MinOperands => 2;

    public override int MaxOperands => int.MaxValue;

    public override bool OperandsEndOptions => true;

    public override IReadOnlyList<Option> Options { get; } = [Interactive, Tty, Env, Workdir, User];

    public override async Task<int> RunAsync(Invocation call)
    {
        var given = call.Arguments;
        var environment = EnvironmentOptions.Read(given, Env, null, call.Surroundings);
        if (given.Has(Tty) && !environment.ContainsKey("TERM") && call.Surroundings.Environment.TryGetValue("TERM", out var terminal))
            environment["TERM"] = terminal;
        var request = new ExecRequest
        {
            Container = call.Operands[0],
            Command = [.. call.Operands.Skip(1)],
            Env = environment,
            Workdir = given.Get(Workdir),
            User = given.Get(User),
            Terminal = given.Has(Tty),
        };
        await call.DaemonAsync();
        var (exit, problem) = await ExecSession.RunAsync(call.Place.ExecSocket, request, given.Has(Interactive), call.Cancel);
        if (exit is null)
            return call.Report(problem!);
        if (exit.Unknown)
            call.Note($"orch: the process {ExitCodes.Describe(exit)}");
        return ExitCodes.Of(exit);
    }
}
