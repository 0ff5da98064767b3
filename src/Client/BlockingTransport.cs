using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.Contracts;

namespace Orchestrator.Client;

/// <summary>
/// HTTP over the daemon's unix socket by blocking calls of the calling thread alone, a connection for each request: for
/// callers that may live in a child of fork(2), where the threads that <see cref="ApiTransport"/> needs do not exist, and
/// for programs that are gone again before a pool of connections would pay.
/// </summary>
/// <param name="patience">How long an answer may take; null: for ever.</param>
public sealed class BlockingTransport(string socketPath, TimeSpan? patience = null)
{
    public string SocketPath { get; } = socketPath;

    public ApiResult<T> Get<T>(string path, JsonTypeInfo<T> type, TimeSpan? within = null)
        where T : class => Send("GET", path, null, type, within);

    public ApiResult<T> Delete<T>(string path, JsonTypeInfo<T> type)
        where T : class => Send("DELETE", path, null, type);

    public ApiResult<T> Post<T>(string path, JsonTypeInfo<T> type)
        where T : class => Send("POST", path, [], type);

    public ApiResult<T> Post<TBody, T>(string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type)
        where T : class => Send("POST", path, JsonSerializer.SerializeToUtf8Bytes(body, bodyType), type);

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

    private ApiResult<Stream> OpenWith(string method, string path, byte[]? body)
    {
        Socket? socket = null;
        try
        {
            socket = Connect(within: null);
            SendHead(socket, method, path, body);
            var answer = new BlockingAnswer(socket);
            var status = answer.ReadHead();
            if (status is >= 200 and < 300)
                return new(answer.Body, null);
            using (answer.Body)
                return new(null, ProblemOf(status, path, answer.ReadAll()));
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            socket?.Dispose();
            return new(null, Unreachable(error));
        }
    }

    private ApiResult<T> Send<T>(string method, string path, byte[]? body, JsonTypeInfo<T> type, TimeSpan? within = null)
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
            return typeof(T) == typeof(Nothing) ? new((T)(object)Nothing.Instance, null)
                : JsonSerializer.Deserialize(bytes, type) is { } value ? new(value, null)
                : new(null, Problems.Garbled("The body is null."));
        }
        catch (JsonException error)
        {
            return new(null, Problems.Garbled(error.Message));
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return new(null, Unreachable(error));
        }
    }

    private Socket Connect(TimeSpan? within)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if ((within ?? patience) is { } time)
                socket.ReceiveTimeout = (int)Math.Clamp(time.TotalMilliseconds, 1, int.MaxValue);
            socket.Connect(new UnixDomainSocketEndPoint(SocketPath));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void SendHead(Socket socket, string method, string path, byte[]? body)
    {
        var head = new StringBuilder().Append(method).Append(" /").Append(path).Append(" HTTP/1.1\r\nHost: orch\r\nConnection: close\r\n");
        if (body is not null)
            head.Append("Content-Type: application/json\r\nIdempotency-Key: ").Append(Guid.NewGuid().ToString("N")).Append("\r\nContent-Length: ").Append(body.Length).Append("\r\n");
        byte[] message = [.. Encoding.UTF8.GetBytes(head.Append("\r\n").ToString()), .. body ?? []];
        for (var sent = 0; sent < message.Length;)
            sent += socket.Send(message.AsSpan(sent));
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

    private Problem Unreachable(Exception error) =>
        (error as SocketException ?? error.InnerException as SocketException)?.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock
            ? new Problem { Title = "The daemon did not answer in time", Detail = SocketPath, Next = "See its log, or give it more time", ExitCode = TimedOutExitCode }
            : Problems.Unreachable(SocketPath, error.Message);

    /// <summary>The exit code of a problem that says that the answer took too long.</summary>
    public const int TimedOutExitCode = 124;
}
