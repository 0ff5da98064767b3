using Akka.Hosting;
using Orchestrator.Actors;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Events;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Tests.Fakes;

namespace Orchestrator.Persistence.Tests;

public sealed class SqliteFaultTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orch-journal-").FullName;
    private readonly FakeNode _node = new();

    private string Database => Path.Combine(_folder, "journal.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task J02_AFullDisk_RefusesCommandsAndRecoversByItself()
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
}
