using Orchestrator.Chaos.Checks;
using Orchestrator.Chaos.Clients;
using Orchestrator.Chaos.Jobs;
using Orchestrator.Chaos.Killing;
using Orchestrator.Client;
using Orchestrator.Contracts.Events;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.Chaos;

/// <summary>
/// V01, V02, V03 in the large: daemon and launcher are killed at random moments while batches run. Afterwards the
/// journal is held against what the clients were told, what the payloads left behind, and what the kernel still has.
/// </summary>
public sealed class RandomKillTests
{
    /// <summary>A runtime opens and closes some by itself; a leak for each job or kill would be far above.</summary>
    private const int Slack = 24;

    /// <summary>The launcher keeps that many user namespaces, for the id maps of mounts.</summary>
    private const int KeptByLauncher = 64;

    [Fact]
    public async Task V01_KillNineAtRandomMoments_NothingIsLostRepeatedInventedOrLeft()
    {
        var settings = ChaosSettings.Read();
        Console.WriteLine($"chaos: {settings.Kills} kills over {settings.Jobs} jobs, ORCH_CHAOS_SEED={settings.Seed}");
        var devices = Leftovers.Devices();
        List<string> wrong;
        string parent;
        await using (var root = new OrchRoot())
        {
            var info = await root.Info();
            parent = Path.GetFileName(info.GetProperty("cgroup").GetProperty("parent").GetString()!);
            (await root.Orch("run", "--rm", "busybox", "true")).Ok();
            var before = Descriptors.Of(await root.DaemonPid()).Count;
            var launcherBefore = Descriptors.Of(await root.LauncherPid()).Count;

            wrong = await RunAsync(root, settings);

            await Clock.Until("the cgroups of all attempts are gone", () => Leftovers.Cgroups(parent).Count == 0);
            var verified = await root.Orch("audit", "verify");
            if (verified.ExitCode != 0)
                wrong.Add($"the chain of the journal does not hold: {verified}");
            await FlatAsync("daemon", await root.DaemonPid(), before, wrong);
            await FlatAsync("launcher", await root.LauncherPid(), launcherBefore + KeptByLauncher, wrong);
            (await root.Orch("daemon", "--stop", "--with-containers")).Ok();
            await Clock.Until("daemon and launcher end", () => !Processes.Of(OrchRoot.Mark, root.Folder).Any(), TimeSpan.FromSeconds(20));
            wrong.AddRange(Leftovers.Mounts(root.Folder).Select(mount => $"left behind: mount {mount}"));
            wrong.AddRange(Leftovers.Sockets(root).Select(socket => $"left behind: socket {socket}"));
            wrong.AddRange(Leftovers.Parents(parent).Select(group => $"left behind: cgroup {group}"));
            if (wrong.Count > 0)
                Keep(root);
        }
        wrong.AddRange(Leftovers.Devices().Except(devices).Select(device => $"left behind: device {device}"));
        Assert.True(wrong.Count == 0, $"{wrong.Count} things are wrong (seed {settings.Seed}):\n{string.Join('\n', wrong.Take(40))}");
    }

    private static async Task<List<string>> RunAsync(OrchRoot root, ChaosSettings settings)
    {
        var told = new Told();
        var victims = new VictimKiller(settings.Seed);
        var work = new Workload(root.Folder, settings.Jobs);
        using var limit = new CancellationTokenSource(settings.Limit, TimeProvider.System);
        using var walksEnd = new CancellationTokenSource();
        using var seenAll = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        using var door = new Door(root);
        var submitter = new Submitter(door, told, work);
        var witness = new Witness(door, told, view =>
        {
            if (view.Type == "job-ended")
                submitter.JobEnded();
            victims.See(view, seenAll.Token);
        });
        var killer = new Killer(root, settings, () => submitter.Unfinished > 0 || !submitter.AllSubmitted);
        var walkers = Enumerable.Range(0, 2).Select(number => new Walker(root, door, told, number)).ToList();

        var began = TimeProvider.System.GetTimestamp();
        var watching = witness.RunAsync(seenAll.Token);
        // As many batches as there were kills for: the last kill meets work as the first one does.
        var working = submitter.RunAsync(batch => killer.Done >= (batch * settings.Kills) / work.Batches.Count, limit.Token);
        var walking = walkers.Select(walker => walker.RunAsync(walksEnd.Token, limit.Token)).ToList();
        List<string> wrong = [];
        try
        {
            var killing = killer.RunAsync(seenAll.Token);
            await Task.WhenAny(killing, working);
            if (working.IsCompleted)
                await working;
            await Task.WhenAny(killing, WhenDoneAsync(working));
            if (!killing.IsCompleted)
                wrong.Add($"the jobs came to their end after {killer.Done} of {settings.Kills} kills: give more jobs or fewer kills");
            await walksEnd.CancelAsync();
            await Task.WhenAll([working, .. walking]);
        }
        catch (Exception problem)
        {
            wrong.Add($"the run broke off after {killer.Done} kills with {submitter.Unfinished} jobs to go: {problem}");
            await walksEnd.CancelAsync();
        }
        var took = TimeProvider.System.GetElapsedTime(began);
        var history = new History(await JournalAsync(door));
        await seenAll.CancelAsync();
        await watching;
        Console.WriteLine($"chaos: killed at {string.Join(", ", killer.Moments)}");

        wrong.AddRange(JournalCheck.Compare(history, told));
        var jobs = new JobCheck(history, work, victims.Killed.Keys.ToHashSet());
        foreach (var batch in work.Batches)
            jobs.Check(batch);
        wrong.AddRange(jobs.Wrong);
        Console.WriteLine(
            $"chaos: {killer.Daemons} daemons and {killer.Launchers} launchers killed in {took.TotalSeconds:0} s; {settings.Jobs} jobs ran "
            + $"{jobs.Runs} times; {history.Events.Count} events, {told.Hashes.Count} of them seen live, {told.Facts.Count} answers kept; "
            + $"{walkers.Sum(walker => walker.Walks)} walks; {jobs.Unknown} ends unknown, {jobs.CutLaunches} launches cut off");
        foreach (var reason in history.All.Where(attempt => attempt.Unknown).GroupBy(attempt => attempt.Reason))
            Console.WriteLine($"chaos: {reason.Count()} unknown: {reason.Key}");
        return wrong;
    }

    private static async Task WhenDoneAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception)
        {
            // Awaited again by the caller, who wants to know.
        }
    }

    private static async Task<List<EventView>> JournalAsync(Door door)
    {
        var all = new List<EventView>();
        var query = new EventQuery { AfterSeq = 0, Follow = false };
        await foreach (var (view, problem) in door.Client.Events.ReadAsync(query, null, CancellationToken.None))
            all.Add(view ?? throw new InvalidOperationException(Door.Text(problem)));
        return all;
    }

    private static async Task FlatAsync(string what, int pid, int before, List<string> wrong)
    {
        IReadOnlyList<string> now = [];
        try
        {
            await Clock.Until("descriptors are back", () => (now = Descriptors.Of(pid)).Count <= before + Slack, TimeSpan.FromSeconds(10));
        }
        catch (TimeoutException)
        {
            wrong.Add($"the {what} had {before} descriptors and has {now.Count}: {Descriptors.Tell(now)}");
        }
        Console.WriteLine($"chaos: the {what} has {now.Count} descriptors at the end, of at most {before + Slack}");
    }

    /// <summary>Journal and logs of a run that went wrong, for whoever looks for the cause.</summary>
    private static void Keep(OrchRoot root)
    {
        if (Environment.GetEnvironmentVariable("ORCH_CHAOS_KEEP") is not { Length: > 0 } folder)
            return;
        Directory.CreateDirectory(folder);
        foreach (var pattern in (string[])["journal.db", "journal.db-wal", "*.log"])
            foreach (var path in Directory.EnumerateFiles(root.Path, pattern, SearchOption.AllDirectories))
                File.Copy(path, Path.Combine(folder, Path.GetFileName(path)), overwrite: true);
    }
}
