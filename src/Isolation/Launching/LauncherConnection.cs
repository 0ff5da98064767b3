using System.Threading.Channels;

namespace Orchestrator.Isolation.Launching;

/// <summary>
/// The daemon's side of the launcher: one background thread reads and writes the seqpacket socket, requests are
/// answered by number. It starts the launcher when none listens in the run folder, and reconnects when the launcher
/// is lost: a new one is started and given the pidfds of all processes that were alive (they are watched again;
/// what nobody can know of an end is said to be unknown). A request whose answer was lost fails with
/// <see cref="Runtime.LauncherUnavailableException"/> and may be repeated: (id, attempt) is never started twice.
/// <para>Call <see cref="ConnectAsync"/> once, then <see cref="SurveyAsync"/>. Safe for any number of threads.</para>
/// </summary>
public sealed class LauncherConnection : IAsyncDisposable
{
    public LauncherConnection(LauncherOptions options, TimeProvider time)
    {
        Options = options;
        Time = time;
    }

    private LauncherOptions Options { get; }

    private TimeProvider Time { get; }

    /// <summary>Pid of the connected launcher; null while there is none.</summary>
    public int? LauncherPid => null;

    /// <summary>
    /// Ends of everything that the launcher started, once per life of this object, and again in the next one until
    /// acknowledged.
    /// </summary>
    public ChannelReader<LauncherExit> Exits => throw new NotSupportedException();

    /// <summary>Connects, starting a launcher when none runs. Also begins the background work.</summary>
    /// <exception cref="Runtime.LauncherUnavailableException">No launcher could be started, or another daemon holds it.</exception>
    public Task ConnectAsync(CancellationToken cancel) => throw new NotSupportedException();

    /// <summary>Compiles and sends a launch; completes when the program was entered or the attempt failed.</summary>
    public Task<LaunchAnswer> LaunchAsync(ResolvedLaunch launch, CancellationToken cancel) => throw new NotSupportedException();

    public Task<LaunchAnswer> ExecAsync(ResolvedExec exec, CancellationToken cancel) => throw new NotSupportedException();

    /// <summary>pidfd_send_signal(2) to an init (attempt ≥ 1) or an exec (attempt 0). False: it is gone.</summary>
    public Task<bool> SignalAsync(Guid id, int attempt, int signal, CancellationToken cancel) => throw new NotSupportedException();

    /// <summary>Everything that the launcher knows. Ends that were not acknowledged are put on <see cref="Exits"/> too.</summary>
    public Task<IReadOnlyList<LauncherProcess>> SurveyAsync(CancellationToken cancel) => throw new NotSupportedException();

    /// <summary>The end is durable elsewhere: the launcher may forget it.</summary>
    public Task AcknowledgeAsync(Guid id, int attempt, CancellationToken cancel) => throw new NotSupportedException();

    /// <summary>
    /// Hands a living process that a lost launcher of an earlier daemon's life had started to this one. The pidfd is
    /// found by the caller, who has checked the identity (start ticks, cgroup). False: it is gone already.
    /// </summary>
    public Task<bool> AdoptAsync(Guid id, int attempt, int pid, ulong startTicks, CancellationToken cancel) => throw new NotSupportedException();

    /// <summary>Asks the launcher to end; it does so only when nothing that it started is alive. False: something is.</summary>
    public Task<bool> ShutdownAsync(CancellationToken cancel) => throw new NotSupportedException();

    /// <summary>Closes the connection; the launcher and everything it started live on.</summary>
    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
