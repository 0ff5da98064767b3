using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orchestrator.Actors;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Persistence;

namespace Orchestrator.Benchmarks.Journal;

/// <summary>One daemon's life: the actors over a journal, nothing else.</summary>
internal sealed class Life : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly IJournalStore _journal;

    private Life(IHost host, IJournalStore journal)
    {
        _host = host;
        _journal = journal;
    }

    public IActorRef Fleet => _host.Services.GetRequiredService<IRequiredActor<Fleet>>().ActorRef;

    public static async Task<Life> BeginAsync(string folder, bool payloadsEnd = true)
    {
        IJournalStore journal = SqliteJournal.Open(Path.Combine(folder, "journal.db"));
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IContainerRuntime>(new NoKernel(payloadsEnd));
        builder.Services.AddSingleton(journal.Reader);
        builder.Services.AddOrchestratorActorServices();
        builder.Services.AddAkka("bench", (akka, _) => akka
            .AddHocon("akka.loglevel = WARNING, akka.stdout-loglevel = WARNING, akka.log-dead-letters = off", HoconAddMode.Prepend)
            .AddJournal(journal)
            .AddOrchestratorActors(new OrchestratorOptions
            {
                SnapshotDirectory = folder,
                MaxConcurrency = 100_000,
            }));
        IHost host = builder.Build();
        await host.StartAsync();
        Life life = new(host, journal);
        await life.Fleet.RequestAsync(new GetReadiness(), CancellationToken.None);
        return life;
    }

    /// <summary>How many children the fleet has.</summary>
    public async Task<int> ActorsAsync()
    {
        ActorSystem system = _host.Services.GetRequiredService<ActorSystem>();
        using Inbox inbox = Inbox.Create(system);
        system.ActorSelection("/user/fleet/*").Tell(new Identify(0), inbox.Receiver);
        int count = 0;
        try
        {
            while (true)
            {
                await inbox.ReceiveAsync(TimeSpan.FromSeconds(1));
                count++;
            }
        }
        catch (TimeoutException)
        {
            return count;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _journal.Dispose();
    }
}
