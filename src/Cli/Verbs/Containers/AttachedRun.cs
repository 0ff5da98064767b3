using System.Runtime.InteropServices;
using System.Threading.Channels;
using Orchestrator.Cli.Daemons;
using Orchestrator.Client;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary>
/// A run in the foreground: output as it comes, signals passed on, the payload's exit code. It survives a restart of
/// the daemon: the container goes on, and the output is followed from the byte where it broke off.
/// </summary>
internal sealed class AttachedRun(Invocation call, OrchClient daemon)
{
    private static readonly TimeSpan OneKey = TimeSpan.FromMilliseconds(200);

    private readonly Channel<PosixSignal> _signals = Channel.CreateUnbounded<PosixSignal>();
    private string? _name;
    private int _interrupts;
    private long _lastInterrupt;

    public async Task<int> RunAsync(ContainerRequest request)
    {
        var registrations = new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }
            .Select(s => PosixSignalRegistration.Create(s, Take)).ToArray();
        using var ended = new CancellationTokenSource();
        var forwarding = ForwardAsync(ended.Token);
        try
        {
            return await FollowAsync(request);
        }
        finally
        {
            await ended.CancelAsync();
            await forwarding;
            foreach (var registration in registrations)
                registration.Dispose();
        }
    }

    private async Task<int> FollowAsync(ContainerRequest request)
    {
        var reader = Invocation.Take(await daemon.Containers.RunAsync(request, call.Cancel));
        var pump = new OutputPump(call.Surroundings);
        while (true)
        {
            var end = await pump.CopyAsync(reader, started: view => _name = view.Name, call.Cancel);
            reader.Dispose();
            if (end.Ended is { } view)
                return Report(view);
            if (end.Problem is { } problem && !(Problems.IsUnreachable(problem) && _name is not null))
                return call.Report(problem);
            call.Note($"orch: the connection broke; the container {_name} goes on, reconnecting");
            await DaemonReturn.WaitAsync(call);
            var again = await daemon.Containers.LogsFromAsync(
                _name!, pump.StdoutBytes, pump.StderrBytes, request.AutoRemove, call.Cancel);
            reader = Invocation.Take(again);
        }
    }

    private int Report(ContainerView view)
    {
        if (view.Exit is { } exit && (exit.Oom || exit.TimedOut || exit.Unknown || exit.Code is null))
            call.Note($"orch: {view.Name} {ExitCodes.Describe(exit)}");
        return ExitCodes.Of(view.Exit);
    }

    private void Take(PosixSignalContext context)
    {
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
