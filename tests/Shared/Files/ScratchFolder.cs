using System.Diagnostics;

namespace Orchestrator.Tests.Files;

/// <summary>A folder of one test, gone afterwards.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public string Path { get; } = Directory.CreateTempSubdirectory("orch-scratch-").FullName;

    public void Dispose()
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
                return;
            }
            catch (IOException) when (Stopwatch.GetElapsedTime(began) < Limit)
            {
                // Whether an image is on the disk is noted in its folder a moment after its import was answered.
                Thread.Yield();
            }
        }
    }
}
