using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.Contracts;
using Orchestrator.Kernel;

namespace Orchestrator.Client;

/// <summary>
/// HTTP over the daemon's unix socket by blocking calls of the calling thread alone, a connection for each request: for
/// callers that may live in a child of fork(2), where the threads that <see cref="ApiTransport"/> needs do not exist, and
/// for programs that are gone again before a pool of connections would pay.
/// </summary>
/// <param name="patience">How long an answer may take; null: for ever.</param>
public sealed class BlockingTransport(string socketPath, TimeSpan? patience = null)
{
    private StreamSocket? _ready;

    public string SocketPath { get; } = socketPath;

    /// <summary>
    /// Null when nobody listens there. The connection by which that is found out is the one of the first request: the daemon
    /// works for each one that it accepts.
    /// </summary>
    public static BlockingTransport? TryOpen(string socketPath, TimeSpan? patience) =>
        StreamSocket.TryConnect(socketPath, out _) is { } socket ? new BlockingTransport(socketPath, patience) { _ready = socket } : null;

    public ApiResult<T> Get<T>(string path, JsonTypeInfo<T> type, TimeSpan? within = null)
        where T : class => Send("GET", path, null, Reader(type), within);

    /// <summary>An answer that the caller reads itself.</summary>
    /// <param name="read">May throw <see cref="JsonException"/>.</param>
    public ApiResult<T> Get<T>(string path, Func<byte[], T> read, TimeSpan? within = null)
        where T : class => Send("GET", path, null, read, within);

    /// <summary>The same of a request without a body.</summary>
    public ApiResult<T> Post<T>(string path, Func<byte[], T> read)
        where T : class => Send("POST", path, [], read);

    /// <summary>The same of one with a body.</summary>
    public ApiResult<T> Post<TBody, T>(string path, TBody body, JsonTypeInfo<TBody> bodyType, Func<byte[], T> read)
        where T : class => Send("POST", path, JsonSerializer.SerializeToUtf8Bytes(body, bodyType), read);

    /// <summary>As the others that the caller reads itself.</summary>
    public ApiResult<T> Delete<T>(string path, Func<byte[], T> read)
        where T : class => Send("DELETE", path, null, read);

    public ApiResult<T> Delete<T>(string path, JsonTypeInfo<T> type)
        where T : class => Send("DELETE", path, null, Reader(type));

    public ApiResult<T> Post<T>(string path, JsonTypeInfo<T> type)
        where T : class => Send("POST", path, [], Reader(type));

    public ApiResult<T> Post<TBody, T>(string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type)
        where T : class => Send("POST", path, JsonSerializer.SerializeToUtf8Bytes(body, bodyType), Reader(type));

    /// <summary>The answer's body as it comes; the caller disposes it.</summary>
    public ApiResult<Stream> Open(string path) => OpenWith("GET", path, null);

    /// <summary>The same, of a request with a body.</summary>
    public ApiResult<Stream> Open<TBody>(string path, TBody body, JsonTypeInfo<TBody> bodyType) =>
        OpenWith("POST", path, JsonSerializer.SerializeToUtf8Bytes(body, bodyType));

    /// <summary>Events as they come; the caller disposes them.</summary>
    /// <param name="query">What follows <c>v1/events?</c>.</param>
    public ApiResult<BlockingEvents> Follow(string query)
    {
        var (stream, problem) = Open($"v1/events?{query}");
        return stream is BlockingBody body ? new(new BlockingEvents(body), null) : new(null, problem ?? Problems.Garbled("The events have no body."));
    }

    /// <summary>The same; what it is waiting for is cut short by the token, and so is the reading of what comes.</summary>
    /// <param name="body">Null: none.</param>
    /// <exception cref="OperationCanceledException">The token said so.</exception>
    public ApiResult<Stream> OpenWith(string method, string path, byte[]? body, CancellationToken cancel = default)
    {
        StreamSocket? socket = null;
        try
        {
            socket = Connect(within: null);
            SendHead(socket, method, path, body);
            var answer = new BlockingAnswer(socket);
            using var cut = answer.CutBy(cancel);
            var status = answer.ReadHead();
            if (status is >= 200 and < 300)
                return new(answer.Body, null);
            using (answer.Body)
                return new(null, ProblemOf(status, path, answer.ReadAll()));
        }
        catch (IOException error)
        {
            socket?.Dispose();
            cancel.ThrowIfCancellationRequested();
            return new(null, Unreachable(error));
        }
    }

    private static Func<byte[], T> Reader<T>(JsonTypeInfo<T> type)
        where T : class => bytes => typeof(T) == typeof(Nothing) ? (T)(object)Nothing.Instance
            : JsonSerializer.Deserialize(bytes, type) ?? throw new JsonException("The body is null.");

    private ApiResult<T> Send<T>(string method, string path, byte[]? body, Func<byte[], T> read, TimeSpan? within = null)
        where T : class
    {
        try
        {
            using var socket = Connect(within);
            SendHead(socket, method, path, body);
            var answer = new BlockingAnswer(socket);
            var status = answer.ReadHead();
            var bytes = answer.ReadAll();
            if (status is < 200 or >= 300)
                return new(null, ProblemOf(status, path, bytes));
            return new(read(bytes), null);
        }
        catch (JsonException error)
        {
            return new(null, Problems.Garbled(error.Message));
        }
        catch (IOException error)
        {
            return new(null, Unreachable(error));
        }
    }

    /// <exception cref="SystemCallException">Nobody listens there.</exception>
    private StreamSocket Connect(TimeSpan? within)
    {
        var socket = Interlocked.Exchange(ref _ready, null) ?? StreamSocket.TryConnect(SocketPath, out var errno)
            ?? throw new SystemCallException("connect", errno, $"Connecting to {SocketPath}");
        if ((within ?? patience) is { } time)
            socket.LimitReceive(time);
        return socket;
    }

    private static void SendHead(StreamSocket socket, string method, string path, byte[]? body)
    {
        var head = new StringBuilder().Append(method).Append(" /").Append(path).Append(" HTTP/1.1\r\nHost: orch\r\nConnection: close\r\n");
        if (body is not null)
            head.Append("Content-Type: application/json\r\nIdempotency-Key: ").Append(Guid.NewGuid().ToString("N")).Append("\r\nContent-Length: ").Append(body.Length).Append("\r\n");
        byte[] message = [.. Encoding.UTF8.GetBytes(head.Append("\r\n").ToString()), .. body ?? []];
        socket.Send(message);
    }

    private static Problem ProblemOf(int status, string path, byte[] bytes)
    {
        try
        {
            if (JsonSerializer.Deserialize(bytes, ContractsJson.Default.Problem) is { } problem)
                return problem with { Status = status };
        }
        catch (JsonException)
        {
        }
        return new Problem { Title = $"The daemon answered {status}", Status = status, Detail = path };
    }

    private Problem Unreachable(IOException error) =>
        error is SystemCallException { Number: Errno.EAGAIN }
            ? new Problem { Title = "The daemon did not answer in time", Detail = SocketPath, Next = "See its log, or give it more time", ExitCode = TimedOutExitCode }
            : Problems.Unreachable(SocketPath, error.Message);

    /// <summary>The exit code of a problem that says that the answer took too long.</summary>
    public const int TimedOutExitCode = 124;
}
