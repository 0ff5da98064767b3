using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.Contracts;

namespace Orchestrator.Client;

/// <summary>HTTP over the daemon's unix socket; every failure becomes a <see cref="Problem"/>.</summary>
public sealed class ApiTransport : IDisposable
{
    private HttpClient? _http;

    public ApiTransport(string socketPath) => SocketPath = socketPath;

    public string SocketPath { get; }

    /// <summary>Made when it is first used: a command in the foreground has its answer by <see cref="BlockingTransport"/>.</summary>
    private HttpClient Http => _http ?? Interlocked.CompareExchange(ref _http, Make(), null) ?? _http;

    public void Dispose() => _http?.Dispose();

    private HttpClient Make()
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = (_, cancel) => ConnectAsync(SocketPath, cancel),
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
        };
        return new HttpClient(handler) { BaseAddress = new Uri("http://orch/"), Timeout = Timeout.InfiniteTimeSpan };
    }

    public async Task<ApiResult<T>> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel)
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync(request, type, cancel);
    }

    /// <param name="key">Idempotency key; the same key never does the same thing twice.</param>
    public async Task<ApiResult<T>> PostAsync<TBody, T>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type, CancellationToken cancel, string? key = null)
        where T : class
    {
        using var request = Post(path, body, bodyType, key);
        return await SendAsync(request, type, cancel);
    }

    public async Task<ApiResult<T>> PostAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel)
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        AddKey(request, null);
        return await SendAsync(request, type, cancel);
    }

    public async Task<ApiResult<T>> DeleteAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel)
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, path);
        return await SendAsync(request, type, cancel);
    }

    /// <summary>A response whose body is still to come; the caller disposes it.</summary>
    public async Task<ApiResult<HttpResponseMessage>> OpenAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            if (response.IsSuccessStatusCode)
                return new(response, null);
            using (response)
                return new(null, await ProblemOfAsync(response, cancel));
        }
        catch (HttpRequestException error)
        {
            return new(null, Unreachable(error));
        }
    }

    public static HttpRequestMessage Post<TBody>(string path, TBody body, JsonTypeInfo<TBody> bodyType, string? key = null)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, bodyType));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        AddKey(request, key);
        return request;
    }

    private static void AddKey(HttpRequestMessage request, string? key) =>
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key ?? Guid.NewGuid().ToString("N"));

    internal async Task<ApiResult<T>> SendAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancel)
        where T : class
    {
        var (response, problem) = await OpenAsync(request, cancel);
        if (response is null)
            return new(null, problem);
        using (response)
        {
            try
            {
                if (typeof(T) == typeof(Nothing))
                    return new((T)(object)Nothing.Instance, null);
                await using var body = await response.Content.ReadAsStreamAsync(cancel);
                var value = await JsonSerializer.DeserializeAsync(body, type, cancel);
                return value is null ? new(null, Problems.Garbled("The body is null.")) : new(value, null);
            }
            catch (JsonException error)
            {
                return new(null, Problems.Garbled(error.Message));
            }
            catch (Exception error) when (error is IOException or HttpRequestException)
            {
                return new(null, Problems.Unreachable(SocketPath, $"The connection broke while the answer came: {error.Message}"));
            }
        }
    }

    private async Task<Problem> ProblemOfAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(cancel);
        try
        {
            if (JsonSerializer.Deserialize(bytes, ContractsJson.Default.Problem) is { } problem)
                return problem with { Status = (int)response.StatusCode };
        }
        catch (JsonException)
        {
        }
        return new Problem
        {
            Title = $"The daemon answered {(int)response.StatusCode} ({response.ReasonPhrase})",
            Status = (int)response.StatusCode,
            Detail = $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.PathAndQuery}",
        };
    }

    private Problem Unreachable(HttpRequestException error)
    {
        var why = error.InnerException is SocketException socket
            ? Problems.Why(socket.SocketErrorCode) ?? socket.Message
            : error.Message;
        return Problems.Unreachable(SocketPath, why);
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
