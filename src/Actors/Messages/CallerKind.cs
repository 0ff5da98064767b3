namespace Orchestrator.Actors.Messages;

public enum CallerKind
{
    /// <summary>A user of this machine, known by the peer's uid.</summary>
    User,

    /// <summary>Somebody who showed a token; <see cref="Caller.User"/> is the token's name.</summary>
    Token,

    /// <summary>The engine itself.</summary>
    Engine,
}
