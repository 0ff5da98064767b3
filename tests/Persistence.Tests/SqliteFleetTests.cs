using Akka.Hosting;
using Microsoft.Data.Sqlite;
using Orchestrator.Actors;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Events;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Tests.Fakes;

namespace Orchestrator.Persistence.Tests;

public sealed class SqliteFleetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orch-journal-").FullName;
    private readonly FakeNode _node = new();

    private string Database => Path.Combine(_folder, "journal.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Reopen_AfterAKill_AdoptsWhatRuns()
    {
        using (SqliteJournal journal = SqliteJournal.Open(Database))
        await using (TestDaemon daemon = await StartAsync(journal))
        {
            await daemon.DoneAsync(Given.Create("web", start: true));
            await daemon.DoneAsync(Given.Create("db"));
        }

        using SqliteJournal again = SqliteJournal.Open(Database);
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
    public void Open_Twice_NamesTheOwner()
    {
        using SqliteJournal journal = SqliteJournal.Open(Database);

        JournalUnavailableException problem = Should.Throw<JournalUnavailableException>(() => SqliteJournal.Open(Database));

        problem.Message.ShouldContain($"Another daemon (pid {Environment.ProcessId})");
    }

    [Fact]
    public async Task Open_OfADamagedFile_IsRefused()
    {
        using (SqliteJournal journal = SqliteJournal.Open(Database))
        await using (TestDaemon daemon = await StartAsync(journal))
        {
            for (int i = 0; i < 50; i++)
                await daemon.DoneAsync(Given.Create($"c{i}"));
        }
        using (FileStream file = new(Database, FileMode.Open))
        {
            file.Seek(8192, SeekOrigin.Begin);
            file.Write(new byte[4096]);
        }

        Should.Throw<JournalUnavailableException>(() => SqliteJournal.Open(Database)).Message.ShouldContain("is damaged");
    }

    [Fact]
    public async Task AChangedRecord_IsNamedByTheAuditAndStopsTheNextStart()
    {
        using (SqliteJournal journal = SqliteJournal.Open(Database))
        await using (TestDaemon daemon = await StartAsync(journal))
        {
            await daemon.DoneAsync(Given.Create("web"));
            await daemon.DoneAsync(Given.Create("db"));
            Execute("UPDATE journal SET message = replace(message, '\"ann\"', '\"bob\"') WHERE sequence_number = 2");

            AuditVerdict verdict = await daemon.Events.VerifyAsync(CancellationToken.None);

            verdict.BadSeq.ShouldBe(2);
            verdict.Records.ShouldBe(1);
        }

        using SqliteJournal again = SqliteJournal.Open(Database);
        await using TestDaemon next = await StartAsync(again);
        (await next.RefusedAsync(new GetReadiness())).Reason.ShouldContain("record 2");
    }

    [Fact]
    public async Task AFullDisk_RefusesCommandsAndRecoversByItself()
    {
        using SqliteJournal journal = SqliteJournal.Open(Database, maxPages: 60);
        await using TestDaemon daemon = await StartAsync(journal);
        await daemon.DoneAsync(Given.Create("web", start: true));
        List<string> acknowledged = ["web"];
        Refusal? refusal = null;
        for (int i = 0; refusal is null; i++)
        {
            Reply<ContainerView> reply = await daemon.AskAsync(Given.Create($"c{i}"));
            refusal = reply.Refusal;
            if (refusal is null)
                acknowledged.Add($"c{i}");
        }
        refusal.Kind.ShouldBe(RefusalKind.Unavailable);
        refusal.Reason.ShouldContain("full");
        _node.Alive.ShouldBe(1);
        (await daemon.DoneAsync(new ListContainers())).Select(view => view.Name).ShouldBe(acknowledged);

        journal.AllowPages(100_000);

        using CancellationTokenSource limit = new(TestDaemon.Limit);
        Reply<ContainerView> later;
        do
        {
            limit.Token.ThrowIfCancellationRequested();
            later = await daemon.AskAsync(Given.Create("later"));
        }
        while (later.Refusal is { Kind: RefusalKind.Unavailable });
        later.Refusal.ShouldBeNull();
        (await daemon.Events.VerifyAsync(CancellationToken.None)).Problem.ShouldBeNull();
    }

    private Task<TestDaemon> StartAsync(SqliteJournal journal, OrchestratorOptions? options = null) =>
        TestDaemon.StartAsync(_node, journal.Reader, akka => akka.AddJournal(journal), options: options);

    private void Execute(string sql)
    {
        using SqliteConnection connection = new($"Data Source={Database};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
