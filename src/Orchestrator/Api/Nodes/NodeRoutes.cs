using System.Runtime.InteropServices;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Nodes;
using Orchestrator.Daemon.Nodes;

namespace Orchestrator.Daemon.Api.Nodes;

internal static class NodeRoutes
{
    private static readonly ContractsJson Json = ContractsJson.Default;
    private static readonly TimeSpan ReadyPatience = TimeSpan.FromSeconds(5);

    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("GET", "/v1/info", "The daemon, and what this machine offers for isolation")
        {
            Response = typeof(InfoView), Answer = InfoAsync,
        },
        new("GET", "/v1/version", "Versions")
        {
            Response = typeof(VersionView),
            Answer = _ => Task.FromResult(ApiAnswer.Json(Version(), Json.VersionView)),
        },
        new("POST", "/v1/daemon/stop", "End the daemon; containers live on unless withContainers is set")
        {
            Request = typeof(ShutdownRequest), Response = typeof(VersionView), Answer = StopAsync,
        },
        new("GET", "/healthz/live", "200 while the process can answer")
        {
            ResponseType = "text/plain", Response = typeof(string),
            Answer = _ => Task.FromResult(ApiAnswer.Text("live\n", "text/plain")),
        },
        new("GET", "/healthz/ready", "200 once the fleet is restored and the journal works")
        {
            ResponseType = "text/plain", Response = typeof(string), Answer = ReadyAsync,
        },
        new("GET", "/metrics", "Metrics in Prometheus' text format")
        {
            ResponseType = "text/plain", Response = typeof(string), Answer = MetricsAsync,
        },
    ];

    private static VersionView Version() =>
        new(NodeFacts.Version, NodeFacts.ApiVersion, RuntimeInformation.FrameworkDescription, Environment.ProcessId);

    private static async Task<ApiAnswer> InfoAsync(ApiCall call)
    {
        var node = call.Node;
        var reply = await call.AskAsync(new GetFleetStatus());
        var counts = reply.View?.Counts ?? new Dictionary<ContainerPhase, int>();
        var features = node.Runtime.Features;
        return ApiAnswer.Json(
            new InfoView
            {
                Version = NodeFacts.Version,
                DaemonPid = Environment.ProcessId,
                LauncherPid = node.Runtime.LauncherPid,
                Root = node.Layout.Root ?? (features.Rootless is null ? "/" : node.Layout.Data),
                Node = node.Settings.NodeName,
                Cgroup = new CgroupInfo(features.Layout.ToString().ToLowerInvariant(), features.Controllers, features.CgroupParent),
                Kernel = features.Kernel,
                Lsm = string.Join(',', features.Lsm),
                Features = features.Features.ToDictionary(f => f.Key, f => f.Value ? "yes" : "no"),
                Rootless = features.Rootless is { } rootless
                    ? new RootlessInfo
                    {
                        Uid = rootless.HostUid, User = UserNames.Of(rootless.HostUid), Ids = rootless.Ids, Missing = rootless.Missing,
                    }
                    : null,
                Containers = counts.Values.Sum(),
                Running = counts.Where(c => c.Key != ContainerPhase.Stopped).Sum(c => c.Value),
                Images = node.Images.List().Count,
                Cpus = Environment.ProcessorCount,
                MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
                StartedAt = node.StartedAt,
                Journal = node.Layout.Journal,
            },
            Json.InfoView);
    }

    private static async Task<ApiAnswer> ReadyAsync(ApiCall call)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(call.Cancel);
        patience.CancelAfter(ReadyPatience);
        string? problem;
        try
        {
            var reply = await call.Node.Fleet.RequestAsync(new GetReadiness(), patience.Token);
            problem = reply.Refusal?.Reason ?? reply.View!.JournalProblem;
        }
        catch (OperationCanceledException) when (!call.Cancel.IsCancellationRequested)
        {
            problem = "the fleet is being restored";
        }
        return problem is null
            ? ApiAnswer.Text("ready\n", "text/plain")
            : ApiAnswer.Text(problem + "\n", "text/plain", StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<ApiAnswer> MetricsAsync(ApiCall call)
    {
        var fleet = await call.AskAsync(new GetFleetStatus());
        var stats = await call.AskAsync(new GetStats());
        return fleet.View is { } view
            ? ApiAnswer.Text(Metrics.Write(view, stats.View ?? [], call.Node), "text/plain; version=0.0.4")
            : ApiAnswer.Of(fleet.Refusal!);
    }

    private static async Task<ApiAnswer> StopAsync(ApiCall call)
    {
        var request = await call.BodyAsync(Json.ShutdownRequest);
        if (request.WithContainers && await Evacuation.RunAsync(call) is { } problem)
            return ApiAnswer.Problem(problem);
        call.Node.Log.Information("{Caller} ends the daemon{With}", call.Caller, request.WithContainers ? " with all containers" : "");
        // After the answer is out: the host waits for requests under way.
        call.Http.Response.OnCompleted(() =>
        {
            call.Node.Lifetime.StopApplication();
            return Task.CompletedTask;
        });
        return ApiAnswer.Json(Version(), Json.VersionView);
    }
}
