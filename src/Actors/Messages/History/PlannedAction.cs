namespace Orchestrator.Actors.Messages.History;

/// <summary>What a restart of the daemon would do with a container, the most far-reaching of it.</summary>
public enum PlannedAction
{
    /// <summary>It is at rest and stays so.</summary>
    Nothing,

    /// <summary>It goes on and belongs to the new daemon.</summary>
    Adopt,

    /// <summary>Its end is recorded.</summary>
    RecordEnd,

    /// <summary>The attempt that was asked for is launched.</summary>
    Launch,

    /// <summary>A new attempt is planned or begun by its restart policy, its batch or a restart.</summary>
    Restart,
    Stop,
    Kill,
    Freeze,
    Thaw,
    Remove,
}
