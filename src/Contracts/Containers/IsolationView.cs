namespace Orchestrator.Contracts.Containers;

/// <summary>What separates the container from the host, as it is and not as it was asked for where the kernel tells.</summary>
public sealed record IsolationView
{
    public IReadOnlyList<string> Namespaces { get; set; } = [];

    /// <summary>Lines of uid_map: <c>inside outside length</c>.</summary>
    public IReadOnlyList<string> UserMap { get; set; } = [];

    public IReadOnlyList<string> Capabilities { get; set; } = [];

    public string? Seccomp { get; set; }

    /// <summary>How the init got into its root: <c>pivot_root</c>, or <c>chroot (no boundary)</c>.</summary>
    public string? Root { get; set; }

    /// <summary>The label that AppArmor or SELinux has on the payload.</summary>
    public string? Lsm { get; set; }

    /// <summary>Number of Landlock rules that the payload entered with, which no file tells afterwards.</summary>
    public int? LandlockRules { get; set; }

    public string? Cgroup { get; set; }

    /// <summary>Every limit of its groups and what binds it.</summary>
    public IReadOnlyList<LimitView> Limits { get; set; } = [];

    public PressureNowView? Pressure { get; set; }

    public bool? NoNewPrivileges { get; set; }
}
