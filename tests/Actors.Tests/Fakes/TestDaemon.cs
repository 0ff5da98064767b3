using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestrator.Actors.Archives;
using Orchestrator.Actors.Audit;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Events;
using Orchestrator.Actors.Messages.History;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Tests.Fakes;

/// <summary>The actors of one daemon's life, over a node and a journal that outlive it.</summary>
internal sealed class TestDaemon : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly IHost _host;

    private readonly IJournalReader _reader;

    private TestDaemon(IHost host, FakeRuntime runtime, IJournalReader reader)
    {
        _reader = reader;
        _host = host;
        Runtime = runtime;
        Fleet = host.Services.GetRequiredService<IRequiredActor<Fleet>>().ActorRef;
        Events = host.Services.GetRequiredService<IEventLog>();
        History = host.Services.GetRequiredService<IFleetHistory>();
        Planner = host.Services.GetRequiredService<IRestorePlanner>();
    }

    public FakeRuntime Runtime { get; }

    public IActorRef Fleet { get; }

    public IEventLog Events { get; }

    public IFleetHistory History { get; }

    public IRestorePlanner Planner { get; }

    public static Task<TestDaemon> StartAsync(
        FakeNode node, JournalDisk disk, TimeProvider? time = null, OrchestratorOptions? options = null) =>
        StartAsync(node, disk, builder => builder.AddHocon(TestJournal.Hocon(disk), HoconAddMode.Prepend), time, options);

    public static async Task<TestDaemon> StartAsync(
        FakeNode node, IJournalReader reader, Action<AkkaConfigurationBuilder> journal, TimeProvider? time = null,
        OrchestratorOptions? options = null, AuditServices? audit = null, IJournalArchive? archive = null)
    {
        FakeRuntime runtime = new(node);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IContainerRuntime>(runtime);
        builder.Services.AddSingleton<ILooksAtContainers>(runtime);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSingleton(reader);
        if (audit is not null)
            builder.Services.AddSingleton(audit);
        if (archive is not null)
            builder.Services.AddSingleton(archive);
        builder.Services.AddOrchestratorActorServices();
        builder.Services.AddAkka("test", (akka, _) =>
        {
            string loggers = Environment.GetEnvironmentVariable("ORCH_TEST_LOG") is null ? "" : "\"Akka.Event.DefaultLogger\"";
            akka.AddHocon($"akka.loggers = [{loggers}]", HoconAddMode.Prepend);
            akka.AddHocon("""
                akka.loglevel = WARNING
                akka.log-dead-letters = off
                akka.stdout-loglevel = OFF
                akka.coordinated-shutdown.run-by-clr-shutdown-hook = off
                """, HoconAddMode.Prepend);
            journal(akka);
            akka.AddOrchestratorActors(options ?? new OrchestratorOptions());
        });
        IHost host = builder.Build();
        await host.StartAsync();
        return new TestDaemon(host, runtime, reader);
    }

    public async Task<T> DoneAsync<T>(IRequest<T> request)
    {
        Reply<T> reply = await AskAsync(request);
        reply.Refusal.ShouldBeNull();
        return reply.View!;
    }

    public async Task<Refusal> RefusedAsync<T>(IRequest<T> request) => (await AskAsync(request)).Refusal.ShouldNotBeNull();

    public async Task<Reply<T>> AskAsync<T>(IRequest<T> request)
    {
        using CancellationTokenSource limit = new(Limit);
        try
        {
            return await Fleet.RequestAsync(request, limit.Token);
        }
        catch (OperationCanceledException)
        {
            List<string> story = [];
            await foreach (StoredRecord record in _reader.ReadAsync(0, long.MaxValue, CancellationToken.None))
                story.Add($"{record.Seq} {record.Manifest} {RecordCodec.Read(record).Container}");
            throw new TimeoutException(
                $"No answer to {request}. The journal:\n{string.Join('\n', story.TakeLast(40))}\n"
                + $"The calls: {string.Join(", ", Runtime.Node.Calls.TakeLast(40))}");
        }
    }

    /// <summary>Waits until such an event is recorded, of that container if one is named.</summary>
    public async Task SeenAsync(string type, string? container = null, int count = 1)
    {
        using CancellationTokenSource limit = new(Limit);
        await foreach (EventView _ in Events.FollowAsync(new EventQuery(0, Container: container, Types: [type]), limit.Token))
        {
            if (--count == 0)
                return;
        }
    }

    /// <summary>SIGKILL: nothing more is done, nothing is said goodbye to.</summary>
    public async Task KillAsync()
    {
        Runtime.Cut();
        await _host.StopAsync();
        _host.Dispose();
    }

    public async ValueTask DisposeAsync() => await KillAsync();
}
