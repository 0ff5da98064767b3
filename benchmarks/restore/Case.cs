using System.Diagnostics;

namespace Orchestrator.Benchmarks.Restore;

/// <summary>One store with one number of containers, and what its runs took.</summary>
internal sealed class Case(IStore store, int containers, string scratch)
{
    private readonly string _original = Path.Combine(scratch, $"{store.Name}-{containers}");
    private readonly List<double> _scans = [];
    private readonly List<double> _with = [];
    private readonly List<double> _without = [];
    private long _records;
    private long _peakWith;
    private long _peakWithout;
    private int _run;

    private static string Snapshot(string root) => Path.Combine(root, "lib", "snapshots", "fleet.snapshot");

    /// <summary>Fills the original; its first daemon leaves the snapshot.</summary>
    public async Task PrepareAsync()
    {
        Directory.CreateDirectory(_original);
        await store.FillAsync(_original, containers);
        await using Daemon daemon = await Daemon.StartAsync(_original);
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
        while (!File.Exists(Snapshot(_original)))
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
    }

    public async Task RunAsync()
    {
        (double took, _peakWith) = await StartAsync(withSnapshot: true);
        _with.Add(took);
        (took, _peakWithout) = await StartAsync(withSnapshot: false);
        _without.Add(took);
        long began = Stopwatch.GetTimestamp();
        _records = await store.ScanAsync(_original);
        _scans.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    public void Print()
    {
        double scan = Median(_scans);
        Console.WriteLine(
            $"{store.Name,-9} {containers,10} {_records,8} {scan,7:F2} s   {Start(_with, scan, _peakWith)}   {Start(_without, scan, _peakWithout)}");
    }

    private static string Start(List<double> runs, double scan, long peak) =>
        $"{Median(runs),6:F2} s ({runs.Min():F2}-{runs.Max():F2}) {Median(runs) / scan,5:F1} x {peak >> 20,5} MB".PadRight(40);

    private async Task<(double Seconds, long Peak)> StartAsync(bool withSnapshot)
    {
        string root = $"{_original}-{++_run}";
        Directory.CreateDirectory(root);
        await store.CopyAsync(_original, root);
        CopyAudit(root);
        if (withSnapshot)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Snapshot(root))!);
            File.Copy(Snapshot(_original), Snapshot(root));
        }
        double seconds;
        long peak;
        await using (Daemon daemon = await Daemon.StartAsync(root))
            (seconds, peak) = (daemon.Ready.TotalSeconds, daemon.PeakBytes);
        Directory.Delete(root, recursive: true);
        return (seconds, peak);
    }

    /// <summary>Key and note of the journal's end: without them the daemon would record that they are missing.</summary>
    private void CopyAudit(string root)
    {
        string lib = Path.Combine(_original, "lib");
        Directory.CreateDirectory(Path.Combine(root, "lib"));
        foreach (string file in Directory.GetFiles(lib, "audit*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(root, "lib", Path.GetRelativePath(lib, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
