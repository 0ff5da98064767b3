namespace Orchestrator.Isolation.Spec;

/// <summary>How /sys looks.</summary>
public enum SysView
{
    ReadOnly,

    /// <summary>Not mounted by the engine.</summary>
    None,

    /// <summary>Read-only but for the network devices.</summary>
    Mixed,

    Writable,
}
