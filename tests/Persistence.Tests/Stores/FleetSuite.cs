using System.Globalization;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Events;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Tests.Fakes;

namespace Orchestrator.Persistence.Tests.Stores;

public abstract class FleetSuite(ITestStore store) : StoreSuite(store)
{
    /// <summary>SQL that exchanges the user in the second record's body, in place.</summary>
    protected abstract string Tampering { get; }

    [Fact]
    public async Task Reopen_AfterAKill_AdoptsWhatRuns()
    {
        using (IJournalStore journal = await Store.OpenAsync())
        await using (TestDaemon daemon = await StartAsync(journal))
        {
            await daemon.DoneAsync(Given.Create("web", start: true));
            await daemon.DoneAsync(Given.Create("db"));
        }

        using IJournalStore again = await Store.OpenAsync();
        await using TestDaemon next = await StartAsync(again);

        ReadinessView ready = await next.DoneAsync(new GetReadiness());
        ready.Containers.ShouldBe(2);
        ready.Adopted.ShouldBe(1);
        (await next.DoneAsync(new GetContainer("web"))).State.ShouldBe(ContainerPhase.Running);
        ContainerView stopped = await next.DoneAsync(new StopContainer(Given.User, "test", "web"));
        stopped.Exit.ShouldNotBeNull().Signal.ShouldBe(15);
        AuditVerdict verdict = await next.Events.VerifyAsync(CancellationToken.None);
        verdict.Problem.ShouldBeNull();
        verdict.Records.ShouldBe(9);
    }

    [Fact]
    public async Task Numbering_OverLives_HasNoGap()
    {
        for (int life = 0; life < 3; life++)
        {
            using IJournalStore journal = await Store.OpenAsync();
            await using TestDaemon daemon = await StartAsync(journal);
            await Task.WhenAll(Enumerable.Range(0, 40).Select(i => daemon.DoneAsync(Given.Create($"c{life}-{i}", start: true))));
        }

        using IJournalStore last = await Store.OpenAsync();
        List<string> records = await TextAsync(last);

        records.Select(text => text.Split(' ')[0])
            .ShouldBe(Enumerable.Range(1, records.Count).Select(seq => seq.ToString(CultureInfo.InvariantCulture)));
        records.Count.ShouldBeGreaterThan(3 * 40 * 3);
    }

    [Fact]
    public async Task J03_AChangedRecord_IsNamedByTheAuditAndStopsTheNextStart()
    {
        using (IJournalStore journal = await Store.OpenAsync())
        await using (TestDaemon daemon = await StartAsync(journal))
        {
            await daemon.DoneAsync(Given.Create("web"));
            await daemon.DoneAsync(Given.Create("db"));
            await Store.ExecuteAsync(Tampering);

            AuditVerdict verdict = await daemon.Events.VerifyAsync(CancellationToken.None);

            verdict.BadSeq.ShouldBe(2);
            verdict.Records.ShouldBe(1);
        }

        using IJournalStore again = await Store.OpenAsync();
        await using TestDaemon next = await StartAsync(again);
        (await next.RefusedAsync(new GetReadiness())).Reason.ShouldContain("record 2");
    }

    [Fact]
    public async Task J04_Open_Twice_NamesTheOwner()
    {
        using IJournalStore journal = await Store.OpenAsync();

        JournalUnavailableException problem = await Should.ThrowAsync<JournalUnavailableException>(Store.OpenAsync);

        problem.Message.ShouldContain($"Another daemon (pid {Environment.ProcessId}");
    }
}
