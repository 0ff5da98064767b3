namespace Orchestrator.Contracts.Streams;

public enum StreamKind : byte
{
    Stdout = 1,
    Stderr = 2,

    /// <summary>A <see cref="Containers.ContainerView"/> as JSON: the container was started.</summary>
    Started = 3,

    /// <summary>A <see cref="Containers.ContainerView"/> as JSON: the attempt ended; nothing follows.</summary>
    Ended = 4,

    /// <summary>A <see cref="Problem"/> as JSON; nothing follows.</summary>
    Failed = 5,

    /// <summary>Nothing new: tells the reader that the other side lives.</summary>
    Idle = 6,

    /// <summary>A <see cref="LogDropView"/> as JSON: so much was dropped before it could be read.</summary>
    Dropped = 7,
}
