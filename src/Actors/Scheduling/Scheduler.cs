namespace Orchestrator.Actors.Scheduling;

/// <summary>
/// Decides what starts next on one node. Pure: no clock inside, no actor around. Priority and waiting make a key that
/// never changes, so that ageing needs no work and a decision costs the logarithm of what waits; fair share adds a span
/// to all of an owner's keys at once. What is first and does not fit gets a reservation: only what runs beside it may
/// start before it.
/// </summary>
internal sealed partial class Scheduler(SchedulerOptions options, Demand capacity)
{
    private readonly Dictionary<string, ClassLane> _classes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Account> _accounts = new(StringComparer.Ordinal);
    private readonly HashSet<Ticket> _impossible = [];
    private readonly List<Ticket> _gathering = [];
    private long _number;
    private double _charged;
    private Demand _whole = capacity;

    /// <summary>What there is for jobs: the node's, less what others take.</summary>
    public Demand Capacity { get; private set; } = capacity;

    /// <summary>What runs outside of the queue asks for. It is started whenever somebody says so, and only jobs can make room.</summary>
    public Demand Outside { get; private set; }

    /// <summary>What is admitted.</summary>
    public Demand Used { get; private set; }

    public Demand Free => Capacity - Used;

    /// <summary>What is first in order and waits for room; all that is started meanwhile leaves room for it.</summary>
    public Ticket? Reserved { get; private set; }

    public int Waiting { get; private set; }

    public void Resize(Demand capacity)
    {
        _whole = capacity;
        Recount();
    }

    public void Leave(Demand outside)
    {
        if (outside == Outside)
            return;
        Outside = outside;
        Recount();
    }

    private void Recount()
    {
        Capacity = _whole.Less(Outside);
        Reconsider(_ => true);
    }

    /// <param name="limit">Members of that class at once; null: no limit.</param>
    public void Limit(string name, int? limit)
    {
        Class(name).Limit = limit ?? int.MaxValue;
        Reconsider(ticket => ticket.Class == name);
    }

    public (int Running, int Waiting, int? Limit) OfClass(string name) =>
        _classes.TryGetValue(name, out ClassLane? lane)
            ? (lane.Running, lane.Waiting, lane.Limit == int.MaxValue ? null : lane.Limit)
            : (0, 0, null);

    public IEnumerable<string> Classes => _classes.Keys;

    /// <summary>The part of all use lately that is this owner's, 0 to 1.</summary>
    public double Share(string owner, DateTimeOffset now)
    {
        if (!_accounts.TryGetValue(owner, out Account? account))
            return 0;
        double all = 0;
        foreach (Account each in _accounts.Values)
            all += each.Running + each.Used(now, options.HalfLife);
        return all <= 0 ? 0 : (account.Running + account.Used(now, options.HalfLife)) / all;
    }

    public IEnumerable<string> Owners => _accounts.Keys;

    /// <summary>What somebody has used, as far as it is not known from <see cref="Finish"/>.</summary>
    public void Charge(string owner, double seconds, Demand each, DateTimeOffset at)
    {
        double cost = seconds * Weight(each);
        OwnerAccount(owner).Charge(cost, at, options.HalfLife);
        Total.Charge(cost, at, options.HalfLife);
    }

    /// <summary>It runs already, whatever the limits say.</summary>
    public void Book(Ticket ticket) => Start(ticket);

    /// <summary>One member of the ticket does not run any more.</summary>
    /// <param name="seconds">How long it did.</param>
    public void Finish(Ticket ticket, double seconds, DateTimeOffset now)
    {
        if (ticket.State != TicketState.Started || ticket.Running == 0)
            return;
        ticket.Running--;
        Used -= ticket.Each;
        if (ticket.Beside == _reservation && ticket.Beside != 0)
            _beside -= ticket.Each;
        ClassLane lane = Class(ticket.Class);
        lane.Running--;
        bool wasOpen = ticket.Pool.IsOpen;
        ticket.Pool.Running--;
        if (!wasOpen && ticket.Pool.IsOpen)
            List(ticket.Pool);
        OwnerAccount(ticket.Owner).Running -= ticket.Charge;
        _charged -= ticket.Charge;
        Charge(ticket.Owner, Math.Max(0, seconds), ticket.Each, now);
        if (ticket.Running == 0)
            ticket.State = TicketState.Outside;
    }

    private Account Total { get; } = new("");

    private void Start(Ticket ticket)
    {
        ticket.State = TicketState.Started;
        ticket.Running = ticket.Places;
        Used += ticket.All;
        Class(ticket.Class).Running += ticket.Places;
        bool wasOpen = ticket.Pool.IsOpen;
        ticket.Pool.Running += ticket.Places;
        if (wasOpen && !ticket.Pool.IsOpen)
            Unlist(ticket.Pool);
        ticket.Charge = options.RunningCharge.TotalSeconds * Weight(ticket.Each);
        OwnerAccount(ticket.Owner).Running += ticket.Charge * ticket.Places;
        _charged += ticket.Charge * ticket.Places;
    }

    private ClassLane Class(string name)
    {
        if (!_classes.TryGetValue(name, out ClassLane? lane))
            _classes[name] = lane = new ClassLane(name);
        return lane;
    }

    private Account OwnerAccount(string owner)
    {
        if (!_accounts.TryGetValue(owner, out Account? account))
            _accounts[owner] = account = new Account(owner);
        return account;
    }

    /// <summary>What does not say what it takes still takes a place.</summary>
    private double Weight(Demand each) => Math.Max(each.PartOf(Capacity), 1e-6);

    /// <summary>What the owner's recent use costs, in ticks of waiting.</summary>
    private long Penalty(Account account, DateTimeOffset now)
    {
        double all = _charged + Total.Used(now, options.HalfLife);
        if (all <= 1e-9 || options.FairPoints == 0)
            return 0;
        double share = Math.Clamp((account.Running + account.Used(now, options.HalfLife)) / all, 0, 1);
        return (long)(share * options.FairPoints * options.Ageing.Ticks);
    }
}
