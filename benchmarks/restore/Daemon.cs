using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Net.Sockets;
using Orchestrator.Contracts.Nodes;

namespace Orchestrator.Benchmarks.Restore;

/// <summary>The built orchd on a root, from its start to its first answer that it is ready.</summary>
internal sealed class Daemon : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly HttpClient _http;

    private Daemon(Process process, HttpClient http)
    {
        _process = process;
        _http = http;
    }

    public TimeSpan Ready { get; private set; }

    /// <summary>Most memory that it ever had resident.</summary>
    public long PeakBytes => 1024 * long.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    public static async Task<Daemon> StartAsync(string root)
    {
        string bin = Environment.GetEnvironmentVariable("ORCH_BIN")
            ?? throw new InvalidOperationException("ORCH_BIN is not set; call ./bench restore.");
        string socket = Path.Combine(root, "run", "orch.sock");
        ProcessStartInfo start = new(Path.Combine(bin, "orchd"))
        {
            ArgumentList = { "--root", root }, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        long began = Stopwatch.GetTimestamp();
        Process process = Process.Start(start)!;
        Task<string> said = process.StandardError.ReadToEndAsync();
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        Daemon daemon = new(process, Client(socket));
        using CancellationTokenSource limit = new(Limit);
        while (!await daemon.AnswersAsync(socket, limit.Token))
        {
            if (process.HasExited)
                throw new InvalidOperationException($"orchd ended with {process.ExitCode}: {await said}");
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, limit.Token);
        }
        daemon.Ready = Stopwatch.GetElapsedTime(began);
        return daemon;
    }

    public async ValueTask DisposeAsync()
    {
        using HttpResponseMessage answer = await _http.PostAsJsonAsync("/v1/daemon/stop", new ShutdownRequest(WithContainers: true));
        answer.EnsureSuccessStatusCode();
        using CancellationTokenSource limit = new(Limit);
        await _process.WaitForExitAsync(limit.Token);
        _http.Dispose();
        _process.Dispose();
    }

    private async Task<bool> AnswersAsync(string socket, CancellationToken cancel)
    {
        if (!File.Exists(socket))
            return false;
        try
        {
            using HttpResponseMessage answer = await _http.GetAsync("/healthz/ready", cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static HttpClient Client(string socket) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancel) =>
        {
            Socket connection = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancel);
            return new NetworkStream(connection, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://orch"), Timeout = Limit,
    };
}
