namespace Orchestrator.Isolation.Spec;

/// <summary>
/// The parts of a container's SELinux labels that are not left to the engine: by default the policy's own type for
/// containers, and a level with two categories that no other container of the node has.
/// </summary>
public sealed record SelinuxSpec
{
    /// <summary>The container keeps the engine's own label, and its files theirs.</summary>
    public bool? Disabled { get; init; }

    public string? User { get; init; }

    public string? Role { get; init; }

    public string? Type { get; init; }

    /// <summary>Sensitivity and categories, e.g. <c>s0:c1,c2</c>.</summary>
    public string? Level { get; init; }

    /// <summary>Type of the container's files.</summary>
    public string? FileType { get; init; }

    /// <summary>The whole label of what is mounted inside, instead of the parts.</summary>
    public string? MountLabel { get; init; }

    /// <summary>The whole label of the session keyring; null: the process's.</summary>
    public string? KeyringLabel { get; init; }
}
