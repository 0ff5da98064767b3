namespace Orchestrator.Client;

/// <summary>The typed client of one daemon.</summary>
public sealed class OrchClient : IDisposable
{
    private readonly ApiTransport _transport;

    public OrchClient(string socketPath)
    {
        _transport = new ApiTransport(socketPath);
        Audit = new AuditApi(_transport);
        Containers = new ContainersApi(_transport);
        Fleet = new FleetApi(_transport);
        Batches = new BatchesApi(_transport);
        Queue = new QueueApi(_transport);
        Events = new EventsApi(_transport);
        History = new HistoryApi(_transport);
        Images = new ImagesApi(_transport);
        Networks = new NetworksApi(_transport);
        Volumes = new VolumesApi(_transport);
        Node = new NodeApi(_transport);
    }

    public string SocketPath => _transport.SocketPath;

    public AuditApi Audit { get; }

    public ContainersApi Containers { get; }

    public FleetApi Fleet { get; }

    public BatchesApi Batches { get; }

    public QueueApi Queue { get; }

    public EventsApi Events { get; }

    public HistoryApi History { get; }

    public ImagesApi Images { get; }

    public NetworksApi Networks { get; }

    public VolumesApi Volumes { get; }

    public NodeApi Node { get; }

    public void Dispose() => _transport.Dispose();
}
