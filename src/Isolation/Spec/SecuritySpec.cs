namespace Orchestrator.Isolation.Spec;

/// <summary>Privileges of the payload. The defaults are those of an unprivileged job.</summary>
public sealed record SecuritySpec
{
    /// <summary>Capabilities (<c>NET_ADMIN</c>, with or without CAP_, or <c>ALL</c>) added to the default set.</summary>
    public IReadOnlyList<string> CapAdd { get; init; } = [];

    /// <summary>Capabilities taken from the default set; <c>ALL</c> takes every one.</summary>
    public IReadOnlyList<string> CapDrop { get; init; } = [];

    /// <summary>The five sets exactly, instead of additions and removals.</summary>
    public CapabilitySpec? Capabilities { get; init; }

    /// <summary>PR_SET_NO_NEW_PRIVS: a setuid binary gains nothing.</summary>
    public bool NoNewPrivileges { get; init; } = true;

    /// <summary>
    /// Name of a seccomp profile: <c>default</c>, or <c>unconfined</c> on explicit request; with
    /// <see cref="SeccompPolicy"/> what the user calls that, such as its file.
    /// </summary>
    public string SeccompProfile { get; init; } = "default";

    /// <summary>
    /// The text of a policy of the user's own, an OCI profile or an LXC policy file. The text, not the file: what was
    /// asked for stays in force and in the audit when the file changes.
    /// </summary>
    public string? SeccompPolicy { get; init; }

    /// <summary>ABIs that the default profile opens beside the native one: <c>x86</c>, <c>x32</c>.</summary>
    public IReadOnlyList<string>? SeccompAbis { get; init; }

    /// <summary>Null: as <see cref="AppArmorSpec"/> says of nothing asked for.</summary>
    public AppArmorSpec? AppArmor { get; init; }

    public SelinuxSpec? Selinux { get; init; }

    public LandlockSpec? Landlock { get; init; }
}
