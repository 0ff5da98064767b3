using Akka.Actor;
using Akka.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Orchestrator.Actors;
using Orchestrator.Actors.Pressure;
using Orchestrator.Isolation.Spec;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Events;
using Orchestrator.Actors.Messages.History;
using Orchestrator.Contracts.Configuration;
using Orchestrator.Contracts.Nodes;
using Orchestrator.Daemon.Api;
using Orchestrator.Daemon.Audit;
using Orchestrator.Daemon.Images;
using Orchestrator.Daemon.Nodes;
using Orchestrator.Daemon.Startup;
using Orchestrator.Isolation.Images;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Persistence;
using Serilog;

namespace Orchestrator.Daemon;

/// <summary>The composition root: runtime, journal, actors and API of one node.</summary>
internal sealed class NodeHost : IAsyncDisposable
{
    // The scheduler wakes with every tick, used or not: at its 10 ms an idle daemon took 3 % of a core. What waits on it
    // here is counted in many seconds; containers' alarms use timers of their own.
    // Without the last line Akka makes a folder "snapshots" wherever the daemon was started; the fleet's are a file of lib.
    private const string Hocon = """
        akka.coordinated-shutdown.run-by-clr-shutdown-hook = off
        akka.scheduler.tick-duration = 500ms
        akka.persistence.snapshot-store.plugin = "akka.persistence.no-snapshot-store"
        """;

    private readonly WebApplication _app;
    private readonly ContainerRuntime _runtime;

    private NodeHost(WebApplication app, ContainerRuntime runtime, NodeContext context)
    {
        _app = app;
        _runtime = runtime;
        Context = context;
    }

    public NodeContext Context { get; }

    public static async Task<NodeHost> StartAsync(RootLayout layout, DaemonSettings settings, Serilog.ILogger log)
    {
        var time = TimeProvider.System;
        // First of all: a damaged journal is reported before anything is touched.
        var journal = await JournalOpening.OpenAsync(layout, settings);
        var audit = await NodeAudit.OpenAsync(layout, settings, journal, log);
        var images = new ImageStore(layout.Data, time);
        images.Library.Clean();
        var runtime = await ContainerRuntime.StartAsync(
            new RuntimeOptions
            {
                Root = layout.Data,
                StateDirectory = layout.Run,
                LauncherPath = LauncherProgram.Find(),
                Time = time,
                LaunchTimeout = TimeSpan.FromSeconds(settings.LaunchTimeoutSeconds),
                FreezeTimeout = TimeSpan.FromSeconds(settings.FreezeTimeoutSeconds),
                DiskReserveBytes = settings.DiskReserveBytes,
                LogLimits = new LogLimits { MaxSize = settings.LogMaxSizeBytes, MaxFile = settings.LogMaxFile, MaxRate = settings.LogMaxRateBytes },
                NodeLimits = new ResourceLimits { MemoryBytes = settings.NodeMemoryBytes, MemorySwapBytes = settings.NodeMemoryAndSwapBytes },
                Notice = text => log.Information("Runtime: {Notice}", text),
            },
            images,
            CancellationToken.None);
        WebApplication? app = null;
        try
        {
            app = Build(layout, settings, runtime, journal, audit, images, time, log);
            File.Delete(layout.Socket);
            await app.StartAsync();
            SocketGroup.Apply(layout.Socket, settings);
            var node = new NodeHost(app, runtime, app.Services.GetRequiredService<NodeContext>());
            _ = node.Context.LxcMonitors.BeginAsync(node.Context);
            return node;
        }
        catch
        {
            if (app is not null)
                await app.DisposeAsync();
            await runtime.DisposeAsync();
            throw;
        }
    }

    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _runtime.DisposeAsync();
    }

    private static WebApplication Build(
        RootLayout layout, DaemonSettings settings, ContainerRuntime runtime, IJournalStore journal, NodeAudit audit, ImageStore images, TimeProvider time, Serilog.ILogger log)
    {
        var startedAt = time.GetUtcNow();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "orchd" });
        builder.Services.AddSerilog(log);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = settings.MaxRequestBytes;
            // A wait or a stream may be silent for days.
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(10);
            kestrel.ListenUnixSocket(layout.Socket, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(PeerIdentity.Attach);
            });
        });
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton<IContainerRuntime>(runtime);
        builder.Services.AddSingleton(_ => new ImageService(layout, settings, images, time));
        builder.Services.AddSingleton<ILooksAtContainers>(runtime);
        var options = ActorOptions(layout, settings);
        builder.Services.AddSingleton(options);
        builder.Services.AddJournal(journal).AddOrchestratorActorServices();
        builder.Services.AddSingleton(_ => audit);
        // Over the journal's own: what left it is read from the archives.
        builder.Services.AddSingleton(audit.Reader);
        builder.Services.AddSingleton(audit.Archive(settings, time));
        builder.Services.AddSingleton(services => services.GetRequiredService<NodeAudit>().Services(settings));
        builder.Services.AddAkka("orch", akka => akka
            .ConfigureLoggers(loggers =>
            {
                loggers.ClearLoggers();
                loggers.AddLoggerFactory();
            })
            .AddHocon(Hocon, HoconAddMode.Prepend)
            .AddJournal(journal)
            .AddOrchestratorActors(options));
        builder.Services.AddSingleton<LxcMonitors.LxcMonitors>();
        builder.Services.AddSingleton(services => new NodeContext(
            layout,
            settings,
            services.GetRequiredService<IRequiredActor<Fleet>>().ActorRef,
            services.GetRequiredService<IEventLog>(),
            audit,
            services.GetRequiredService<IFleetHistory>(),
            services.GetRequiredService<IRestorePlanner>(),
            services.GetRequiredService<IBatchPlanner>(),
            images,
            services.GetRequiredService<ImageService>(),
            new ImageEnsurer(services.GetRequiredService<ImageService>(), log),
            runtime,
            services.GetRequiredService<LxcMonitors.LxcMonitors>(),
            time,
            startedAt,
            services.GetRequiredService<IHostApplicationLifetime>(),
            log));
        var app = builder.Build();
        app.UseRouting();
        // Resolved with the first request: the fleet's actor exists once the host has started.
        new ApiRouter(app.Services.GetRequiredService<NodeContext>, new IdempotencyStore()).Map(app, AllRoutes.List());
        app.UseEndpoints(_ => { });
        return app;
    }

    private static OrchestratorOptions ActorOptions(RootLayout layout, DaemonSettings settings)
    {
        var defaults = new OrchestratorOptions();
        return defaults with
        {
            SnapshotDirectory = Path.Combine(layout.Data, "snapshots"),
            AccountingInterval = TimeSpan.FromSeconds(settings.AccountingSeconds),
            DefaultConcurrency = settings.DefaultConcurrency ?? defaults.DefaultConcurrency,
            MaxConcurrency = settings.MaxConcurrency,
            Capacity = NodeResources.Read(settings),
            Scheduling = defaults.Scheduling with
            {
                Ageing = TimeSpan.FromSeconds(settings.AgeingSeconds),
                HalfLife = TimeSpan.FromSeconds(settings.ShareHalfLifeSeconds),
            },
            ShareLabel = settings.ShareLabel,
            FreezeTimeout = TimeSpan.FromSeconds(settings.FreezeTimeoutSeconds),
            Pressure = new PressureOptions
            {
                Enabled = settings.PressureEnabled,
                High = settings.PressureHigh,
                Low = Math.Min(settings.PressureLow, settings.PressureHigh),
                HighCpu = settings.PressureCpuHigh,
                LowCpu = Math.Min(settings.PressureCpuLow, settings.PressureCpuHigh),
                Cooldown = TimeSpan.FromSeconds(settings.PressureCooldownSeconds),
                Calm = TimeSpan.FromSeconds(settings.PressureCalmSeconds),
                Ageing = TimeSpan.FromSeconds(settings.PressureAgeingSeconds),
                KillAfter = settings.PressureKillAfterSeconds > 0 ? TimeSpan.FromSeconds(settings.PressureKillAfterSeconds) : null,
            },
            JournalRetain = settings.JournalRetainSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
    }
}
