using System.Runtime.InteropServices;
using System.Threading.Channels;
using Orchestrator.Cli.Consoles;
using Orchestrator.Cli.Daemons;
using Orchestrator.Client;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary>
/// A run in the foreground: output as it comes, signals passed on, the payload's exit code. It survives a restart of
/// the daemon: the container goes on, and the output is followed from the byte where it broke off.
/// </summary>
/// <param name="use">Null: the container has no console, its output comes from its log files.</param>
/// <param name="passSignals">Else a signal ends this command, not the container.</param>
internal sealed class AttachedRun(Invocation call, OrchClient daemon, ConsoleUse? use = null, bool passSignals = true)
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan OneKey = TimeSpan.FromMilliseconds(200);

    private readonly Channel<PosixSignal> _signals = Channel.CreateUnbounded<PosixSignal>();
    private readonly CancellationTokenSource _leaving = CancellationTokenSource.CreateLinkedTokenSource(call.Cancel);
    private string? _name;
    private ConsolePump? _console;
    private volatile bool _ended;
    private int _interrupts;
    private long _lastInterrupt;

    private bool FromFiles => use is not { Tty: true };

    /// <summary>Creates and starts it.</summary>
    public Task<int> RunAsync(ContainerRequest request) => WithSignalsAsync(async () => await FollowAsync(
        Invocation.Take(await daemon.Containers.RunAsync(request, call.Cancel, FromFiles)), fromStart: true, request.AutoRemove));

    /// <summary>Starts one that was created before.</summary>
    public Task<int> StartAsync(ContainerView view) => WithSignalsAsync(async () => await FollowAsync(
        Invocation.Take(await daemon.Containers.StartAttachedAsync(view.Name, call.Cancel, FromFiles)), fromStart: true, remove: false, earlier: view.Attempt > 0));

    /// <summary>Joins one that runs, at what it writes from now on.</summary>
    public Task<int> AttachAsync(ContainerView view) => WithSignalsAsync(async () =>
    {
        _name = view.Name;
        var reader = Invocation.Take(await daemon.Containers.LogsAsync(view.Name, follow: true, tail: 0, call.Cancel, output: FromFiles));
        return Enter(view, fromStart: false) is { } failed ? failed : await FollowAsync(reader, fromStart: false, remove: false);
    });

    private async Task<int> WithSignalsAsync(Func<Task<int>> run)
    {
        var registrations = new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }
            .Select(s => PosixSignalRegistration.Create(s, Take)).ToArray();
        using var ended = new CancellationTokenSource();
        var forwarding = ForwardAsync(ended.Token);
        try
        {
            return await run();
        }
        finally
        {
            await ended.CancelAsync();
            await forwarding;
            _console?.Dispose();
            _leaving.Dispose();
            foreach (var registration in registrations)
                registration.Dispose();
        }
    }

    /// <param name="earlier">Its files begin with what earlier attempts wrote: where this one's begins is not known here.</param>
    private async Task<int> FollowAsync(OutputReader reader, bool fromStart, bool remove, bool earlier = false)
    {
        var pump = new OutputPump(call.Surroundings);
        while (true)
        {
            (ContainerView? Ended, Problem? Problem) end;
            try
            {
                end = await pump.CopyAsync(reader, started: view => Started(view, fromStart), _leaving.Token);
            }
            catch (OperationCanceledException) when (!call.Cancel.IsCancellationRequested)
            {
                return Left();
            }
            finally
            {
                reader.Dispose();
            }
            if (end.Ended is { } view)
                return await ReportAsync(view);
            if (end.Problem is { } problem && !(Problems.IsUnreachable(problem) && _name is not null))
                return call.Report(problem);
            // A terminal goes on without the daemon, and is not to be written into.
            if (FromFiles)
                call.Note($"orch: the connection broke; the container {_name} goes on, reconnecting");
            reader = await AgainAsync(() => fromStart && !earlier
                ? daemon.Containers.LogsFromAsync(_name!, pump.StdoutBytes, pump.StderrBytes, remove, call.Cancel, FromFiles)
                : daemon.Containers.LogsAsync(_name!, follow: true, tail: 0, call.Cancel, output: FromFiles));
        }
    }

    /// <summary>Until a daemon answers: the socket of one that is dying still takes connections.</summary>
    private async Task<OutputReader> AgainAsync(Func<Task<ApiResult<OutputReader>>> ask)
    {
        while (true)
        {
            await DaemonReturn.WaitAsync(call);
            var again = await ask();
            if (again.Problem is not { } problem || !Problems.IsUnreachable(problem))
                return Invocation.Take(again);
            await Task.Delay(OneKey, call.Surroundings.Time, call.Cancel);
        }
    }

    private void Started(ContainerView view, bool fromStart)
    {
        _name = view.Name;
        foreach (var note in view.Notes ?? [])
            call.Note($"orch: note: {note}");
        if (Enter(view, fromStart) is not null)
            _leaving.Cancel();
    }

    /// <summary>Joins its console, if that is wanted. An exit code when it cannot be had.</summary>
    private int? Enter(ContainerView view, bool fromStart)
    {
        if (use is null || (use is { Tty: false, Input: false }))
            return null;
        var (connection, problem) = ConsoleDoor.Join(call, view, fromStart);
        if (connection is null)
            // Only its stdin cannot be had: it has ended, or closed it.
            return FromFiles ? null : call.Report(problem!);
        _console = ConsolePump.Start(connection, use.Tty, use.Input, use.Keys);
        if (use.Tty)
            _ = StayAsync(_console, view);
        return null;
    }

    /// <summary>A console is closed with each attempt: a system that reboots goes on with another one.</summary>
    private async Task StayAsync(ConsolePump console, ContainerView view)
    {
        try
        {
            ContainerView? next = view;
            while (next is not null)
                next = await Task.WhenAny(console.LeftAsync, console.EndedAsync) == console.LeftAsync ? null : await NextAsync(console, next);
            if (!_ended)
                await _leaving.CancelAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The whole command ends.
        }
    }

    /// <summary>The next attempt, whose console was joined; null when there is none, or the keys to leave were typed.</summary>
    private async Task<ContainerView?> NextAsync(ConsolePump console, ContainerView before)
    {
        var since = call.Surroundings.Time.GetTimestamp();
        while (!_ended && !console.LeftAsync.IsCompleted)
        {
            await Task.Delay(OneKey, call.Surroundings.Time, _leaving.Token);
            if ((await daemon.Containers.GetAsync(before.Name, _leaving.Token)).Value is not { Pid: not null } now)
                continue;
            if (now.Attempt != before.Attempt && ConsoleDoor.Join(call, now, fromStart: true).Connection is { } connection)
            {
                console.GoOn(connection);
                return now;
            }
            // It goes on without its console, whose holder has ended.
            if (now.Attempt == before.Attempt && call.Surroundings.Time.GetElapsedTime(since) > LastWords)
                return null;
        }
        return null;
    }

    private int Left()
    {
        if (_console is null)
            return ExitCodes.Engine;
        _console.Dispose();
        call.Error.WriteLine();
        call.Note($"orch: left {_name}, which goes on; orch attach {_name} comes back to it");
        return 0;
    }

    private async Task<int> ReportAsync(ContainerView view)
    {
        _ended = true;
        if (_console is { } console && use is { Tty: true })
            await Task.WhenAny(console.EndedAsync, Task.Delay(LastWords, call.Surroundings.Time, call.Cancel));
        _console?.Dispose();
        return Report(view);
    }

    private int Report(ContainerView view)
    {
        if (view.Exit is { } exit && (exit.Oom || exit.TimedOut || exit.Unknown || exit.Code is null))
            call.Note($"orch: {view.Name} {ExitCodes.Describe(exit)}");
        return ExitCodes.Of(view.Exit);
    }

    private void Take(PosixSignalContext context)
    {
        if (!passSignals)
            return;
        context.Cancel = true;
        _signals.Writer.TryWrite(context.Signal);
    }

    private async Task ForwardAsync(CancellationToken ended)
    {
        try
        {
            await foreach (var signal in _signals.Reader.ReadAllAsync(ended))
                await ForwardAsync(signal, ended);
        }
        catch (OperationCanceledException)
        {
        }
    }

    // A payload that is PID 1 and has no handler never notices SIGINT or SIGTERM (pid_namespaces(7)): the second
    // Ctrl-C therefore stops it as `orch stop` does, the third kills it.
    private async Task ForwardAsync(PosixSignal signal, CancellationToken ended)
    {
        if (_name is not { } name)
            return;
        // timeout(1) and some shells send a signal to the process and to its group: that is one Ctrl-C, not two.
        var now = call.Surroundings.Time.GetTimestamp();
        if (signal == PosixSignal.SIGINT && _interrupts > 0 && call.Surroundings.Time.GetElapsedTime(_lastInterrupt, now) < OneKey)
            return;
        _lastInterrupt = now;
        var interrupts = signal == PosixSignal.SIGINT ? ++_interrupts : 0;
        switch (interrupts)
        {
            case 2:
                call.Note($"orch: stopping {name}; once more kills it");
                // Not awaited: the third Ctrl-C must get through while it stops.
                _ = daemon.Containers.StopAsync(name, new StopRequest(), ended);
                break;
            case >= 3:
                await daemon.Containers.KillAsync(name, new KillRequest(9), ended);
                break;
            default:
                await daemon.Containers.KillAsync(name, new KillRequest(Number(signal)), ended);
                break;
        }
    }

    private static int Number(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => 1,
        PosixSignal.SIGINT => 2,
        PosixSignal.SIGQUIT => 3,
        _ => 15,
    };
}
