namespace Orchestrator.Isolation.Spec;

/// <summary>What the engine mounts inside by itself.</summary>
public sealed record TreeSpec
{
    public ProcView Proc { get; init; }

    public SysView Sys { get; init; }

    public CgroupView Cgroup { get; init; }

    public DevView Dev { get; init; }

    /// <summary>Size of the tmpfs on /dev; null: 64 KiB.</summary>
    public long? DevBytes { get; init; }

    /// <summary>Most pseudo terminals; null: the kernel's limit.</summary>
    public int? PtyMax { get; init; }

    /// <summary>Paths that are hidden; null: those that go with <see cref="Proc"/>.</summary>
    public IReadOnlyList<string>? Masked { get; init; }

    /// <summary>Paths that are made read-only; null: those that go with <see cref="Proc"/>.</summary>
    public IReadOnlyList<string>? ReadOnly { get; init; }
}
