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
            // Actors go after the last answer.
            int left = await life.ActorsAsync();
            for (int before = int.MaxValue; left < before;)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
                (before, left) = (left, await life.ActorsAsync());
            }
            long stopped = await ManagedAsync();
            Console.WriteLine(
                $"idle, {containers} containers: {(running - empty) / containers} bytes managed for each that runs, "
                + $"{(stopped - empty) / containers} for each that is stopped; {left} actors are left then");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<long> ManagedAsync()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
