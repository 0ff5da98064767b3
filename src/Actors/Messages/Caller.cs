namespace Orchestrator.Actors.Messages;

/// <summary>Who asked, as the peer credentials of the socket (unix(7), SO_PEERCRED) or a token tell it.</summary>
public sealed record Caller(uint Uid, string User)
{
    private const string EngineName = "orchd";

    /// <summary>The engine itself: restart policies, leases, the queue.</summary>
    public static Caller Engine { get; } = new(0, EngineName) { Kind = CallerKind.Engine };

    public CallerKind Kind { get; init; }

    /// <summary>What a record says that has no kind: all those from before there were kinds, and most since.</summary>
    internal static CallerKind ImpliedKind(uint uid, string user) =>
        uid == 0 && user == EngineName ? CallerKind.Engine : CallerKind.User;
}
