using System.Runtime.InteropServices;
using Orchestrator.Isolation.Consoles;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Launching;

/// <summary>
/// A container spec with everything that it names found on this node: what <see cref="PlanCompiler"/> needs.
/// Handles stay the caller's: they are duplicated into the message and may be closed once the launch was answered.
/// </summary>
public sealed record ResolvedLaunch
{
    public required Guid Id { get; init; }
    public required int Attempt { get; init; }
    /// <summary>Set where the daemon is an ordinary user's.</summary>
    public RootlessIds? Rootless { get; init; }

    public required ContainerSpec Spec { get; init; }
    public required PreparedContainer Prepared { get; init; }
    public required string Hostname { get; init; }

    /// <summary>Host paths of the image's layers, topmost first: directories owned by the image's own ids (0 is root).</summary>
    public required IReadOnlyList<string> Layers { get; init; }

    /// <summary>Layers above those, topmost first.</summary>
    public IReadOnlyList<LowerLayer> SharedLayers { get; init; } = [];

    /// <summary>The topmost of <see cref="Layers"/> is the root itself: what is written stays there.</summary>
    public bool WholeRoot { get; init; }

    /// <summary>Detached mount of the folder instead of <see cref="Writable"/>.</summary>
    public SafeHandle? WritableMount { get; init; }

    /// <summary>Name of the upper directory in that folder.</summary>
    public string Upper { get; init; } = "upper";

    /// <summary>overlayfs's work directory beside it.</summary>
    public string Work { get; init; } = "work";

    /// <summary>A detached mount instead of the topmost of <see cref="Layers"/>.</summary>
    public SafeHandle? RootMount { get; init; }

    /// <summary>
    /// Host path of the folder that holds <c>upper</c> and <c>work</c> of the overlay, both owned by the id range's
    /// first uid and gid. Null: a root without writable layer.
    /// </summary>
    public string? Writable { get; init; }

    /// <summary>Ids inside the container.</summary>
    public required uint Uid { get; init; }
    public required uint Gid { get; init; }
    public IReadOnlyList<uint> Groups { get; init; } = [];

    /// <summary>Default of HOME; null leaves it out.</summary>
    public string? Home { get; init; }

    public required CapabilitySets Capabilities { get; init; }

    /// <summary>A compiled filter, struct sock_filter[] as bytes; null is unconfined.</summary>
    public ReadOnlyMemory<byte>? Seccomp { get; init; }

    /// <summary>SECCOMP_FILTER_FLAG_*.</summary>
    public uint SeccompFlags { get; init; }

    public SecurityLabels Labels { get; init; } = SecurityLabels.None;

    /// <summary>Directory of the container's v2 cgroup, for CLONE_INTO_CGROUP.</summary>
    public SafeHandle? CgroupDirectory { get; init; }

    /// <summary>Open <c>tasks</c> files (O_WRONLY) of the container's v1 cgroups.</summary>
    public IReadOnlyList<SafeHandle> CgroupTasks { get; init; } = [];

    /// <summary>
    /// For each bind and output mount of the spec, in the spec's order and without the others, the detached
    /// mount from <see cref="MountSource.Open"/>; null where an optional one's source is not there.
    /// </summary>
    public IReadOnlyList<SafeHandle?> MountSources { get; init; } = [];

    /// <summary>For each device of the spec, the detached mount of its node.</summary>
    public IReadOnlyList<SafeHandle> DeviceNodes { get; init; } = [];

    /// <summary>Namespaces of others that the container is born in, by net, ipc and uts.</summary>
    public IReadOnlyDictionary<string, SafeHandle> SharedNamespaces { get; init; } = new Dictionary<string, SafeHandle>();

    /// <summary>Its user, network, ipc and uts namespace where they were made before; null: the child makes its own.</summary>
    public OwnNamespaces? Namespaces { get; init; }

    /// <summary>Its network namespace where that alone was made before, in a user namespace that is not its own.</summary>
    public SafeHandle? Network { get; init; }

    /// <summary>Null is the container's /dev/null.</summary>
    public SafeHandle? Stdin { get; init; }
    public SafeHandle? Stdout { get; init; }
    public SafeHandle? Stderr { get; init; }

    /// <summary>Set where the spec asks for a console.</summary>
    public HeldConsole? Console { get; init; }

    public int OomScoreAdj { get; init; }

    /// <summary>Time from request to the entered program after which the launcher kills the child.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(30);
}
