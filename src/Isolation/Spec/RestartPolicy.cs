namespace Orchestrator.Isolation.Spec;

public enum RestartMode
{
    /// <summary>Never restarted by the engine.</summary>
    No,

    /// <summary>Restarted when it ends with a code other than 0, by a signal, or unknown.</summary>
    OnFailure,

    /// <summary>Restarted whenever it ends by itself, and after a restart of node or daemon.</summary>
    Always,

    /// <summary>As <see cref="Always"/>, but not once a user stopped it.</summary>
    UnlessStopped,
}

/// <summary>When the engine starts a container again by itself; the delay doubles from 100 ms to 1 min.</summary>
/// <param name="MaxRetries">0 is without limit; counts for <see cref="RestartMode.OnFailure"/> only.</param>
public sealed record RestartPolicy(RestartMode Mode = RestartMode.No, int MaxRetries = 0);
