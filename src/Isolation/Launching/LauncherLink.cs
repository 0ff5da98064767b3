using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;
using Orchestrator.LaunchPlan;
using Orchestrator.LaunchPlan.Wire;

namespace Orchestrator.Isolation.Launching;

/// <summary>The socket, its thread, the requests on their way, and getting it all back after a loss.</summary>
internal sealed class LauncherLink(LauncherOptions options, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    private const int MostAttempts = 3;

    /// <summary>How long a request waits for a launcher that is being started again.</summary>
    private static readonly TimeSpan WaitForReconnect = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, PendingRequest> _pending = [];
    private readonly Queue<LauncherMessage> _outgoing = new();
    private readonly WakeEvent _wake = WakeEvent.Create();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SeqpacketSocket? _socket;
    private ulong _nextRequest;
    private volatile bool _stopping;
    private volatile bool _endExpected;
    private Thread? _thread;

    public KnownProcesses Known { get; } = new();

    public int? LauncherPid { get; private set; }

    public Task StartAsync(CancellationToken cancel)
    {
        lock (_gate)
        {
            if (_thread is null)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = "launcher" };
                _thread.Start();
            }
        }
        return _first.Task.WaitAsync(cancel);
    }

    /// <summary>The launcher was asked to end: its loss is no reason to start another.</summary>
    public void ExpectEnd(bool expected) => _endExpected = expected;

    /// <param name="repeat">The request may be sent again to the next launcher when this one is lost before it answers.</param>
    public async Task<LauncherReply> AskAsync(
        Func<ulong, LauncherMessage> message, CancellationToken cancel, Func<PendingRequest>? make = null, bool repeat = true)
    {
        for (var attempt = 1; ; attempt++)
        {
            var pending = make is null ? new PendingRequest() : make();
            while (!TrySend(message, pending, out var connected))
                await ReconnectedAsync(connected, cancel).ConfigureAwait(false);
            try
            {
                return await pending.Task.WaitAsync(cancel).ConfigureAwait(false);
            }
            catch (LauncherUnavailableException) when (repeat && attempt < MostAttempts && !_stopping && !_endExpected)
            {
                // The loop waits for the next connection.
            }
        }
    }

    private async Task ReconnectedAsync(Task connected, CancellationToken cancel)
    {
        try
        {
            await connected.WaitAsync(WaitForReconnect, time, cancel).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new LauncherUnavailableException("The launcher cannot be reached for now; it is being started again.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        _wake.Set();
        if (_thread is not null)
            await _ended.Task.ConfigureAwait(false);
        Known.Complete();
        _wake.Dispose();
    }

    private bool TrySend(Func<ulong, LauncherMessage> create, PendingRequest pending, out Task connected)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopping, this);
            connected = _connected.Task;
            if (_socket is null)
                return false;
            var request = ++_nextRequest;
            var message = create(request);
            _pending.Add(request, pending);
            Post(message);
            return true;
        }
    }

    /// <summary>Sends at once when nothing waits before it; else, or when the socket is full, the thread does.</summary>
    private void Post(LauncherMessage message)
    {
        if (_outgoing.Count == 0 && _socket!.TrySend(message.Head, message.Tail.Span, message.Descriptors) is var result
            && result != -Errno.EAGAIN)
        {
            // Any other failure is a lost connection, which the thread sees too.
            message.Dispose();
            return;
        }
        _outgoing.Enqueue(message);
        _wake.Set();
    }

    private void Run()
    {
        try
        {
            while (!_stopping)
            {
                if (!Connect())
                {
                    WaitForWake(RetryDelay);
                    continue;
                }
                Serve();
                Lose();
                if (_endExpected)
                    return;
            }
        }
        finally
        {
            Lose();
            _first.TrySetException(new LauncherUnavailableException("The connection to the launcher was closed."));
            _ended.TrySetResult();
        }
    }

    private bool Connect()
    {
        try
        {
            Directory.CreateDirectory(options.RunDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            using var directory = DirectoryHandle.Open(options.RunDirectory);
            var socket = SeqpacketSocket.TryConnect(directory, WireProtocol.SocketName, out var errno);
            if (socket is null)
            {
                LauncherStarter.Start(options);
                socket = SeqpacketSocket.TryConnect(directory, WireProtocol.SocketName, out errno)
                    ?? throw new LauncherUnavailableException($"The launcher's socket in {options.RunDirectory} does not answer: {Errno.Name(errno)}");
            }
            Greet(socket);
            Begin(socket);
            return true;
        }
        catch (Exception problem) when (problem is LauncherUnavailableException or IOException or UnauthorizedAccessException)
        {
            // The first connection fails loudly; a lost one is tried again until this object is closed.
            if (!_first.Task.IsCompleted)
            {
                _stopping = true;
                _first.TrySetException(problem as LauncherUnavailableException ?? new LauncherUnavailableException(problem.Message, problem));
            }
            return false;
        }
    }

    private void Greet(SeqpacketSocket socket)
    {
        using var hello = LauncherMessage.Create(MessageKind.Hello, 0,
            new HelloBody { Protocol = WireProtocol.Version, Pid = (uint)Environment.ProcessId });
        var buffer = new byte[1024];
        if (socket.TrySend(hello.Head, default, default) != 0 || !Readable(socket, (int)options.StartTimeout.TotalMilliseconds))
            throw Refused(socket, "The launcher does not answer.");
        var count = socket.TryReceive(buffer, []);
        if (count < Unsafe.SizeOf<MessageHeader>() + Unsafe.SizeOf<HelloReplyBody>())
            throw Refused(socket, "The launcher closed the connection.");
        var reply = MemoryMarshal.Read<HelloReplyBody>(buffer.AsSpan(Unsafe.SizeOf<MessageHeader>()));
        if (reply.Verdict == HelloVerdict.Busy)
            throw Refused(socket, $"Another daemon (pid {reply.HolderPid}) holds the launcher of {options.RunDirectory}. Stop it first.");
        if (reply.Verdict != HelloVerdict.Accepted || reply.PlanVersion != PlanFormat.Version)
        {
            throw Refused(socket, $"The launcher (pid {reply.LauncherPid}, protocol {reply.Protocol}, plans {reply.PlanVersion}) does not "
                + $"match this daemon (protocol {WireProtocol.Version}, plans {PlanFormat.Version}): {reply.Verdict}.");
        }
        LauncherPid = reply.LauncherPid;
    }

    private static LauncherUnavailableException Refused(SeqpacketSocket socket, string message)
    {
        socket.Dispose();
        return new LauncherUnavailableException(message);
    }

    private void Begin(SeqpacketSocket socket)
    {
        lock (_gate)
        {
            _socket = socket;
            foreach (var adoption in Known.Adoptions())
                Post(adoption);
            if (_first.Task.IsCompletedSuccessfully)
            {
                // After a loss: ends that the old connection did not bring come again.
                var request = ++_nextRequest;
                _pending.Add(request, new PendingRequest());
                Post(LauncherMessage.Create(MessageKind.Survey, request));
            }
            _connected.TrySetResult();
        }
        _first.TrySetResult();
    }

    private void Lose()
    {
        PendingRequest[] lost;
        lock (_gate)
        {
            LauncherPid = null;
            _socket?.Dispose();
            _socket = null;
            lost = [.. _pending.Values];
            _pending.Clear();
            while (_outgoing.TryDequeue(out var message))
                message.Dispose();
            if (_connected.Task.IsCompleted)
                _connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        foreach (var request in lost)
            request.Fail(new LauncherUnavailableException("The connection to the launcher was lost before it answered."));
    }

    private void Serve()
    {
        var buffer = new byte[WireProtocol.MaxMessage];
        var descriptors = new List<Descriptor>();
        while (!_stopping)
        {
            if (!WaitForTraffic())
                continue;
            while (true)
            {
                var count = _socket!.TryReceive(buffer, descriptors);
                if (count == -Errno.EAGAIN)
                    break;
                // unix(7): the peer closed with unread messages of ours. The kernel says so once, before what it sent.
                if (count == -Errno.ECONNRESET)
                    continue;
                if (count < Unsafe.SizeOf<MessageHeader>())
                    return;
                Receive(buffer.AsSpan(0, count), descriptors);
                descriptors.Clear();
            }
        }
    }

    private void Receive(ReadOnlySpan<byte> message, List<Descriptor> descriptors)
    {
        var descriptor = descriptors.Count > 0 ? descriptors[0] : null;
        var header = MemoryMarshal.Read<MessageHeader>(message);
        var body = message[Unsafe.SizeOf<MessageHeader>()..];
        switch (header.Kind)
        {
            case MessageKind.Exited:
                Known.Exited(MemoryMarshal.Read<ExitedBody>(body));
                return;
            case MessageKind.SurveyEntry:
                var entry = MemoryMarshal.Read<SurveyEntryBody>(body);
                if (descriptor is not null && entry.Phase == ProcessPhase.Alive)
                    Known.Surveyed(entry, descriptor);
                else
                    descriptor?.Dispose();
                lock (_gate)
                {
                    _pending.GetValueOrDefault(header.Request)?.Survey.Add(new LauncherProcess(
                        entry.Key.Id, entry.Key.Attempt, entry.IsExec != 0, entry.Pid, entry.StartTicks, entry.Phase != ProcessPhase.Ended));
                }
                return;
            default:
                PendingRequest? pending;
                lock (_gate)
                    _pending.Remove(header.Request, out pending);
                if (pending is null)
                    descriptors.ForEach(unwanted => unwanted.Dispose());
                else if (header.Kind == MessageKind.NamespacesMade)
                    pending.Complete(new LauncherReply(header.Kind, body.ToArray(), null) { Descriptors = [.. descriptors] });
                else
                    pending.Complete(Reply(header.Kind, body, descriptor));
                return;
        }
    }

    /// <summary>A start is remembered here, before any later message is read: its end may be the next one.</summary>
    private LauncherReply Reply(MessageKind kind, ReadOnlySpan<byte> body, Descriptor? descriptor)
    {
        var process = kind == MessageKind.Started
            ? Known.Started(MemoryMarshal.Read<StartedBody>(body), descriptor)
            : null;
        return new LauncherReply(kind, body.ToArray(), process);
    }

    /// <summary>Waits for the socket or a wake-up, and sends what is queued. True when there may be something to read.</summary>
    private unsafe bool WaitForTraffic()
    {
        var waiting = stackalloc Poll.pollfd[2];
        waiting[0].fd = _socket!.Number;
        waiting[1].fd = _wake.Number;
        waiting[1].events = Poll.POLLIN;
        lock (_gate)
            waiting[0].events = (short)(Poll.POLLIN | (_outgoing.Count > 0 ? 4 : 0));
        Poll.poll(waiting, 2, -1);
        if (waiting[1].revents != 0)
            _wake.Reset();
        lock (_gate)
        {
            while (_outgoing.TryPeek(out var next))
            {
                if (_socket.TrySend(next.Head, next.Tail.Span, next.Descriptors) == -Errno.EAGAIN)
                    break;
                _outgoing.Dequeue().Dispose();
            }
        }
        return (waiting[0].revents & ~4) != 0;
    }

    private unsafe bool Readable(SeqpacketSocket socket, int milliseconds)
    {
        Poll.pollfd waiting;
        waiting.fd = socket.Number;
        waiting.events = Poll.POLLIN;
        waiting.revents = 0;
        return Poll.poll(&waiting, 1, milliseconds) > 0;
    }

    private unsafe void WaitForWake(TimeSpan limit)
    {
        Poll.pollfd waiting;
        waiting.fd = _wake.Number;
        waiting.events = Poll.POLLIN;
        waiting.revents = 0;
        if (Poll.poll(&waiting, 1, (int)limit.TotalMilliseconds) > 0)
            _wake.Reset();
    }
}
