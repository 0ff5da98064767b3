using System.Diagnostics;
using System.Globalization;
using Orchestrator.Client;
using Orchestrator.Contracts.Containers;
using Orchestrator.Contracts.Nodes;

namespace Orchestrator.Benchmarks.Shared;

/// <summary>A daemon of its own with any number of containers that sleep.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly string _root;
    private readonly Process _process;
    private readonly CleanUp _cleanUp;

    private Crowd(string root, Process process, OrchClient client, InfoView info, CleanUp cleanUp)
    {
        _root = root;
        _cleanUp = cleanUp;
        _process = process;
        Client = client;
        Info = info;
    }

    public OrchClient Client { get; }

    public InfoView Info { get; }

    public int Count { get; private set; }

    public int DaemonPid => _process.Id;

    public static async Task<Crowd> StartAsync()
    {
        var bin = Environment.GetEnvironmentVariable("ORCH_BIN") ?? throw new InvalidOperationException("ORCH_BIN is not set; call ./bench.");
        var root = Directory.CreateTempSubdirectory("orch-bench-").FullName;
        File.SetUnixFileMode(root, (UnixFileMode)0b111_101_101);
        var cleanUp = new CleanUp(root);
        var start = new ProcessStartInfo(Path.Combine(bin, "orchd")) { ArgumentList = { "--root", root }, RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync();
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var client = new OrchClient(Path.Combine(root, "run", "orch.sock"));
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            if (process.HasExited)
                throw new InvalidOperationException($"orchd ended with {process.ExitCode}: {await said}");
            if (Stopwatch.GetElapsedTime(began) > Limit)
                throw new TimeoutException("orchd did not answer.");
            if (File.Exists(client.SocketPath) && (await client.Node.InfoAsync(CancellationToken.None)).Value is { } info)
                return new Crowd(root, process, client, info, cleanUp);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    /// <summary>Starts as many as are missing, eight at a time.</summary>
    public async Task GrowAsync(int count)
    {
        await Parallel.ForEachAsync(Enumerable.Range(Count, Math.Max(0, count - Count)), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, cancel) =>
        {
            var request = new ContainerRequest
            {
                Name = string.Create(CultureInfo.InvariantCulture, $"c{i}"),
                Image = "busybox",
                Command = ["sleep", "1000000"],
            };
            Take(await Client.Containers.CreateAsync(request, start: true, cancel));
        });
        Count = Math.Max(count, Count);
    }

    public static T Take<T>(ApiResult<T> result) where T : class =>
        result.Value ?? throw new InvalidOperationException(result.Problem?.Detail ?? result.Problem?.Title);

    public async ValueTask DisposeAsync()
    {
        Take(await Client.Node.StopAsync(withContainers: true, CancellationToken.None));
        using var limit = new CancellationTokenSource(Limit);
        await _process.WaitForExitAsync(limit.Token);
        _cleanUp.Dispose();
        Client.Dispose();
        _process.Dispose();
        Directory.Delete(_root, recursive: true);
    }
}
