namespace Orchestrator.Isolation.Launching;

/// <summary>What the security modules shall make of a payload, in the words of the kernel's interfaces; null is nothing.</summary>
public sealed record SecurityLabels
{
    public static readonly SecurityLabels None = new();

    /// <summary>AppArmor's profile to enter at execve.</summary>
    public string? AppArmor { get; init; }

    /// <summary>SELinux's label of the process.</summary>
    public string? Process { get; init; }

    /// <summary>SELinux's label of the files in the root and in what is mounted fresh.</summary>
    public string? Files { get; init; }

    /// <summary>SELinux's label of the session keyring.</summary>
    public string? Keyring { get; init; }

    /// <summary>AppArmor's files of a process lie in a folder of their own since Linux 4.17, where other modules may be active beside it.</summary>
    public string AppArmorFolder { get; init; } = "attr/apparmor/";
}
