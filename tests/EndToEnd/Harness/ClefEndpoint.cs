using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Orchestrator.EndToEnd.Harness;

/// <summary>Seq's ingestion endpoint on loopback, which takes newline-delimited log events (CLEF). It can go and come back.</summary>
internal sealed class ClefEndpoint : IAsyncDisposable
{
    private readonly List<JsonElement> _events = [];
    private HttpListener? _listener;
    private TcpListener? _silent;
    private Task _serving = Task.CompletedTask;

    public ClefEndpoint()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        Port = ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    public int Port { get; }

    public string Url => $"http://127.0.0.1:{Port}";

    /// <summary>What has arrived so far.</summary>
    public List<JsonElement> Events
    {
        get
        {
            lock (_events)
                return [.. _events];
        }
    }

    public void Up()
    {
        _listener = new HttpListener();
        _listener.Prefixes.Add(Url + "/");
        _listener.Start();
        _serving = ServeAsync(_listener);
    }

    /// <summary>Connections are refused.</summary>
    public async Task DownAsync()
    {
        _silent?.Stop();
        _silent = null;
        if (_listener is { } listener)
            listener.Close();
        _listener = null;
        await _serving;
    }

    /// <summary>Connections are taken, and nothing is ever answered.</summary>
    public async Task HangAsync()
    {
        await DownAsync();
        _silent = new TcpListener(IPAddress.Loopback, Port);
        _silent.Start();
    }

    public async ValueTask DisposeAsync() => await DownAsync();

    private async Task ServeAsync(HttpListener listener)
    {
        try
        {
            while (true)
            {
                var call = await listener.GetContextAsync();
                using (var body = new StreamReader(call.Request.InputStream))
                {
                    var lines = (await body.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
                    lock (_events)
                        _events.AddRange(lines.Select(line => JsonDocument.Parse(line).RootElement));
                }
                call.Response.StatusCode = 201;
                call.Response.Close();
            }
        }
        catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // It was closed: Seq is away.
        }
    }
}
