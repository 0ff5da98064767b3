using System.Diagnostics;
using Orchestrator.Benchmarks.Shared;

namespace Orchestrator.Benchmarks.Unpack;

/// <summary>One way to unpack the image into a folder that is not there yet.</summary>
internal sealed class Contender(string name, Func<string, Task> run)
{
    public string Name => name;

    public bool IsOurs => name.StartsWith("ours", StringComparison.Ordinal);

    public Sample Times { get; } = new();

    /// <summary>Why it does not run on this machine; it is not asked again.</summary>
    public string? Problem { get; private set; }

    /// <summary>Null when it does not run here.</summary>
    public async Task<TimeSpan?> RunAsync(string into, CancellationToken cancel)
    {
        // What others left to be written would be written in this one's time.
        await Peer.RunAsync(cancel, "sync", "-f", Path.GetDirectoryName(into)!);
        var began = Stopwatch.GetTimestamp();
        try
        {
            await run(into);
            return Stopwatch.GetElapsedTime(began);
        }
        catch (InvalidOperationException e) when (!IsOurs)
        {
            Problem = e.Message;
            return null;
        }
    }
}
