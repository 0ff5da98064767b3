namespace Orchestrator.Benchmarks.Journal;

/// <summary>What containers cost that do nothing: managed memory after a full collection, for each.</summary>
internal static class Idle
{
    public static async Task MeasureAsync(int containers)
    {
        string folder = Directory.CreateTempSubdirectory("bench-journal-").FullName;
        try
        {
            await using Life life = await Life.BeginAsync(folder, payloadsEnd: false);
            long empty = await ManagedAsync();
            await Work.StartAsync(life, containers);
            long running = await ManagedAsync();
            await Work.StopAsync(life, containers);
            long stopped = await ManagedAsync();
            Console.WriteLine(
                $"idle, {containers} containers: {(running - empty) / containers} bytes managed for each that runs, "
                + $"{(stopped - empty) / containers} for each that is stopped");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<long> ManagedAsync()
    {
        // Actors end after the last answer.
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
