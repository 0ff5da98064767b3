namespace Orchestrator.Actors.Messages;

/// <summary>Who asked, as the peer credentials of the socket (unix(7), SO_PEERCRED) or a token tell it.</summary>
public sealed record Caller(uint Uid, string User)
{
    /// <summary>The engine itself: restart policies, leases, the queue.</summary>
    public static Caller Engine { get; } = new(0, "orchd");
}
