using System.Diagnostics;
using System.Globalization;
using Orchestrator.Benchmarks.Start;
using Orchestrator.Client;
using Orchestrator.Contracts.Batches;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Benchmarks.Batch;

/// <summary>The built engine on a root of its own: `orch batch run`, from its start to its end, with durable history.</summary>
internal sealed class Ours : IContender
{
    private readonly string _root;
    private readonly int _daemon;
    private readonly int _launcher;
    private int _batch;

    private Ours(string root, int daemon, int launcher, int containers)
    {
        _root = root;
        _daemon = daemon;
        _launcher = launcher;
        Containers = containers;
        Client = new OrchClient(Path.Combine(root, "run", "orch.sock"));
    }

    public string Name => "orchestrator";

    public int Containers { get; }

    public OrchClient Client { get; }

    /// <summary>Resident memory of the daemon, after a collection has taken what nobody needs.</summary>
    public long ResidentBytes => 1024 * long.Parse(
        File.ReadLines($"/proc/{_daemon}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    public static async Task<Ours> StartAsync(string root, int containers)
    {
        await OrchAsync(root, "info");
        using var client = new OrchClient(Path.Combine(root, "run", "orch.sock"));
        var info = (await client.Node.InfoAsync(CancellationToken.None)).Value
            ?? throw new InvalidOperationException("The daemon does not answer.");
        return new Ours(root, info.DaemonPid, info.LauncherPid!.Value, containers);
    }

    /// <summary>Enough for both processors while some of the jobs wait for the disk.</summary>
    private const int Concurrency = 32;

    public Task<(TimeSpan Wall, TimeSpan Cpu)> RunAsync() => RunAsync(Containers);

    public async Task<(TimeSpan Wall, TimeSpan Cpu)> RunAsync(int jobs)
    {
        var file = Path.Combine(_root, "bench.yaml");
        await File.WriteAllTextAsync(file, string.Create(CultureInfo.InvariantCulture, $$"""
            name: bench-{{++_batch}}
            concurrency: {{Concurrency}}
            defaults: { image: busybox, memory: 64M, pids: 32 }
            jobs:
              - name: job
                count: {{jobs}}
                command: ["true"]

            """));
        var before = CpuTime.Of(_daemon) + CpuTime.Of(_launcher);
        var began = Stopwatch.GetTimestamp();
        await OrchAsync(_root, "batch", "run", "-q", file);
        return (Stopwatch.GetElapsedTime(began), CpuTime.Of(_daemon) + CpuTime.Of(_launcher) - before);
    }

    public static BatchDefinition Batch(string name, int count, int priority, params string[] command) => new()
    {
        Name = name,
        Concurrency = 1,
        Jobs =
        [
            new BatchJobDefinition
            {
                Name = "job", Count = count, Image = "busybox", Command = command, Priority = priority,
                Resources = new ResourceRequest { MemoryBytes = 16 << 20, Pids = 8 },
            },
        ],
    };

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await OrchAsync(_root, "daemon", "--stop", "--with-containers");
    }

    private static async Task OrchAsync(string root, params string[] arguments)
    {
        var bin = Environment.GetEnvironmentVariable("ORCH_BIN")
            ?? throw new InvalidOperationException("ORCH_BIN is not set; call ./bench batch.");
        var start = new ProcessStartInfo(Path.Combine(bin, "orch"), ["--root", root, .. arguments]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"orch {string.Join(' ', arguments)} ended with {process.ExitCode}; see its message above.");
    }
}
