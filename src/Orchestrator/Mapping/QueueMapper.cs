using Orchestrator.Actors.Scheduling;
using Orchestrator.Contracts.Queues;
using Model = Orchestrator.Actors.Messages.Queues;

namespace Orchestrator.Daemon.Mapping;

internal static class QueueMapper
{
    public static QueueView ToView(Model.QueueView from) => new()
    {
        Classes = [.. from.Classes.Select(c => new QueueClassView(c.Class.Name, c.Class.Concurrency, c.Class.Weight, c.Running, c.Waiting))],
        Shares = [.. from.Owners.Select(o => new QueueShareView(o.Owner, o.Share))],
        Capacity = Resources(from.Capacity),
        Used = Resources(from.Used),
        Reserved = from.Reserved,
    };

    private static QueueResourcesView Resources(Demand from) => new()
    {
        Cpus = from.CpuMillis < Demand.Unlimited / 2 ? from.CpuMillis / 1000.0 : null,
        MemoryBytes = from.MemoryBytes < Demand.Unlimited ? from.MemoryBytes : null,
        Pids = from.Pids < Demand.Unlimited ? from.Pids : null,
        Jobs = from.Places,
    };
}
