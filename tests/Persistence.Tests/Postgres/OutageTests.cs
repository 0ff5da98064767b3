using System.Collections.Concurrent;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Persistence.Postgres;
using Orchestrator.Persistence.Tests.Stores;
using Orchestrator.Tests.Postgres;

namespace Orchestrator.Persistence.Tests.Postgres;

/// <summary>The database goes away under load and comes back. <c>ORCH_TEST_OUTAGE</c> is for how many seconds.</summary>
public sealed class OutageTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(
        double.Parse(Environment.GetEnvironmentVariable("ORCH_TEST_OUTAGE") ?? "6", System.Globalization.CultureInfo.InvariantCulture));

    [Theory(Timeout = 180_000)]
    [InlineData("INT")]
    [InlineData("QUIT")]
    [InlineData("KILL")]
    [InlineData("STOP")]
    public async Task J02_Outage_UnderLoad_LosesNothingAndEndsNoContainer(string signal)
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        FakeNode node = new();
        string connection = await server.NewDatabaseAsync() + ";Command Timeout=2;Timeout=2";
        ConcurrentQueue<string> acknowledged = [];
        ConcurrentQueue<Refusal> refusals = [];
        TimeSpan longest = TimeSpan.Zero;
        bool stop = false;
        using (PostgresJournal journal = await PostgresJournal.OpenAsync(connection, "alpha", default))
        await using (TestDaemon daemon = await TestDaemon.StartAsync(node, journal.Reader, akka => akka.AddJournal(journal)))
        {
            using CancellationTokenSource end = new(TimeSpan.FromSeconds(120));
            Task[] load = [.. Enumerable.Range(0, 8).Select(worker => LoadAsync(daemon, worker, end.Token))];
            await GrowsAsync(acknowledged, 20);

            if (signal == "STOP")
                await server.PauseAsync();
            else
                await server.StopAsync(signal);
            await Task.Delay(Outage, TimeProvider.System);
            node.Alive.ShouldBeGreaterThanOrEqualTo(acknowledged.Count);
            (await daemon.DoneAsync(new ListContainers())).Count.ShouldBeGreaterThanOrEqualTo(acknowledged.Count);
            // Who was on the way when it happened waits for the outcome; whoever comes now is told at once.
            while ((await daemon.DoneAsync(new GetReadiness())).JournalProblem is null)
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            refusals.Enqueue(await daemon.RefusedAsync(Given.Create("during-the-outage")));
            refusals.ShouldAllBe(refusal => refusal.Kind == RefusalKind.Unavailable || refusal.Kind == RefusalKind.Busy);

            if (signal == "STOP")
                await server.ResumeAsync();
            else
                await server.StartAgainAsync();
            long back = TimeProvider.System.GetTimestamp();
            await GrowsAsync(acknowledged, 1);
            TimeSpan after = TimeProvider.System.GetElapsedTime(back);
            output.WriteLine(
                $"{signal}: {acknowledged.Count} acknowledged, {refusals.Count} refused, the longest answer took {longest.TotalSeconds:F1} s, "
                + $"work went on after {after.TotalSeconds:F1} s; said: {refusals.LastOrDefault()?.Reason}");
            after.ShouldBeLessThan(TimeSpan.FromSeconds(30));
            await GrowsAsync(acknowledged, 20);
            stop = true;
            await Task.WhenAll(load);
            (await daemon.Events.VerifyAsync(default)).Problem.ShouldBeNull();
        }

        using PostgresJournal again = await PostgresJournal.OpenAsync(connection, "alpha", default);
        await using TestDaemon next = await TestDaemon.StartAsync(node, again.Reader, akka => akka.AddJournal(again));
        IReadOnlyList<ContainerView> all = await next.DoneAsync(new ListContainers());
        acknowledged.Except(all.Select(view => view.Name)).ShouldBeEmpty();
        all.Where(view => acknowledged.Contains(view.Name)).ShouldAllBe(view => view.State == ContainerPhase.Running);
        node.Starts.Values.ShouldAllBe(times => times == 1);

        async Task LoadAsync(TestDaemon daemon, int worker, CancellationToken end)
        {
            for (int i = 0; !stop && !end.IsCancellationRequested; i++)
            {
                long began = TimeProvider.System.GetTimestamp();
                Reply<ContainerView> reply = await daemon.Fleet.RequestAsync(Given.Create($"c{worker}-{i}", start: true), end);
                TimeSpan took = TimeProvider.System.GetElapsedTime(began);
                longest = took > longest ? took : longest;
                if (reply.Refusal is { } refusal)
                {
                    refusals.Enqueue(refusal);
                    await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
                }
                else
                {
                    acknowledged.Enqueue($"c{worker}-{i}");
                }
            }
        }
    }

    private static async Task GrowsAsync(ConcurrentQueue<string> acknowledged, int by)
    {
        int from = acknowledged.Count;
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        while (acknowledged.Count < from + by)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, limit.Token);
    }
}
