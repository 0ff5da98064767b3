namespace Orchestrator.Isolation.Spec;

/// <summary>How /proc looks.</summary>
public enum ProcView
{
    /// <summary>Host-wide files hidden, /proc/sys and the like read-only.</summary>
    Guarded,

    /// <summary>Not mounted by the engine.</summary>
    None,

    /// <summary>/proc/sys and /proc/sysrq-trigger read-only, /proc/sys/net writable.</summary>
    Mixed,

    /// <summary>As the kernel gives it.</summary>
    Writable,
}
