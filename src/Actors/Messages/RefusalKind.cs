namespace Orchestrator.Actors.Messages;

public enum RefusalKind
{
    /// <summary>Nothing has that name.</summary>
    NotFound,

    /// <summary>The state of the thing does not allow it now.</summary>
    Conflict,

    /// <summary>The request itself is wrong, or the payload could not be invoked; asking again changes nothing.</summary>
    Invalid,

    /// <summary>Too much to do for the moment; ask again later.</summary>
    Busy,

    /// <summary>Journal or launcher cannot be reached for now; nothing was done; ask again later.</summary>
    Unavailable,
}
