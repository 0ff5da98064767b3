namespace Orchestrator.Isolation.Runtime;

public enum SurveyVerdict
{
    /// <summary>Runs, and is ours again.</summary>
    Alive,

    /// <summary>Runs and its cgroup is frozen.</summary>
    AliveFrozen,

    /// <summary>Ended while nobody looked; <see cref="SurveyResult.Exit"/> holds what is known.</summary>
    Ended,

    /// <summary>The attempt was never started.</summary>
    NeverStarted,
}
