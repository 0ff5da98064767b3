namespace Orchestrator.Actors.Scheduling;

/// <summary>One thing that waits to be started, or was: a member of a batch, or a whole gang.</summary>
internal sealed class Ticket
{
    public required Pool Pool { get; init; }

    /// <summary>Members of the pool that start with it: one, or a gang's.</summary>
    public required IReadOnlyList<int> Members { get; init; }

    public required string Owner { get; init; }

    public required string Class { get; init; }

    public required int Priority { get; init; }

    public required DateTimeOffset ReadySince { get; init; }

    /// <summary>Of one member.</summary>
    public required Demand Each { get; init; }

    public Demand All => Each * Members.Count;

    public int Places => Members.Count;

    /// <summary>Ticks of <see cref="ReadySince"/> less what its priority is worth: the earliest goes first.</summary>
    public long Key { get; set; }

    /// <summary>Order of arrival, for equal keys.</summary>
    public long Number { get; set; }

    public TicketState State { get; set; }

    public DateTimeOffset StartedAt { get; set; }

    /// <summary>Members that still run.</summary>
    public int Running { get; set; }

    /// <summary>What each running member is thought to use, as it was counted at the start.</summary>
    public double Charge { get; set; }

    /// <summary>The reservation that it was started beside; 0: none.</summary>
    public long Beside { get; set; }

    /// <summary>Where it is queued.</summary>
    public Flow? Flow { get; set; }

    public static int Compare(Ticket? a, Ticket? b) =>
        a!.Key != b!.Key ? a.Key.CompareTo(b.Key) : a.Number.CompareTo(b.Number);
}
