namespace Orchestrator.Isolation.Runtime;

/// <summary>Where a node's runtime keeps its things, and how long it waits for the kernel and the launcher.</summary>
public sealed record RuntimeOptions
{
    /// <summary>Absolute folder that holds <c>images</c> and <c>containers</c>; one daemon at a time owns it.</summary>
    public required string Root { get; init; }

    /// <summary>Absolute folder for the launcher's socket and state, on a file system that a reboot clears.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>Absolute path of the launcher executable.</summary>
    public required string LauncherPath { get; init; }

    /// <summary>Name of the cgroup below which all containers of this node live; null derives it from <see cref="Root"/>.</summary>
    public string? CgroupParent { get; init; }

    /// <summary>What a container gets where its spec says nothing: a fork bomb must meet a limit (case R01).</summary>
    public Spec.ResourceLimits DefaultLimits { get; init; } = new() { Pids = 2048 };

    /// <summary>
    /// Limits of all containers of the node together. Without a number of processes they may have three quarters of what
    /// the host can have, so that many fork bombs at once leave it some.
    /// </summary>
    public Spec.ResourceLimits NodeLimits { get; init; } = new();

    /// <summary>How much output of a container is kept where its spec says nothing.</summary>
    public Spec.LogLimits LogLimits { get; init; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>A launch that takes longer is ended by the launcher and reported as failed.</summary>
    public TimeSpan LaunchTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After this time a container that the kernel does not call frozen is thawed again (case Z01).</summary>
    public TimeSpan FreezeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a kill or a removal waits for tasks to go, e.g. those in an uninterruptible sleep.</summary>
    public TimeSpan KillTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Free space of the root's disk below which nothing is started; null: 64 MiB, or a twentieth of a small disk.</summary>
    public long? DiskReserveBytes { get; init; }

    /// <summary>
    /// The network namespace whose devices containers are connected to; null: the daemon's own. It has to stay open as long
    /// as the runtime.
    /// </summary>
    public Kernel.NamespaceHandle? HostNetwork { get; init; }

    /// <summary>Told of what an operator should know but no caller asked for, e.g. leftovers that were removed.</summary>
    public Action<string>? Notice { get; init; }
}
