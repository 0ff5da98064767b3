using System.Runtime.InteropServices;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Launching;

/// <summary>One more process in a running container, everything resolved. Handles stay the caller's.</summary>
public sealed record ResolvedExec
{
    public required Guid ExecId { get; init; }
    public required Guid Container { get; init; }
    public required int Attempt { get; init; }

    /// <summary>The container's own spec: namespaces, umask, rlimits and privileges come from it.</summary>
    /// <summary>Set where the daemon is an ordinary user's.</summary>
    public RootlessIds? Rootless { get; init; }

    public required ContainerSpec Spec { get; init; }
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>The whole environment: nothing of the spec's is added but a default PATH.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }
    public required string WorkingDirectory { get; init; }
    public required uint Uid { get; init; }
    public required uint Gid { get; init; }
    public IReadOnlyList<uint> Groups { get; init; } = [];
    public string? Home { get; init; }
    public required CapabilitySets Capabilities { get; init; }
    public ReadOnlyMemory<byte>? Seccomp { get; init; }
    public uint SeccompFlags { get; init; }
    public SecurityLabels Labels { get; init; } = SecurityLabels.None;
    public SafeHandle? CgroupDirectory { get; init; }
    /// <summary>Namespaces of others that the container lives in, by net, ipc and uts.</summary>
    public IReadOnlyDictionary<string, SafeHandle> SharedNamespaces { get; init; } = new Dictionary<string, SafeHandle>();

    public IReadOnlyList<SafeHandle> CgroupTasks { get; init; } = [];
    public SafeHandle? Stdin { get; init; }
    public SafeHandle? Stdout { get; init; }
    public SafeHandle? Stderr { get; init; }
    public bool Terminal { get; init; }
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(30);
}
