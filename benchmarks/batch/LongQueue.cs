using System.Diagnostics;
using System.Globalization;
using Orchestrator.Contracts.Batches;

namespace Orchestrator.Benchmarks.Batch;

/// <summary>What a submission costs while others wait, and what the waiting take of the daemon's memory.</summary>
internal static class LongQueue
{
    private const int Submissions = 50;

    public static async Task RunAsync(Ours ours, IReadOnlyList<int> lengths)
    {
        Console.WriteLine($"{"waiting",10}{"submit",12}{"p90",9}{"to its end",13}{"p90",9}{"daemon",12}{"a member",11}   (ms; {Submissions} submissions each)");
        await ProbeAsync(ours, 20);
        long empty = 0;
        foreach (var length in lengths)
        {
            string? filler = null;
            if (length > 0)
            {
                // One runs and does nothing, the others wait for it.
                var batch = Ours.Batch("filler", length + 1, 10, "sleep", "1000000");
                filler = (await ours.Client.Batches.SubmitAsync(batch, Key(), CancellationToken.None)).Value!.Name;
            }
            var (submits, ends) = await ProbeAsync(ours, Submissions);
            var resident = ours.ResidentBytes;
            empty = length == 0 ? resident : empty;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{length,10:N0}{At(submits, 0.5),12:0.0}{At(submits, 0.9),9:0.0}{At(ends, 0.5),13:0.0}{At(ends, 0.9),9:0.0}{resident / 1048576.0,10:0.0} M{(length == 0 ? "" : $"{(resident - empty) / (double)length / 1024:0.00} k"),11}"));
            if (filler is null)
                continue;
            await ours.Client.Batches.CancelAsync(filler, CancellationToken.None);
            await ours.Client.Batches.WaitAsync(filler, CancellationToken.None);
        }
    }

    private static async Task<(List<double> Submits, List<double> Ends)> ProbeAsync(Ours ours, int submissions)
    {
        List<double> submits = [], ends = [];
        for (var i = 0; i < submissions; i++)
        {
            BatchDefinition batch = Ours.Batch("probe", 1, 90, "true");
            var began = Stopwatch.GetTimestamp();
            var accepted = (await ours.Client.Batches.SubmitAsync(batch, Key(), CancellationToken.None)).Value
                ?? throw new InvalidOperationException("A submission was refused.");
            submits.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            var ended = (await ours.Client.Batches.WaitAsync(accepted.Name, CancellationToken.None)).Value!;
            ends.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            if (ended.State != BatchStates.Succeeded)
                throw new InvalidOperationException($"{accepted.Name} ended as {ended.State}.");
        }
        submits.Sort();
        ends.Sort();
        return (submits, ends);
    }

    private static string Key() => Guid.NewGuid().ToString("N");

    private static double At(List<double> sorted, double part) => sorted[(int)((sorted.Count - 1) * part)];
}
