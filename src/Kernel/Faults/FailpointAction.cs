namespace Orchestrator.Kernel.Faults;

internal enum FailpointAction
{
    /// <summary>SIGKILL to the own process.</summary>
    Kill,

    /// <summary>Fail with an errno.</summary>
    Error,

    /// <summary>Go on after some milliseconds.</summary>
    Delay,

    /// <summary>Never go on.</summary>
    Hang,
}
