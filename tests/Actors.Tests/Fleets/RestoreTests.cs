using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Tests.Fleets;

public sealed class RestoreTests : IDisposable
{
    private readonly FakeNode _node = new();
    private readonly JournalDisk _disk = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("orch-restore-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task V03_AnExitWhileNoDaemonLooked_IsKeptAsItWas()
    {
        TestDaemon first = await TestDaemon.StartAsync(_node, _disk);
        ContainerView web = await first.DoneAsync(Given.Create("web", start: true));
        await first.KillAsync();
        _node.Exit(web.Id, ExitStatus.Killed(11, core: true), oomKills: 1);

        await using TestDaemon next = await TestDaemon.StartAsync(_node, _disk);
        ContainerView ended = await next.DoneAsync(new WaitContainer("web"));

        ended.Exit.ShouldBe(new ExitView(null, 11, true, "container", false, false, null)
        {
            Attempt = 1,
            CoreDumped = true,
            OomKills = 1,
            RunTime = ended.Exit!.RunTime,
        });
        (await next.DoneAsync(new GetReadiness())).Ended.ShouldBe(1);
        await UntilAsync(() => _node.Calls.Contains("acknowledge 1"));
    }

    [Fact]
    public async Task V02_AnEndThatNobodySaw_IsUnknownAndSaysSo()
    {
        TestDaemon first = await TestDaemon.StartAsync(_node, _disk);
        await first.DoneAsync(Given.Create("web", start: true));
        await first.KillAsync();
        _node.Forget();

        await using TestDaemon next = await TestDaemon.StartAsync(_node, _disk);
        ContainerView ended = await next.DoneAsync(new WaitContainer("web"));

        ExitView exit = ended.Exit.ShouldNotBeNull();
        exit.Unknown.ShouldBeTrue();
        exit.Code.ShouldBeNull();
        exit.Reason.ShouldNotBeNull();
    }

    [Fact]
    public async Task WhatShouldRunAndDoesNot_IsRestartedByPolicy()
    {
        TestDaemon first = await TestDaemon.StartAsync(_node, _disk);
        await first.DoneAsync(Given.Create(
            "web", Given.Spec with { Restart = new RestartPolicy(RestartMode.UnlessStopped) }, start: true));
        await first.KillAsync();
        _node.Forget();

        await using TestDaemon next = await TestDaemon.StartAsync(_node, _disk);

        (await next.DoneAsync(new WaitContainer("web", WaitCondition.Running))).Attempt.ShouldBe(2);
    }

    [Fact]
    public async Task AStopThatWasCutOff_IsCarriedOn()
    {
        _node.Obeys = _ => false;
        TestDaemon first = await TestDaemon.StartAsync(_node, _disk);
        await first.DoneAsync(Given.Create("web", start: true));
        _ = first.AskAsync(new StopContainer(Given.User, "test", "web", TimeSpan.FromHours(1)));
        await first.SeenAsync("container-stop-requested");
        await first.KillAsync();
        _node.Obeys = _ => true;

        await using TestDaemon next = await TestDaemon.StartAsync(_node, _disk);

        (await next.DoneAsync(new WaitContainer("web"))).Exit.ShouldNotBeNull().Signal.ShouldBe(15);
    }

    [Fact]
    public async Task ARemovalThatWasCutOff_IsCarriedOn()
    {
        TestDaemon first = await TestDaemon.StartAsync(_node, _disk);
        await first.DoneAsync(Given.Create("web"));
        _disk.AfterWrite = _ =>
        {
            first.Runtime.Cut();
            throw new IOException("dead");
        };
        _ = first.AskAsync(new RemoveContainer(Given.User, "test", "web"));
        await UntilAsync(() => _disk.Records[^1].Manifest == "container-remove-requested.v2");
        await first.KillAsync();
        _disk.AfterWrite = _ => { };

        await using TestDaemon next = await TestDaemon.StartAsync(_node, _disk);
        await next.SeenAsync("container-removed");

        (await next.DoneAsync(new ListContainers())).ShouldBeEmpty();
    }

    [Fact]
    public async Task Snapshot_SavesTheScanAndIsOnlyACache()
    {
        OrchestratorOptions options = new() { SnapshotDirectory = _folder, SnapshotEvery = 2 };
        string file = Path.Combine(_folder, "fleet.snapshot");
        await using (TestDaemon first = await TestDaemon.StartAsync(_node, _disk, options: options))
        {
            await first.DoneAsync(Given.Create("web", start: true));
            await first.DoneAsync(Given.Create("db"));
            await UntilAsync(() => File.Exists(file));
        }
        await using (TestDaemon second = await TestDaemon.StartAsync(_node, _disk, options: options))
            (await second.DoneAsync(new GetContainer("web"))).State.ShouldBe(ContainerPhase.Running);

        await File.WriteAllTextAsync(file, "not a snapshot");

        await using TestDaemon third = await TestDaemon.StartAsync(_node, _disk, options: options);
        (await third.DoneAsync(new GetContainer("web"))).State.ShouldBe(ContainerPhase.Running);
        (await third.DoneAsync(new ListContainers())).Count.ShouldBe(2);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using CancellationTokenSource limit = new(TestDaemon.Limit);
        while (!holds())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
