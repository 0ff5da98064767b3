using System.Text;
using System.Threading.Channels;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Kernel;
using Orchestrator.LaunchPlan;
using Orchestrator.LaunchPlan.Wire;

namespace Orchestrator.Isolation.Launching;

/// <summary>
/// The daemon's side of the launcher: one background thread reads and writes the seqpacket socket, requests are
/// answered by number. It starts the launcher when none listens in the run folder, and reconnects when the launcher
/// is lost: a new one is started and given the pidfds of all processes that were alive (they are watched again;
/// what nobody can know of an end is said to be unknown). A request whose answer was lost fails with
/// <see cref="LauncherUnavailableException"/> and may be repeated: (id, attempt) is never started twice.
/// <para>Call <see cref="ConnectAsync"/> once, then <see cref="SurveyAsync"/>. Safe for any number of threads.</para>
/// </summary>
public sealed class LauncherConnection : IAsyncDisposable
{
    private readonly LauncherLink _link;

    public LauncherConnection(LauncherOptions options, TimeProvider time) => _link = new LauncherLink(options, time);

    /// <summary>Pid of the connected launcher; null while there is none.</summary>
    public int? LauncherPid => _link.LauncherPid;

    /// <summary>
    /// Ends of everything that the launcher started, once per life of this object, and again in the next one until
    /// acknowledged.
    /// </summary>
    public ChannelReader<LauncherExit> Exits => _link.Known.Exits;

    /// <summary>Connects, starting a launcher when none runs. Also begins the background work.</summary>
    /// <exception cref="LauncherUnavailableException">No launcher could be started, or another daemon holds it.</exception>
    public Task ConnectAsync(CancellationToken cancel) => _link.StartAsync(cancel);

    /// <summary>Compiles and sends a launch; completes when the program was entered or the attempt failed.</summary>
    public Task<LaunchAnswer> LaunchAsync(ResolvedLaunch launch, CancellationToken cancel)
    {
        var body = new LaunchBody { Id = launch.Id, Attempt = launch.Attempt, TimeLimitMs = Milliseconds(launch.TimeLimit) };
        return StartAsync(MessageKind.Launch, body, PlanCompiler.Compile(launch), cancel);
    }

    public Task<LaunchAnswer> ExecAsync(ResolvedExec exec, CancellationToken cancel)
    {
        var body = new LaunchBody
        {
            Id = exec.ExecId,
            TimeLimitMs = Milliseconds(exec.TimeLimit),
            Target = exec.Container,
            TargetAttempt = exec.Attempt,
        };
        return StartAsync(MessageKind.Exec, body, PlanCompiler.Compile(exec), cancel);
    }

    /// <summary>pidfd_send_signal(2) to an init (attempt ≥ 1) or an exec (attempt 0). False: it is gone.</summary>
    public async Task<bool> SignalAsync(Guid id, int attempt, int signal, CancellationToken cancel)
    {
        var body = new SignalBody { Key = new ProcessKey(id, attempt), Signal = signal };
        var reply = await _link.AskAsync(request => LauncherMessage.Create(MessageKind.Signal, request, body), cancel, repeat: false)
            .ConfigureAwait(false);
        var errno = reply.Read<SignalReplyBody>().Errno;
        return errno switch
        {
            0 => true,
            Errno.ESRCH => false,
            _ => throw new SystemCallException("pidfd_send_signal", errno, $"Sending signal {signal} to {id}"),
        };
    }

    /// <summary>Everything that the launcher knows. Ends that were not acknowledged are put on <see cref="Exits"/> too.</summary>
    public async Task<IReadOnlyList<LauncherProcess>> SurveyAsync(CancellationToken cancel)
    {
        PendingRequest? last = null;
        await _link.AskAsync(request => LauncherMessage.Create(MessageKind.Survey, request), cancel, () => last = new PendingRequest())
            .ConfigureAwait(false);
        return last!.Survey;
    }

    /// <summary>The end is durable elsewhere: the launcher may forget it.</summary>
    public async Task AcknowledgeAsync(Guid id, int attempt, CancellationToken cancel)
    {
        var key = new ProcessKey(id, attempt);
        await _link.AskAsync(request => LauncherMessage.Create(MessageKind.Acknowledge, request, key), cancel).ConfigureAwait(false);
        _link.Known.Forget(key);
    }

    /// <summary>
    /// Hands a living process that a lost launcher of an earlier daemon's life had started to this one. The caller has
    /// found it by its cgroup and checked its identity. False: it is gone already.
    /// </summary>
    public async Task<bool> AdoptAsync(Guid id, int attempt, int pid, ulong startTicks, CancellationToken cancel)
    {
        using var pidfd = Pidfd.TryOpen(pid, startTicks);
        if (pidfd is null)
            return false;
        var body = new AdoptBody { Key = new ProcessKey(id, attempt), Pid = pid, StartTicks = startTicks };
        var reply = await _link.AskAsync(request => LauncherMessage.Create(MessageKind.Adopt, request, body, default, pidfd), cancel)
            .ConfigureAwait(false);
        var errno = reply.Read<SignalReplyBody>().Errno;
        return errno == 0 ? true : throw new SystemCallException("adopt", errno, $"Handing process {pid} to the launcher");
    }

    /// <summary>Asks the launcher to end; it does so only when nothing that it started is alive. False: something is.</summary>
    public async Task<bool> ShutdownAsync(CancellationToken cancel)
    {
        _link.ExpectEnd(true);
        var reply = await _link.AskAsync(request => LauncherMessage.Create(MessageKind.Shutdown, request), cancel).ConfigureAwait(false);
        var ends = reply.Read<SignalReplyBody>().Errno == 0;
        _link.ExpectEnd(ends);
        return ends;
    }

    /// <summary>A user namespace with these maps and what belongs to it, lo up, for a launch that is still to come.</summary>
    /// <exception cref="SystemCallException">The kernel gives none.</exception>
    public async Task<OwnNamespaces> MakeNamespacesAsync(string uidMap, string gidMap, CancellationToken cancel)
    {
        var maps = Encoding.UTF8.GetBytes($"{uidMap}\0{gidMap}\0");
        var uidBytes = Encoding.UTF8.GetByteCount(uidMap) + 1;
        var body = new MakeNamespacesBody { UidMapBytes = (uint)uidBytes, GidMapBytes = (uint)(maps.Length - uidBytes) };
        var reply = await _link.AskAsync(request => LauncherMessage.Create(MessageKind.MakeNamespaces, request, body, maps), cancel)
            .ConfigureAwait(false);
        if (reply.Descriptors is [var user, var net, var ipc, var uts])
            return new OwnNamespaces(user, net, ipc, uts);
        foreach (var descriptor in reply.Descriptors)
            descriptor.Dispose();
        throw new SystemCallException("unshare", reply.Read<SignalReplyBody>().Errno, "Making the namespaces of a container");
    }

    /// <summary>Closes the connection; the launcher and everything it started live on.</summary>
    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private async Task<LaunchAnswer> StartAsync(MessageKind kind, LaunchBody body, CompiledPlan plan, CancellationToken cancel)
    {
        using var memory = plan.Bytes.Length > PlanFormat.MaxInlineBytes ? MemoryFile.Create("launch-plan", plan.Bytes) : null;
        body.PlanBytes = (uint)plan.Bytes.Length;
        body.PlanInMemfd = memory is null ? 0u : 1u;
        var reply = await _link.AskAsync(
            request => memory is null
                ? LauncherMessage.Create(kind, request, body, plan.Bytes, plan.Slots)
                : LauncherMessage.Create(kind, request, body, default, [.. plan.Slots, memory]),
            cancel).ConfigureAwait(false);
        return reply.Kind == MessageKind.Failed
            ? new LaunchAnswer(null, LauncherFailures.Explain(reply))
            : new LaunchAnswer(reply.Process, null);
    }

    private static uint Milliseconds(TimeSpan limit) => (uint)Math.Clamp(limit.TotalMilliseconds, 1, 3_600_000);
}
