using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Batches;
using Orchestrator.Contracts.Batches;
using Orchestrator.Contracts.Schedules;

namespace Orchestrator.Cli.Verbs.Queues;

internal sealed class CronAddVerb : Verb
{
    private static readonly Option ScheduleName = new("--name", null, "NAME", "Name of the schedule; else the batch's");
    private static readonly Option Schedule = new("--schedule", "-s", "CRON", "Five fields such as '0 3 * * *', six with seconds first, or @hourly; else the file's 'cron'");
    private static readonly Option TimeZone = new("--timezone", null, "ZONE", "Where the times are from, e.g. Europe/Berlin; else the file's 'timezone', or UTC");

    private static readonly Option Missed = new("--missed", null, "HOW", "Times that passed while no daemon ran: once (default), skip, all")
    {
        Choices = ["once", "skip", "all"],
    };

    private static readonly Option Overlapping = new("--overlapping", null, "HOW", "While the batch of an earlier time runs: forbid (default), allow, replace")
    {
        Choices = ["forbid", "allow", "replace"],
    };

    public override string Name => "cron add";

    public override string Summary => "Submit a batch file at each time that a cron expression names; prints the schedule's name";

    public override string Operands => "FILE";

    public override int MinOperands => 1;

    public override int MaxOperands => 1;

    public override IReadOnlyList<Option> Options { get; } = [ScheduleName, Schedule, TimeZone, Missed, Overlapping];

    public override async Task<int> RunAsync(Invocation call)
    {
        var batch = BatchFiles.Read(call.Operands[0]);
        var (cron, zone) = Times(call, batch);
        var request = new ScheduleRequest
        {
            Name = call.Arguments.Get(ScheduleName) ?? batch.Name,
            Cron = cron,
            TimeZone = zone,
            Batch = batch,
        };
        if (call.Arguments.Get(Missed) is { } missed)
            request.Missed = missed;
        if (call.Arguments.Get(Overlapping) is { } overlapping)
            request.Overlapping = overlapping;
        var daemon = await call.DaemonAsync();
        BatchFiles.MakeOutputFolders(batch);
        Invocation.Take(await daemon.Queue.AddScheduleAsync(request, call.Cancel));
        call.Out.WriteLine(request.Name);
        return 0;
    }

    // The schedule says when the batch begins; its jobs then wait for nothing but each other.
    private (string Cron, string? Zone) Times(Invocation call, BatchDefinition batch)
    {
        var inFile = batch.Jobs.Where(j => j.Cron is not null).Select(j => (j.Cron, j.TimeZone)).Distinct().ToList();
        if (inFile.Count > 1)
            throw new UsageException("the jobs of the file have different 'cron' times; a schedule has one", Name);
        foreach (var job in batch.Jobs)
            (job.Cron, job.TimeZone) = (null, null);
        var cron = call.Arguments.Get(Schedule) ?? inFile.FirstOrDefault().Cron
            ?? throw new UsageException("no time is given: --schedule '0 3 * * *', or 'cron' in the file", Name);
        return (cron, call.Arguments.Get(TimeZone) ?? inFile.FirstOrDefault().TimeZone);
    }
}
