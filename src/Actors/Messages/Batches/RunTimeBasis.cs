namespace Orchestrator.Actors.Messages.Batches;

/// <summary>Where the run time of a planned member comes from.</summary>
public enum RunTimeBasis
{
    /// <summary>The median of what the job of that name took in batches of that name.</summary>
    History,

    /// <summary>Its timeout, which it may take at most.</summary>
    Timeout,

    Guess,
}
