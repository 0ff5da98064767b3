namespace Orchestrator.LaunchPlan;

[Flags]
public enum PlanFlags : uint
{
    None = 0,

    /// <summary>The child stays as PID 1 above the payload: reaps, forwards signals, returns the payload's status.</summary>
    Init = 1,

    /// <summary>The plan adds a process to a running container instead of starting one.</summary>
    Join = 2,

    /// <summary>The launcher is root of a user namespace only: an overlay keeps its notes in user.* attributes.</summary>
    Rootless = 4,

    /// <summary>Nobody can set groups in the user namespace (user_namespaces(7)): they stay as they are.</summary>
    KeepGroups = 8,

    /// <summary>The child is born in a pid namespace of others, the launcher's unless an op says which.</summary>
    SharedPid = 16,
}
