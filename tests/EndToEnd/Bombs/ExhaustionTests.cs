using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Bombs;

/// <summary>R07, R08: a container that takes all descriptors, inotify instances, queues, signals and terminals it can get.</summary>
public sealed class ExhaustionTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    [Fact]
    public async Task R08_WhatOneContainerUsesUp_IsThereForTheNextAndForTheHost()
    {
        var program = await ExhaustProgram.BuildAsync(root);
        var host = await root.Tool(program, "all");
        var before = Counts(host.Ok());

        (await root.Orch("run", "-d", "--name", "greedy", "-v", $"{program}:/exhaust:ro", "--cpus", "0.5", "busybox", "/exhaust", "all", "hold")).Ok();
        await using (new Probe(root, "R08"))
        {
            await Clock.Until("it holds all it can get", async () => (await root.Orch("logs", "greedy")).Ok().Out.Contains("held"));
            var taken = Counts((await root.Orch("logs", "greedy")).Ok());
            taken["inotify"].Errno.ShouldBeOneOf("EMFILE", "ENOSPC");
            taken["inotify"].Count.ShouldBeGreaterThan(0);

            var next = Counts((await root.Orch("run", "-v", $"{program}:/exhaust:ro", "busybox", "/exhaust", "all")).Ok());
            next.Keys.ShouldBe(taken.Keys);
            foreach (var (what, (count, _)) in taken)
            {
                next[what].Count.ShouldBe(count, what);
                Console.WriteLine($"R08: {what} {count} ({taken[what].Errno}) in each container");
            }
            // Terminals come out of one pot (kernel.pty.max): a container's share is small.
            taken["pty"].Count.ShouldBeLessThanOrEqualTo(256);
        }
        var after = Counts((await root.Tool(program, "all")).Ok());
        after["inotify"].Count.ShouldBeGreaterThanOrEqualTo(before["inotify"].Count);
        after["mqueue"].Count.ShouldBeGreaterThanOrEqualTo(0);
        (await root.Orch("kill", "greedy")).Ok();
    }

    [Fact]
    public async Task R07_DescriptorsOfOneContainer_EndAtItsLimit()
    {
        var program = await ExhaustProgram.BuildAsync(root);
        var told = Counts((await root.Orch("run", "--ulimit", "nofile=200:200", "-v", $"{program}:/exhaust:ro", "busybox", "/exhaust", "files")).Ok());
        told["files"].ShouldBe((197, "EMFILE"));
        told = Counts((await root.Orch("run", "-v", $"{program}:/exhaust:ro", "busybox", "/exhaust", "files")).Ok());
        told["files"].ShouldBe((1021, "EMFILE"));
    }

    [Fact]
    public async Task R07_FiveRoundsOfEverything_LeaveDaemonAndLauncherWithTheDescriptorsTheyHad()
    {
        await RoundAsync(0);
        await RoundAsync(1);
        var (daemon, launcher) = (await root.DaemonPid(), await root.LauncherPid());
        await Processes.AccountingHasBegunAsync(daemon);
        var before = (Processes.OpenFiles(daemon), Processes.OpenFiles(launcher));
        for (var i = 2; i < 7; i++)
            await RoundAsync(i);
        // Connections of the last commands may still be closing, and some of those that were counted before are closed since.
        await Clock.Until(() => $"the descriptors are back to what they were: {string.Join(", ", Left())}", () =>
            Processes.OpenFiles(daemon).Count <= before.Item1.Count + 5 && Processes.OpenFiles(launcher).Count <= before.Item2.Count + 5);

        IEnumerable<string> Left() => Processes.OpenFiles(daemon).Except(before.Item1).Concat(Processes.OpenFiles(launcher).Except(before.Item2));
    }

    private async Task RoundAsync(int round)
    {
        var name = $"round{round}";
        (await root.Orch("run", "-d", "--name", name, "busybox", "sleep", "600")).Ok();
        (await root.Orch("exec", name, "true")).Ok();
        (await root.Orch("freeze", name)).Ok();
        (await root.Orch("thaw", name)).Ok();
        await using (var follower = root.Start("logs", "-f", name))
            await Clock.Pass(TimeSpan.FromMilliseconds(50));
        await using (var attached = root.Start("exec", name, "sleep", "600"))
            await Clock.Until("the exec runs", async () => (await root.Events(name)).Count(view => view.GetProperty("type").GetString() == "container-exec-started") >= 2);
        (await root.Orch("kill", name)).Ok();
        (await root.Orch("wait", name)).Ok().Out.Trim().ShouldBe("137");
        (await root.Orch("rm", name)).Ok();
    }

    private static Dictionary<string, (int Count, string Errno)> Counts(CliResult told) => told.Lines
        .Select(line => line.Split(' ')).Where(parts => parts.Length == 3)
        .ToDictionary(parts => parts[0], parts => (int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture), parts[2]));
}
