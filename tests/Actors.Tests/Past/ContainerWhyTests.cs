using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.History;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Actors.Tests.Model;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Tests.Past;

public sealed class ContainerWhyTests
{
    private static readonly Caller Bob = new(1001, "bob");
    private static readonly Guid Operation = new("00000000-0000-7000-8000-0000000000aa");

    private static readonly ContainerSpec Small = Given.Spec with
    {
        Resources = new ResourceLimits { MemoryBytes = 64 << 20 }, Timeout = TimeSpan.FromSeconds(60),
    };

    /// <summary>A history, and what the summary for "web" says of it.</summary>
    public static TheoryData<string, string> Cases()
    {
        TheoryData<string, string> cases = [];
        foreach ((string name, (_, string expected)) in Stories)
            cases.Add(name, expected);
        return cases;
    }

    private static readonly Dictionary<string, (Action<MadeHistory> Make, string Expected)> Stories = new()
    {
        ["never started"] = (m => m.Create("web"), "web is STOPPED: nobody has started it since it was created."),
        ["running"] = (
            m => m.Running("web", 1),
            "web is RUNNING: ann (uid 1000) started it (attempt 1), and it has run since 2026-11-23T12:00:01Z."),
        ["running through restarts"] = (
            m => m.Running("web", 1).Add(new ContainerAdopted(1, States.Init), "web", 9, Caller.Engine)
                .Add(new ContainerAdopted(1, States.Init), "web", 12, Caller.Engine),
            "web is RUNNING: ann (uid 1000) started it (attempt 1), and it has run since 2026-11-23T12:00:01Z, through 2 restarts of the daemon."),
        ["by itself, success"] = (
            m => m.Running("web", 1).End("web", ExitStatus.Exited(0), 5),
            "web is STOPPED: attempt 1 ended by itself with code 0 (success), at 2026-11-23T12:00:05Z."),
        ["by itself, failure"] = (
            m => m.Running("web", 1).End("web", ExitStatus.Exited(3), 5),
            "web is STOPPED: attempt 1 ended by itself with code 3 (failure), at 2026-11-23T12:00:05Z."),
        ["as shells say"] = (
            m => m.Running("web", 1).End("web", ExitStatus.Exited(139), 5),
            "web is STOPPED: attempt 1 ended by itself with code 139 (as shells say for SIGSEGV), at 2026-11-23T12:00:05Z."),
        ["crash"] = (
            m => m.Running("web", 1).End("web", ExitStatus.Killed(11, true), 5),
            "web is STOPPED: attempt 1 was ended by SIGSEGV (segmentation fault), and a core file was written, at 2026-11-23T12:00:05Z."),
        ["own memory limit"] = (
            m => m.Running("web", 1, Small).End("web", ExitStatus.Killed(9, false), 5, 1, "container"),
            "web is STOPPED: attempt 1 was killed by the kernel because its own memory limit of 64 MiB was reached, at 2026-11-23T12:00:05Z."),
        ["own memory limit, many"] = (
            m => m.Running("web", 1, Small).End("web", ExitStatus.Killed(9, false), 5, 3, "container"),
            "web is STOPPED: attempt 1 was killed by the kernel because its own memory limit of 64 MiB was reached (3 of its processes were killed), at 2026-11-23T12:00:05Z."),
        ["memory of the node"] = (
            m => m.Running("web", 1, Small).End("web", ExitStatus.Killed(9, false), 5, 1, "node"),
            "web is STOPPED: attempt 1 was killed by the kernel because the memory limit of all containers of this node was reached, at 2026-11-23T12:00:05Z."),
        ["memory of the host"] = (
            m => m.Running("web", 1, Small).End("web", ExitStatus.Killed(9, false), 5, 1, "host"),
            "web is STOPPED: attempt 1 was killed by the kernel because the host ran out of memory, at 2026-11-23T12:00:05Z."),
        ["R03 a child of it"] = (
            m => m.Running("web", 1, Small).End("web", ExitStatus.Exited(1), 5, 2, "container"),
            "web is STOPPED: attempt 1 ended by itself with code 1 (failure) after the kernel had killed 2 processes of it because its own memory limit of 64 MiB was reached, at 2026-11-23T12:00:05Z."),
        ["timed out"] = (
            m => m.Running("web", 1, Small).Add(new ContainerTimedOut(1, TimeSpan.FromSeconds(60)), "web", 61, Caller.Engine)
                .End("web", ExitStatus.Killed(9, false), 62),
            "web is STOPPED: attempt 1 was killed because it ran longer than its time limit of 60 s, at 2026-11-23T12:01:02Z."),
        ["stopped"] = (
            m => m.Running("web", 1).Add(Stop(), "web", 3, Bob).End("web", ExitStatus.Killed(15, false), 4),
            "web is STOPPED: attempt 1 ended (by SIGTERM) because bob (uid 1001) asked it to stop, at 2026-11-23T12:00:04Z."),
        ["stopped, with a code"] = (
            m => m.Running("web", 1).Add(Stop(), "web", 3, Bob).End("web", ExitStatus.Exited(0), 4),
            "web is STOPPED: attempt 1 ended (with code 0) because bob (uid 1001) asked it to stop, at 2026-11-23T12:00:04Z."),
        ["stop overdue"] = (
            m => m.Running("web", 1).Add(Stop(), "web", 3, Bob)
                .Add(new ContainerKillRequested(1, KillReason.StopOverdue), "web", 13, Caller.Engine)
                .End("web", ExitStatus.Killed(9, false), 13),
            "web is STOPPED: attempt 1 was killed because it did not end in time after bob (uid 1001) had asked it to stop, at 2026-11-23T12:00:13Z."),
        ["killed"] = (
            m => m.Running("web", 1).Add(new ContainerKillRequested(1, KillReason.Asked), "web", 3, Bob)
                .End("web", ExitStatus.Killed(9, false), 4),
            "web is STOPPED: attempt 1 was killed by bob (uid 1001), at 2026-11-23T12:00:04Z."),
        ["a signal"] = (
            m => m.Running("web", 1).Add(new ContainerSignalRequested(1, 10), "web", 3, Bob).End("web", ExitStatus.Killed(10, false), 4),
            "web is STOPPED: attempt 1 was ended by SIGUSR1, which bob (uid 1001) sent, at 2026-11-23T12:00:04Z."),
        ["a token"] = (
            m => m.Running("web", 1)
                .Add(new ContainerKillRequested(1, KillReason.Asked), "web", 3, new Caller(1001, "ci") { Kind = CallerKind.Token })
                .End("web", ExitStatus.Killed(9, false), 4),
            "web is STOPPED: attempt 1 was killed by the token ci, at 2026-11-23T12:00:04Z."),
        ["V02 lost by the launcher"] = (
            m => m.Running("web", 1).End("web", ExitStatus.NotKnown("it ended while neither the launcher nor the daemon was there"), 4),
            "web is STOPPED: attempt 1 ended, and nobody can tell how: it ended while neither the launcher nor the daemon was there, at 2026-11-23T12:00:04Z."),
        ["not started"] = (
            m => m.Create("web").Add(new ContainerStartRequested(1, false), "web", 1)
                .Add(new ContainerStartFailed(1, new LaunchFailure("exec", 2, "no such file: sleeep", 127)), "web", 1),
            "web is STOPPED: attempt 1 could not be started: exec: no such file: sleeep, at 2026-11-23T12:00:01Z."),
        ["restart planned"] = (
            m => m.Running("web", 1, Policy(RestartMode.Always)).End("web", ExitStatus.Exited(1), 5),
            "web is STOPPED: attempt 1 ended by itself with code 1 (failure), at 2026-11-23T12:00:05Z. Its restart policy (always) starts it again at 2026-11-23T12:00:05Z."),
        ["restarted by policy"] = (
            m => m.Running("web", 1, Policy(RestartMode.Always)).End("web", ExitStatus.Exited(1), 5).Start("web", 2, 6, byPolicy: true),
            "web is RUNNING: its restart policy (always) started attempt 2 after attempt 1 ended by itself with code 1 (failure), and it has run since 2026-11-23T12:00:06Z."),
        ["retries used up"] = (
            m => m.Running("web", 1, Policy(RestartMode.OnFailure, 1)).End("web", ExitStatus.Exited(1), 5)
                .Start("web", 2, 6, byPolicy: true).End("web", ExitStatus.Exited(1), 7),
            "web is STOPPED: attempt 2 ended by itself with code 1 (failure), at 2026-11-23T12:00:07Z. Its restart policy (on-failure:1) does not start it again: its one retry is used up."),
        ["did not fail"] = (
            m => m.Running("web", 1, Policy(RestartMode.OnFailure)).End("web", ExitStatus.Exited(0), 5),
            "web is STOPPED: attempt 1 ended by itself with code 0 (success), at 2026-11-23T12:00:05Z. Its restart policy (on-failure) does not start it again: it did not fail."),
        ["stopped with a policy"] = (
            m => m.Running("web", 1, Policy(RestartMode.UnlessStopped)).Add(Stop(), "web", 3, Bob).End("web", ExitStatus.Exited(0), 4),
            "web is STOPPED: attempt 1 ended (with code 0) because bob (uid 1001) asked it to stop, at 2026-11-23T12:00:04Z. Its restart policy (unless-stopped) does not start it again: somebody stopped it."),
        ["called off"] = (
            m => m.Running("web", 1, Policy(RestartMode.Always)).End("web", ExitStatus.Exited(1), 5)
                .Add(new ContainerRestartCancelled(), "web", 6, Bob),
            "web is STOPPED: its last attempt ended by itself with code 1 (failure), and bob (uid 1001) called off the next start. Its restart policy (always) does not start it again: somebody stopped it."),
        ["restarted"] = (
            m => m.Running("web", 1).Add(Stop() with { ThenStart = true }, "web", 3, Bob).End("web", ExitStatus.Killed(15, false), 4)
                .Add(new ContainerStarted(2, States.Init), "web", 4),
            "web is RUNNING: bob (uid 1001) restarted it (attempt 2), and it has run since 2026-11-23T12:00:04Z."),
        ["stopping"] = (
            m => m.Running("web", 1).Add(Stop(), "web", 3, Bob),
            "web is STOPPING: bob (uid 1001) asked it to stop at 2026-11-23T12:00:03Z; if it has not ended by 2026-11-23T12:00:13Z it is killed."),
        ["killing"] = (
            m => m.Running("web", 1).Add(new ContainerKillRequested(1, KillReason.Asked), "web", 3, Bob),
            "web is ABORTING: it was killed at 2026-11-23T12:00:03Z (bob (uid 1001) asked for it), and its end is not reported yet."),
        ["frozen"] = (
            m => m.Running("web", 1).Add(new ContainerFreezeRequested(1, "backup", TimeSpan.FromMinutes(5), "container"), "web", 3, Bob)
                .Add(new ContainerFrozen(1, TimeSpan.Zero), "web", 3, Bob),
            "web is FROZEN: bob (uid 1001) froze it at 2026-11-23T12:00:03Z (\"backup\"); the engine thaws it at 2026-11-23T12:05:03Z."),
        ["frozen for ever"] = (
            m => m.Running("web", 1).Add(new ContainerFreezeRequested(1, null, null, "tier=db"), "web", 3, Bob)
                .Add(new ContainerFrozen(1, TimeSpan.Zero), "web", 3, Bob),
            "web is FROZEN: bob (uid 1001) froze it at 2026-11-23T12:00:03Z, until somebody thaws it, with all that fit 'tier=db'."),
        ["freezing"] = (
            m => m.Running("web", 1).Add(new ContainerFreezeRequested(1, null, null, "container"), "web", 3, Bob),
            "web is FREEZING: bob (uid 1001) asked to freeze it at 2026-11-23T12:00:03Z, and the kernel has not said yet that it is."),
        ["thawing"] = (
            m => m.Running("web", 1).Add(new ContainerFreezeRequested(1, null, null, "container"), "web", 3, Bob)
                .Add(new ContainerFrozen(1, TimeSpan.Zero), "web", 3).Add(new ContainerThawRequested(1), "web", 4, Caller.Engine),
            "web is THAWED: the engine thawed it, and the kernel has not said yet that it runs."),
        ["frozen with the fleet"] = (
            m => m.Running("web", 1).Add(new FleetFreezeRequested(Operation, null, "audit", null), second: 3, by: Bob)
                .Add(new FleetFrozen(Operation, null, ["web"], new Dictionary<string, string>(), TimeSpan.Zero), second: 4),
            "web is FROZEN: the whole fleet is frozen: it was frozen by bob (uid 1001) at 2026-11-23T12:00:03Z (\"audit\"), until somebody thaws it."),
        ["waits for the thaw"] = (
            m => m.Add(new FleetFreezeRequested(Operation, null, null, TimeSpan.FromSeconds(30)), second: 3, by: Bob)
                .Add(new FleetFrozen(Operation, null, [], new Dictionary<string, string>(), TimeSpan.Zero), second: 4)
                .Create("web", 5).Add(new ContainerStartRequested(1, false), "web", 5),
            "web is STARTING: it is to start and waits for the thaw of the fleet, which was frozen by bob (uid 1001) at 2026-11-23T12:00:03Z; the engine thaws it at 2026-11-23T12:00:33Z."),
        ["starting"] = (
            m => m.Create("web").Add(new ContainerStartRequested(1, false), "web", 5, Bob),
            "web is STARTING: bob (uid 1001) started it (attempt 1), and the launcher has not said yet that it runs."),
        ["removed"] = (
            m => m.Running("web", 1).End("web", ExitStatus.Exited(2), 5)
                .Add(new ContainerRemoveRequested(false), "web", 6, Bob).Add(new ContainerRemoved(), "web", 6, Bob),
            "web is REMOVED: bob (uid 1001) removed it at 2026-11-23T12:00:06Z; before that, its last attempt ended by itself with code 2 (failure)."),
        ["being removed"] = (
            m => m.Create("web").Add(new ContainerRemoveRequested(true), "web", 6, Bob),
            "web is STOPPED: bob (uid 1001) removed it at 2026-11-23T12:00:06Z, and that is not finished yet."),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Why_OfAHistory_SaysItInPlainWords(string name, string expected)
    {
        MadeHistory made = new();
        Stories[name].Make(made);

        WhyAnswer why = (await made.Open().WhyAsync("web", Moment.Now, default)).View.ShouldNotBeNull();

        why.Summary.ShouldBe(expected);
        why.Kind.ShouldBe("container");
        why.Seq.ShouldBe(made.Disk.Highest);
        why.Chain.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Why_AtAMoment_KnowsNothingOfWhatCameLater()
    {
        MadeHistory made = new MadeHistory().Running("web", 1);
        long then = made.Disk.Highest;
        made.End("web", ExitStatus.Exited(2), 5).Add(new ContainerRemoveRequested(false), "web", 6).Add(new ContainerRemoved(), "web", 6);

        (await made.Open().WhyAsync("web", Moment.After(then), default)).View.ShouldNotBeNull().State.ShouldBe("RUNNING");
        (await made.Open().WhyAsync("web", Moment.Now, default)).View.ShouldNotBeNull().State.ShouldBe("REMOVED");
    }

    [Fact]
    public async Task Why_OfANameThatTwoHad_MeansTheLastOne()
    {
        MadeHistory made = new MadeHistory().Running("web", 1).Add(new ContainerRenamed("old"), "web", 2);
        Guid first = made.Id("web");
        made.Create("web", 3);

        (await made.Open().WhyAsync("web", Moment.Now, default)).View.ShouldNotBeNull().State.ShouldBe("STOPPED");
        (await made.Open().WhyAsync("old", Moment.Now, default)).View.ShouldNotBeNull().State.ShouldBe("RUNNING");
        (await made.Open().WhyAsync(first.ToString("N")[^12..], Moment.Now, default)).View.ShouldNotBeNull().Name.ShouldBe("old");
    }

    [Fact]
    public async Task Why_OfANameThatNobodyHad_IsNotFound()
    {
        Refusal refusal = (await new MadeHistory().Create("web").Open().WhyAsync("wab", Moment.Now, default)).Refusal.ShouldNotBeNull();

        refusal.Kind.ShouldBe(RefusalKind.NotFound);
        refusal.Reason.ShouldContain("wab");
    }

    [Fact]
    public async Task Why_AfterManyAttempts_TellsTheLastLinksOnly()
    {
        MadeHistory made = new MadeHistory().Running("web", 1, Policy(RestartMode.Always));
        for (int attempt = 1; attempt < 20; attempt++)
            made.End("web", ExitStatus.Exited(1), attempt * 10).Start("web", attempt + 1, attempt * 10 + 1, byPolicy: true);

        WhyAnswer why = (await made.Open().WhyAsync("web", Moment.Now, default)).View.ShouldNotBeNull();

        why.Chain.Select(line => line.Text).ShouldBe(
        [
            "ann (uid 1000) created it",
            "attempt 19 ended by itself with code 1 (failure), after 9 s",
            "its restart policy (always) planned attempt 20 in 60 s",
            "its restart policy started attempt 20",
            "attempt 20 ran (pid 4242)",
        ]);
    }

    private static ContainerStopRequested Stop() => new(1, 15, TimeSpan.FromSeconds(10), ThenStart: false);

    private static ContainerSpec Policy(RestartMode mode, int retries = 0) =>
        Given.Spec with { Restart = new RestartPolicy(mode, retries) };
}
