namespace Orchestrator.Isolation.Spec;

/// <summary>What AppArmor does with a container. Without a word on it the generated profile is applied where there is AppArmor.</summary>
public sealed record AppArmorSpec
{
    /// <summary>
    /// Null: generated for the container; <c>unconfined</c>, <c>unchanged</c> (what the engine runs under), or exactly the
    /// name of a profile that is loaded.
    /// </summary>
    public string? Profile { get; init; }

    /// <summary>The generated profile lets containers be run inside: mounts, namespaces, profiles of their own.</summary>
    public bool? AllowNesting { get; init; }

    /// <summary>Accepts a kernel whose AppArmor cannot rule over mounts.</summary>
    public bool? AllowIncomplete { get; init; }

    /// <summary>Rules in AppArmor's language that are added to the generated profile.</summary>
    public IReadOnlyList<string>? Raw { get; init; }
}
