namespace Orchestrator.Actors.Scheduling;

internal enum TicketState
{
    Outside,
    Queued,

    /// <summary>A gang that needs more places of its batch or class than are free; they are kept for it.</summary>
    Gathering,

    /// <summary>As the node and its limits are now it can never run.</summary>
    Impossible,
    Started,
}
