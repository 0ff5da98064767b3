namespace Orchestrator.Actors.Model;

/// <summary>How a job stands to its deadline.</summary>
internal enum JobDue
{
    Ahead,
    Passed,

    /// <summary>A member was put back into the queue after it had passed: it holds no more.</summary>
    Lifted,
}
