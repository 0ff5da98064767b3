namespace Orchestrator.Actors.Containers;

/// <summary>
/// A stopped container needs no actor. It offers to rest, the fleet agrees and keeps what comes for it meanwhile; it
/// then ends, or says that it has something to do after all.
/// </summary>
internal static class Rest
{
    internal sealed record Offered(Guid Id);

    internal sealed record Agreed;

    internal sealed record Declined(Guid Id);
}
