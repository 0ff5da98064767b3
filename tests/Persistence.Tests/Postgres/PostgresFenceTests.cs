using Npgsql;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Persistence.Postgres;
using Orchestrator.Persistence.Tests.Stores;

namespace Orchestrator.Persistence.Tests.Postgres;

/// <summary>Case J04: whatever happens to sessions, one writer's records are the journal.</summary>
public sealed class PostgresFenceTests : IAsyncDisposable
{
    private const string EndSessions = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'orchd%' AND datname = current_database()";

    private readonly PostgresTestStore _store = new();
    private readonly FakeNode _node = new();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task J04_SessionLost_AndAnotherDaemonCameFirst_FencesTheOldOne()
    {
        using IJournalStore old = await _store.OpenAsync();
        await using TestDaemon oldDaemon = await StartAsync(old);
        await oldDaemon.DoneAsync(Given.Create("before"));

        await _store.ExecuteAsync(EndSessions);
        using IJournalStore next = await _store.OpenAsync();
        await using TestDaemon nextDaemon = await StartAsync(next);
        await nextDaemon.DoneAsync(Given.Create("theirs"));
        Refusal refusal = await oldDaemon.RefusedAsync(Given.Create("ours"));

        refusal.Kind.ShouldBe(RefusalKind.Unavailable);
        refusal.Reason.ShouldContain("nother daemon");
        await nextDaemon.DoneAsync(Given.Create("more"));
        (await nextDaemon.Events.VerifyAsync(default)).Problem.ShouldBeNull();
        (await CreatedNames.OfAsync(next)).ShouldBe(["before", "theirs", "more"]);
    }

    [Fact]
    public async Task J04_StaleEpoch_IsRefusedByTheDatabaseItself()
    {
        using IJournalStore journal = await _store.OpenAsync();
        await using TestDaemon daemon = await StartAsync(journal);
        await daemon.DoneAsync(Given.Create("before"));

        await _store.ExecuteAsync("UPDATE journal_writer SET epoch = epoch + 1");

        (await daemon.RefusedAsync(Given.Create("late"))).Reason.ShouldContain("nother daemon");
        (await CreatedNames.OfAsync(journal)).ShouldBe(["before"]);
        PostgresException problem = await Should.ThrowAsync<PostgresException>(() => _store.ExecuteAsync(
            "INSERT INTO journal (created, deleted, persistence_id, sequence_number, message) VALUES (0, false, 'alpha', 99, 'x')"));
        problem.SqlState.ShouldBe("OR001");
    }

    [Fact]
    public async Task J04_SessionLost_AndNobodyElseCame_GoesOn()
    {
        using IJournalStore journal = await _store.OpenAsync();
        await using TestDaemon daemon = await StartAsync(journal);
        for (int i = 0; i < 5; i++)
        {
            await _store.ExecuteAsync(EndSessions);
            Reply<Orchestrator.Actors.Messages.Containers.ContainerView> reply;
            do
                reply = await daemon.AskAsync(Given.Create($"c{i}"));
            while (reply.Refusal is { Kind: RefusalKind.Unavailable });
            reply.Refusal.ShouldBeNull();
        }

        (await daemon.Events.VerifyAsync(default)).Problem.ShouldBeNull();
        (await CreatedNames.OfAsync(journal)).ShouldBe(["c0", "c1", "c2", "c3", "c4"]);
    }

    [Fact]
    public async Task Nodes_OfOneDatabase_DoNotMeet()
    {
        string connection = await SharedPostgres.NewDatabaseAsync();
        using PostgresJournal one = await PostgresJournal.OpenAsync(connection, "one", default);
        using PostgresJournal two = await PostgresJournal.OpenAsync(connection, "two's \\ own", default);
        await using TestDaemon oneDaemon = await StartAsync(one);
        await using TestDaemon twoDaemon = await TestDaemon.StartAsync(new FakeNode(), two.Reader, akka => akka.AddJournal(two));

        await oneDaemon.DoneAsync(Given.Create("a"));
        await twoDaemon.DoneAsync(Given.Create("b"));

        (await CreatedNames.OfAsync(one)).ShouldBe(["a"]);
        (await CreatedNames.OfAsync(two)).ShouldBe(["b"]);
        (await twoDaemon.Events.VerifyAsync(default)).Problem.ShouldBeNull();
    }

    private Task<TestDaemon> StartAsync(IJournalStore journal) =>
        TestDaemon.StartAsync(_node, journal.Reader, akka => akka.AddJournal(journal));
}
