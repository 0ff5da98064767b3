namespace Orchestrator.Isolation.Spec;

public enum UserNamespaceMode
{
    /// <summary>An own user namespace with an id range that no other container has.</summary>
    Private,

    /// <summary>The host's: root inside is root outside. Only on explicit request.</summary>
    Host,
}

public enum NetworkMode
{
    /// <summary>An own network namespace with nothing but loopback.</summary>
    None,

    /// <summary>The host's network namespace. Only on explicit request.</summary>
    Host,
}

/// <summary>Pid, mount, uts, ipc and cgroup namespaces are always the container's own.</summary>
public sealed record NamespaceSpec
{
    public UserNamespaceMode User { get; init; } = UserNamespaceMode.Private;

    public NetworkMode Network { get; init; } = NetworkMode.None;

    /// <summary>Offset of CLOCK_MONOTONIC and CLOCK_BOOTTIME inside; null shares the host's time namespace.</summary>
    public TimeSpan? ClockOffset { get; init; }
}
