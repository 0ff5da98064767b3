namespace Orchestrator.Actors.Model;

internal enum Verdict
{
    /// <summary>Refused: the state does not allow it.</summary>
    No,

    /// <summary>Record its events.</summary>
    Go,

    /// <summary>It is so already: answer at once.</summary>
    Done,

    /// <summary>It is under way: answer when it is done.</summary>
    Join,

    /// <summary>A report that came too late to matter.</summary>
    Late,
}
