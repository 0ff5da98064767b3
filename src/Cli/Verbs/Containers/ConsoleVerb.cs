using Orchestrator.Cli.Consoles;
using Orchestrator.Cli.Parsing;
using Orchestrator.Consoles;
using Orchestrator.Contracts;
using Orchestrator.Kernel;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary>As lxc-console: one of the container's terminals, left by the escape character and q.</summary>
internal sealed class ConsoleVerb : Verb, IHandlesSignals
{
    private const string DefaultEscape = "^a";

    private static readonly Option Tty = new("--tty", "-t", "N", "Which terminal: 0 is /dev/console (the default), N is ttyN, -1 the first that nobody uses");
    private static readonly Option Escape = new("--escape", "-e", "KEY", "The key that begins the escape: it and then q leaves, twice types it (default ^a)");
    private static readonly Option ShowLog = new("--show-log", null, null, "Print what the console's buffer holds, and end");
    private static readonly Option Clear = new("--clear", null, null, "Empty that buffer, after --show-log if both are given");
    private static readonly Option Rotate = new("--rotate", null, null, "Begin a new log file (lxc.console.logfile)");

    public override string Name => "console";

    public override string Summary => "Use a terminal of a running container; ctrl-a q leaves it";

    public override string Operands => "CONTAINER";

    public override int MinOperands => 1;

    public override int MaxOperands => 1;

    public override IReadOnlyList<Option> Options { get; } = [Tty, Escape, ShowLog, Clear, Rotate];

    public override async Task<int> RunAsync(Invocation call)
    {
        var terminal = call.Arguments.Integer(Tty, -1, 63) ?? 0;
        var escape = call.Arguments.Get(Escape) ?? DefaultEscape;
        var keys = DetachKeys.Parse(escape is "none" or "" ? "none" : escape + ",q", twiceIsOnce: true);
        await call.DaemonAsync();
        foreach (var (option, kind) in (ReadOnlySpan<(Option, byte)>)
            [(ShowLog, ConsoleMessage.ShowLog), (Clear, ConsoleMessage.ClearLog), (Rotate, ConsoleMessage.RotateLog)])
        {
            if (call.Arguments.Has(option) && Ask(call, kind) is { } failed)
                return failed;
        }
        return call.Arguments.Has(ShowLog) || call.Arguments.Has(Clear) || call.Arguments.Has(Rotate)
            ? 0
            : await UseAsync(call, terminal, keys);
    }

    /// <summary>Null: done.</summary>
    private static int? Ask(Invocation call, byte kind)
    {
        var (connection, problem) = ConsoleDoor.Open(call, call.Operands[0]);
        if (connection is null)
            return call.Report(problem!);
        using (connection)
        {
            connection.Say(kind);
            var buffer = new byte[ConsoleMessage.Most];
            int got;
            while ((got = connection.Receive(buffer)) > 0 && buffer[0] == ConsoleMessage.Output)
                Terminal.Write(1, buffer.AsSpan(1, got - 1));
            return got > 0 && buffer[0] == ConsoleMessage.Refused ? Refused(call, buffer.AsSpan(1, got - 1)) : null;
        }
    }

    private static async Task<int> UseAsync(Invocation call, int terminal, DetachKeys keys)
    {
        var (connection, problem) = ConsoleDoor.Open(call, call.Operands[0]);
        if (connection is null)
            return call.Report(problem!);
        connection.Attach(terminal, fromStart: false);
        if (connection.Answer(new byte[ConsoleMessage.Most], out var given) is { } refusal)
        {
            connection.Dispose();
            return call.Report(new Problem { Title = refusal, Status = 409, ExitCode = 125 });
        }
        if (Terminal.IsTerminal(0))
            call.Note($"orch: {(given == 0 ? "the console" : $"tty{given}")} of {call.Operands[0]}; ctrl-a q leaves it");
        using var pump = ConsolePump.Start(connection, terminal: true, input: true, keys);
        await Task.WhenAny(pump.LeftAsync, pump.EndedAsync);
        return 0;
    }

    private static int Refused(Invocation call, ReadOnlySpan<byte> why) =>
        call.Report(new Problem { Title = System.Text.Encoding.UTF8.GetString(why), Status = 409, ExitCode = 125 });
}
