namespace Orchestrator.Daemon.Api;

internal static class AllRoutes
{
    public static IReadOnlyList<ApiRoute> List()
    {
        List<ApiRoute> routes =
        [
            .. Containers.ContainerRoutes.All,
            .. Containers.OutputRoutes.All,
            .. Containers.FileRoutes.All,
            .. Containers.SeccompRoutes.All,
            .. Fleet.FleetRoutes.All,
            .. Batches.BatchRoutes.All,
            .. Queues.QueueRoutes.All,
            .. Queues.ScheduleRoutes.All,
            .. Events.EventRoutes.All,
            .. Audit.AuditRoutes.All,
            .. History.HistoryRoutes.All,
            .. Images.ImageRoutes.All,
            .. Images.LoginRoutes.All,
            .. Containers.SnapshotRoutes.All,
            .. Images.ArchiveRoutes.All,
            .. Networks.NetworkRoutes.All,
            .. Volumes.VolumeRoutes.All,
            .. Nodes.NodeRoutes.All,
        ];
        var document = new Lazy<string>(() => OpenApiDocument.Write(routes));
        routes.Add(new ApiRoute("GET", "/openapi/v1.json", "This document")
        {
            Answer = _ => Task.FromResult(ApiAnswer.Text(document.Value, "application/json")),
        });
        return routes;
    }
}
