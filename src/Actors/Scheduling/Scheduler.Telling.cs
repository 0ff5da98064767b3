using System.Globalization;

namespace Orchestrator.Actors.Scheduling;

/// <summary>Why something waits, in words.</summary>
internal sealed partial class Scheduler
{
    private const double UnfairShare = 0.2;

    /// <param name="name">What the reserved ticket is called.</param>
    /// <param name="outsiders">Who takes most of what jobs cannot have; null: it is not known.</param>
    public string Explain(Ticket ticket, DateTimeOffset now, Func<Ticket, string> name, Outsiders? outsiders = null)
    {
        ClassLane lane = Class(ticket.Class);
        Pool pool = ticket.Pool;
        if (ticket.State == TicketState.Impossible)
            return Never(ticket, lane, outsiders);
        if (ticket.State == TicketState.Gathering)
            return $"{ticket.Places} places at once for its gang; what becomes free is kept for it";
        if (pool.Running >= pool.Limit)
            return $"a free place: {pool.Running} run, and the batch lets {pool.Limit} run at once";
        if (lane.Running >= lane.Limit)
            return $"a free place in class {lane.Name}: {lane.Running} run, and it lets {lane.Limit} run at once";
        if ((pool.Gathering ?? lane.Gathering) is { } gang)
            return $"the gang {name(gang)}, for which free places are kept";
        if (!ticket.All.FitsIn(Free))
        {
            string missing = Missing(ticket.All, Free, outsiders);
            return Reserved == ticket ? $"{missing}; it is next, and what starts before it leaves room for it" : missing;
        }
        if (Reserved is { } reserved && reserved != ticket)
            return $"{name(reserved)}, which comes first and waits for {Missing(reserved.All, Free, outsiders)}";
        double share = Penalty(OwnerAccount(ticket.Owner), now) / (double)Math.Max(1, options.FairPoints * options.Ageing.Ticks);
        return share > UnfairShare
            ? string.Create(CultureInfo.InvariantCulture, $"its turn: {ticket.Owner} has used {share:P0} of the node lately, so that others come first")
            : "its turn: what has more priority or waited longer comes first";
    }

    private string Never(Ticket ticket, ClassLane lane, Outsiders? outsiders)
    {
        if (ticket.Places > ticket.Pool.Limit)
            return $"a gang of {ticket.Places} does not fit into a batch that lets {ticket.Pool.Limit} run at once";
        if (ticket.Places > lane.Limit)
            return $"class {lane.Name} lets {lane.Limit} run at once; it needs {ticket.Places}. Raise it: orch queue set {lane.Name} --concurrency N";
        return ticket.All.FitsIn(_whole)
            ? Missing(ticket.All, Capacity, outsiders)
            : $"more than this node has: {Missing(ticket.All, Capacity, outsiders)}";
    }

    private string Missing(Demand needed, Demand there, Outsiders? outsiders)
    {
        if (needed.MemoryBytes > there.MemoryBytes)
        {
            return $"memory: it needs {Bytes(needed.MemoryBytes)}, and {Bytes(Math.Max(0, there.MemoryBytes))} are free"
                + (Outside.MemoryBytes > 0 ? Because(Bytes(Outside.MemoryBytes), outsiders?.Memory) : "");
        }
        if (needed.CpuMillis > there.CpuMillis)
        {
            return $"cpu: it needs {Cpus(needed.CpuMillis)}, and {Cpus(Math.Max(0, there.CpuMillis))} are free"
                + (Outside.CpuMillis > 0 ? Because(Cpus(Outside.CpuMillis), outsiders?.Cpu) : "");
        }
        if (needed.Pids > there.Pids)
            return $"pids: it needs {needed.Pids}, and {Math.Max(0, there.Pids)} are free";
        return $"a free place: the node lets no more run at once";
    }

    private static string Because(string taken, string? most) =>
        $", since the limits of containers outside of batches ask for {taken}{(most is null ? "" : $", those of {most} for most")}";

    private static string Bytes(long bytes) => Past.Why.Words.Bytes(bytes);

    private static string Cpus(long millis) =>
        string.Create(CultureInfo.InvariantCulture, $"{millis / 1000.0:0.###} CPU{(millis == 1000 ? "" : "s")}");
}
