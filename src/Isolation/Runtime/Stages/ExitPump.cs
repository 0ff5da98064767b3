using System.Collections.Concurrent;
using System.Threading.Channels;
using Orchestrator.Isolation.Launching;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Isolation.Runtime.Stages;

/// <summary>
/// Reads the launcher's exits: those of inits are published with the accounting of their attempt, those of execs are
/// passed on, and those of attempts that nobody knows yet wait for the survey.
/// </summary>
internal sealed class ExitPump(NodeContext node) : IAsyncDisposable
{
    private static readonly TimeSpan OutputLimit = TimeSpan.FromSeconds(2);

    private readonly Channel<InitExit> _exits = Channel.CreateUnbounded<InitExit>();
    private readonly Channel<ExecExit> _execExits = Channel.CreateUnbounded<ExecExit>();
    private readonly ConcurrentDictionary<(Guid Id, int Attempt), TaskCompletionSource<LauncherExit>> _unclaimed = new();
    private readonly ConcurrentDictionary<Guid, (Guid Container, Task? Output)> _containerOfExec = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public ChannelReader<InitExit> Exits => _exits.Reader;

    public ChannelReader<ExecExit> ExecExits => _execExits.Reader;

    public void Start() => _running = RunAsync(_stop.Token);

    /// <summary>Called before an exec is sent, since its end may come before the answer.</summary>
    /// <param name="output">Completes when all that it wrote has reached the caller; its end is told after that.</param>
    public void ExpectExec(Guid exec, Guid container, Task? output = null) => _containerOfExec[exec] = (container, output);

    public void ForgetExec(Guid exec) => _containerOfExec.TryRemove(exec, out _);

    /// <summary>The end of an attempt that no <see cref="LiveAttempt"/> stands for; null if it does not come in time.</summary>
    public async Task<LauncherExit?> ClaimAsync(Guid id, int attempt, TimeSpan limit, CancellationToken cancel)
    {
        var waiter = Unclaimed(id, attempt);
        try
        {
            return await waiter.Task.WaitAsync(limit, node.Time, cancel).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            _unclaimed.TryRemove((id, attempt), out _);
        }
    }

    /// <summary>For an attempt that was adopted a moment after its end had been read.</summary>
    public void PublishIfUnclaimed(LiveAttempt attempt)
    {
        if (_unclaimed.TryRemove((attempt.Id, attempt.Attempt), out var waiter) && waiter.Task.IsCompletedSuccessfully)
            Publish(attempt, waiter.Task.Result);
    }

    public InitExit Describe(LiveAttempt attempt, ExitStatus status, DateTimeOffset at, bool late)
    {
        var oom = attempt.Cgroup.ReadOomIfAny();
        return new InitExit(
            attempt.Id, attempt.Attempt, status, at, attempt.Cgroup.ReadUsage() with { Network = node.Network.Read(attempt) }, oom?.Kills ?? 0,
            oom is { } kills ? OomVerdict.Level(kills, attempt.NodeBefore, node.NodeCounters.ReadOom()) : null)
        {
            Pressure = attempt.Cgroup.ReadPressure(),
            Late = late,
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _exits.Writer.TryComplete();
        _execExits.Writer.TryComplete();
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            await foreach (var exit in node.Launcher.Exits.ReadAllAsync(cancel).ConfigureAwait(false))
            {
                // Not awaited: a launcher that is slow to take it must not hold up the exits behind.
                if (exit.IsExec)
                    _ = PassExecAsync(exit, cancel);
                else if (node.Find(exit.Id) is { } attempt && attempt.Attempt == exit.Attempt)
                    Publish(attempt, exit);
                else
                    Park(exit);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The daemon ends; the launcher keeps what was not acknowledged.
        }
    }

    private void Publish(LiveAttempt attempt, LauncherExit exit)
    {
        if (attempt.Exit is not null)
            return;
        Failpoint.Hit("runtime.before-exit");
        node.LogKeeper.HasEnded(attempt.Id, attempt.Attempt, attempt.Spec);
        attempt.Exit = Describe(attempt, exit.Status, exit.At, exit.Late);
        _exits.Writer.TryWrite(attempt.Exit);
    }

    private void Park(LauncherExit exit)
    {
        Unclaimed(exit.Id, exit.Attempt).TrySetResult(exit);
        // The attempt may have been entered between the look-up and the parking.
        if (node.Find(exit.Id) is { } attempt && attempt.Attempt == exit.Attempt)
            PublishIfUnclaimed(attempt);
    }

    private async Task PassExecAsync(LauncherExit exit, CancellationToken cancel)
    {
        try
        {
            if (_containerOfExec.TryRemove(exit.Id, out var exec))
            {
                if (exec.Output is { } output)
                    await OutputAsync(output, cancel).ConfigureAwait(false);
                _execExits.Writer.TryWrite(new ExecExit(exec.Container, exit.Id, exit.Status));
            }
            await node.Launcher.AcknowledgeAsync(exit.Id, exit.Attempt, cancel).ConfigureAwait(false);
        }
        catch (LauncherUnavailableException)
        {
            // It comes again after the next survey, and is acknowledged then.
        }
        catch (OperationCanceledException)
        {
            // The daemon ends; the same holds.
        }
        catch (ObjectDisposedException)
        {
            // The connection was closed under it.
        }
    }

    /// <summary>A child that it left behind may hold its output open for ever.</summary>
    private async Task OutputAsync(Task output, CancellationToken cancel)
    {
        try
        {
            await output.WaitAsync(OutputLimit, node.Time, cancel).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // What it writes from now on is still passed on.
        }
    }

    private TaskCompletionSource<LauncherExit> Unclaimed(Guid id, int attempt) =>
        _unclaimed.GetOrAdd(
            (id, attempt),
            static _ => new TaskCompletionSource<LauncherExit>(TaskCreationOptions.RunContinuationsAsynchronously));
}
