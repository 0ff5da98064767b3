using System.Diagnostics;
using System.Globalization;
using Orchestrator.Actors.Journal;
using Orchestrator.Benchmarks.Verify;
using Orchestrator.Persistence;
using Orchestrator.Persistence.Audit;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
int runs = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5;
string root = Directory.CreateTempSubdirectory("bench-verify-").FullName;
string lib = Directory.CreateDirectory(Path.Combine(root, "lib")).FullName;
try
{
    long began = Stopwatch.GetTimestamp();
    long bytes;
    using (SqliteJournal journal = SqliteJournal.Open(Path.Combine(lib, "journal.db")))
    {
        JournalAudit audit = new(lib, journal);
        MadeHistory history = new(count, audit.OpenKey());
        await journal.ImportAsync(history.Records(), CancellationToken.None);
        using HeadWitness witness = await audit.OpenWitnessAsync(Console.Error.WriteLine, CancellationToken.None);
        witness.Adopt(count, Convert.ToHexStringLower(history.Head));
        bytes = history.Bytes / count;
    }
    Console.WriteLine(
        $"made {count:N0} events of {bytes} bytes in {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s, "
        + $"{new FileInfo(Path.Combine(lib, "journal.db")).Length >> 20} MiB");

    string orch = Path.Combine(Environment.GetEnvironmentVariable("ORCH_BIN") ?? "/usr/bin", "orch");
    (string Name, Func<Task> Run)[] contenders =
    [
        ("orch audit verify, the whole command", () => CommandAsync(orch, "audit", "verify", "--root", root)),
        ("verify in the process", VerifyAsync),
        ("bare ordered scan of the same rows", ScanAsync),
        ("plain C: the same hashes, no reading", () => CommandAsync(
            Environment.GetEnvironmentVariable("ORCH_YARDSTICK")!, count.ToString(CultureInfo.InvariantCulture), bytes.ToString(CultureInfo.InvariantCulture))),
    ];
    List<double>[] times = [.. contenders.Select(_ => new List<double>())];
    for (int run = 0; run < runs; run++)
    {
        for (int i = 0; i < contenders.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await contenders[i].Run();
            times[i].Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
    }
    double scan = Median(times[2]);
    Console.WriteLine($"{"",-40} {"median",9} {"worst",9} {"events/s",12} {"of a scan",10}");
    for (int i = 0; i < contenders.Length; i++)
    {
        double median = Median(times[i]);
        Console.WriteLine($"{contenders[i].Name,-40} {median,7:F2} s {times[i].Max(),7:F2} s {count / median,12:N0} {median / scan,8:F2} x");
    }

    async Task VerifyAsync()
    {
        using SqliteJournal journal = SqliteJournal.Open(Path.Combine(lib, "journal.db"));
        AuditReport report = await new JournalAudit(lib, journal).VerifyAsync([], null, CancellationToken.None);
        if (report.Finding is { } finding || report.Records != count || report.VouchedThrough != count - 1)
            throw new InvalidOperationException($"not sound: {report.Finding?.Problem ?? $"{report.Records} records"}");
    }

    async Task ScanAsync()
    {
        using SqliteJournal journal = SqliteJournal.Open(Path.Combine(lib, "journal.db"));
        long seen = 0;
        await foreach (StoredRecord record in journal.Reader.ReadAsync(0, long.MaxValue, CancellationToken.None))
            seen += record.Payload.Length > 0 ? 1 : 0;
        if (seen != count)
            throw new InvalidOperationException($"{seen} rows");
    }

    static async Task CommandAsync(string program, params string[] words)
    {
        ProcessStartInfo start = new(program, words) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {said}");
    }

    static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
finally
{
    Directory.Delete(root, recursive: true);
}
