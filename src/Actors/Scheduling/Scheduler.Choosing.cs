namespace Orchestrator.Actors.Scheduling;

/// <summary>The next to start.</summary>
internal sealed partial class Scheduler
{
    // Bounds of what a decision looks at, so that its cost does not grow with what waits.
    private const int BackfillPools = 16;
    private const int BackfillFlows = 8;
    private const int BackfillTries = 64;

    private long _reservation;
    private Demand _beside;

    /// <summary>Admits the next ticket, or returns null: then nothing can be started until something changes.</summary>
    public Ticket? Next(DateTimeOffset now)
    {
        while (true)
        {
            Ticket? first = First(now);
            // A reservation stays: only what comes before it by priority and waiting may take its turn, and that ends.
            if (Reserved is { } reserved && (first is null || Ticket.Compare(reserved, first) <= 0) && MayStart(reserved))
                first = reserved;
            if (first is null)
                return null;
            if (!IsPossible(first))
                Banish(first);
            else if (first.State == TicketState.Queued && !HasPlaces(first))
                Gather(first);
            else if (first.All.FitsIn(Free))
                return Admit(first, now, beside: false);
            else
            {
                Reserve(first);
                return Backfill(now);
            }
        }
    }

    private bool MayStart(Ticket ticket) =>
        ticket.State == TicketState.Gathering ? HasPlaces(ticket) : ticket.Pool.IsOpen && Class(ticket.Class).IsOpen;

    private static bool HasRoom(Ticket ticket, ClassLane lane) =>
        lane.Running + ticket.Places <= lane.Limit && ticket.Pool.Running + ticket.Places <= ticket.Pool.Limit;

    private bool HasPlaces(Ticket ticket) => HasRoom(ticket, Class(ticket.Class));

    /// <summary>The first of all that wait and are held back by no limit of a pool or class.</summary>
    private Ticket? First(DateTimeOffset now)
    {
        Ticket? best = null;
        long bestKey = long.MaxValue;
        foreach (ClassLane lane in _classes.Values)
        {
            if (!lane.IsOpen)
                continue;
            foreach (OwnerLane owner in lane.Owners.Values)
            {
                if (owner.First is { } first)
                    Consider(first, owner.Account);
            }
        }
        foreach (Ticket gang in _gathering)
        {
            if (HasPlaces(gang))
                Consider(gang, OwnerAccount(gang.Owner));
        }
        return best;

        void Consider(Ticket ticket, Account account)
        {
            long key = ticket.Key + Penalty(account, now);
            if (best is not null && (key > bestKey || (key == bestKey && ticket.Number > best.Number)))
                return;
            best = ticket;
            bestKey = key;
        }
    }

    private Ticket Admit(Ticket ticket, DateTimeOffset now, bool beside)
    {
        Waiting -= ticket.Places;
        Class(ticket.Class).Waiting -= ticket.Places;
        Displace(ticket);
        Start(ticket);
        ticket.StartedAt = now;
        ticket.Beside = beside ? _reservation : 0;
        if (beside)
            _beside += ticket.All;
        return ticket;
    }

    private void Reserve(Ticket ticket)
    {
        if (Reserved == ticket)
            return;
        Reserved = ticket;
        _reservation++;
        _beside = default;
    }

    private void Unreserve()
    {
        Reserved = null;
        _beside = default;
        _reservation++;
    }

    /// <summary>
    /// Something that fits and also leaves room for what is reserved once all that runs without leaving room has ended:
    /// so the reservation waits for nothing but the jobs that ran when it was made.
    /// </summary>
    private Ticket? Backfill(DateTimeOffset now)
    {
        Demand room = Capacity - Reserved!.All - _beside;
        Demand free = Free;
        List<(long Key, Ticket Ticket)> candidates = [];
        foreach (ClassLane lane in _classes.Values)
        {
            if (!lane.IsOpen)
                continue;
            foreach (OwnerLane owner in lane.Owners.Values)
            {
                long penalty = Penalty(owner.Account, now);
                foreach (PoolLane pool in owner.Pools.Take(BackfillPools))
                {
                    foreach (Flow flow in pool.Flows.Take(BackfillFlows))
                    {
                        if (flow.Demand.FitsIn(free) && flow.Demand.FitsIn(room))
                            candidates.Add((flow.Key + penalty, flow.Tickets.Min!));
                    }
                }
            }
        }
        candidates.Sort((a, b) => a.Key != b.Key ? a.Key.CompareTo(b.Key) : a.Ticket.Number.CompareTo(b.Ticket.Number));
        foreach ((_, Ticket ticket) in candidates.Take(BackfillTries))
        {
            if (ticket != Reserved && HasPlaces(ticket))
                return Admit(ticket, now, beside: true);
        }
        return null;
    }
}
