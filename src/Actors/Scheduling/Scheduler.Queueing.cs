namespace Orchestrator.Actors.Scheduling;

/// <summary>What waits, in lanes: class, owner, pool, demand. A limit that is reached takes a whole lane out of the way.</summary>
internal sealed partial class Scheduler
{
    public void Enqueue(Ticket ticket)
    {
        ticket.Key = ticket.ReadySince.UtcTicks - (options.Ageing.Ticks * ticket.Priority);
        ticket.Number = ++_number;
        Waiting += ticket.Places;
        Class(ticket.Class).Waiting += ticket.Places;
        Place(ticket);
    }

    /// <summary>It is not to start any more. Nothing happens if it does not wait.</summary>
    public void Withdraw(Ticket ticket)
    {
        if (ticket.State is TicketState.Outside or TicketState.Started)
            return;
        Waiting -= ticket.Places;
        Class(ticket.Class).Waiting -= ticket.Places;
        Displace(ticket);
        ticket.State = TicketState.Outside;
    }

    private void Place(Ticket ticket)
    {
        if (!IsPossible(ticket))
        {
            ticket.State = TicketState.Impossible;
            _impossible.Add(ticket);
            return;
        }
        ticket.State = TicketState.Queued;
        ClassLane lane = Class(ticket.Class);
        if (!lane.Owners.TryGetValue(ticket.Owner, out OwnerLane? owner))
            lane.Owners[ticket.Owner] = owner = new OwnerLane(lane, OwnerAccount(ticket.Owner));
        if (!owner.ByPool.TryGetValue(ticket.Pool, out PoolLane? pool))
        {
            owner.ByPool[ticket.Pool] = pool = new PoolLane(ticket.Pool, owner, ++_number);
            ticket.Pool.Lanes.Add(pool);
        }
        // A gang is one thing: its demand is that of all its members.
        if (!pool.ByDemand.TryGetValue(ticket.All, out Flow? flow))
            pool.ByDemand[ticket.All] = flow = new Flow(pool, ticket.All, ++_number);
        ticket.Flow = flow;
        Change(flow, () => flow.Tickets.Add(ticket));
    }

    private void Displace(Ticket ticket)
    {
        if (Reserved == ticket)
            Unreserve();
        switch (ticket.State)
        {
            case TicketState.Impossible:
                _impossible.Remove(ticket);
                break;
            case TicketState.Gathering:
                Dissolve(ticket);
                break;
            case TicketState.Queued when ticket.Flow is { } flow:
                ticket.Flow = null;
                Change(flow, () => flow.Tickets.Remove(ticket));
                break;
            default:
                break;
        }
    }

    /// <summary>Changes a flow and keeps the order of all lanes above it; empty ones go.</summary>
    private void Change(Flow flow, Action change)
    {
        PoolLane pool = flow.Lane;
        bool listed = pool.Listed;
        if (listed)
            Unlist(pool);
        if (flow.Tickets.Count > 0)
            pool.Flows.Remove(flow);
        change();
        if (flow.Tickets.Min is { } first)
        {
            flow.Key = first.Key;
            pool.Flows.Add(flow);
        }
        else
        {
            pool.ByDemand.Remove(flow.Demand);
        }
        if (pool.Flows.Count == 0)
        {
            pool.Owner.ByPool.Remove(pool.Pool);
            pool.Pool.Lanes.Remove(pool);
            if (pool.Owner.ByPool.Count == 0)
                pool.Owner.Class.Owners.Remove(pool.Owner.Account.Owner);
        }
        else if (pool.Pool.IsOpen)
        {
            List(pool);
        }
    }

    private void List(Pool pool)
    {
        foreach (PoolLane lane in pool.Lanes)
            List(lane);
    }

    private void Unlist(Pool pool)
    {
        foreach (PoolLane lane in pool.Lanes)
            Unlist(lane);
    }

    private static void List(PoolLane lane)
    {
        if (lane.Listed || lane.Flows.Min is not { } first)
            return;
        lane.Key = first.Key;
        lane.Listed = lane.Owner.Pools.Add(lane);
    }

    private static void Unlist(PoolLane lane)
    {
        if (!lane.Listed)
            return;
        lane.Owner.Pools.Remove(lane);
        lane.Listed = false;
    }

    private bool IsPossible(Ticket ticket) =>
        ticket.All.FitsIn(Capacity) && ticket.Places <= ticket.Pool.Limit && ticket.Places <= Class(ticket.Class).Limit;

    /// <summary>Limits have changed: what could never run may do so now. The other way round it shows when its turn comes.</summary>
    private void Reconsider(Func<Ticket, bool> concerned)
    {
        foreach (Ticket ticket in _impossible.Where(ticket => concerned(ticket) && IsPossible(ticket)).OrderBy(ticket => ticket.Number).ToArray())
        {
            _impossible.Remove(ticket);
            Place(ticket);
        }
        foreach (Ticket ticket in _gathering.Where(ticket => concerned(ticket) && !IsPossible(ticket)).ToArray())
            Banish(ticket);
        if (Reserved is { } reserved && !IsPossible(reserved))
            Banish(reserved);
    }

    private void Banish(Ticket ticket)
    {
        Displace(ticket);
        ticket.State = TicketState.Impossible;
        _impossible.Add(ticket);
    }

    /// <summary>From now on the places that become free in its pool and class are kept for this gang.</summary>
    private void Gather(Ticket ticket)
    {
        Displace(ticket);
        ticket.State = TicketState.Gathering;
        _gathering.Add(ticket);
        ClassLane lane = Class(ticket.Class);
        if (ticket.Pool.Running + ticket.Places > ticket.Pool.Limit)
        {
            bool wasOpen = ticket.Pool.IsOpen;
            ticket.Pool.Gathering = ticket;
            if (wasOpen)
                Unlist(ticket.Pool);
        }
        if (lane.Running + ticket.Places > lane.Limit)
            lane.Gathering = ticket;
    }

    private void Dissolve(Ticket ticket)
    {
        _gathering.Remove(ticket);
        ClassLane lane = Class(ticket.Class);
        if (lane.Gathering == ticket)
            lane.Gathering = null;
        if (ticket.Pool.Gathering != ticket)
            return;
        ticket.Pool.Gathering = null;
        if (ticket.Pool.IsOpen)
            List(ticket.Pool);
    }
}
