namespace Orchestrator.Lxc;

/// <summary>How a command is run inside (<c>lxc_attach_options_t</c>).</summary>
public sealed record LxcAttachOptions
{
    /// <summary>LXC_ATTACH_*; the default is what every process of the container is bound by.</summary>
    public int Flags { get; init; } = Default;

    /// <summary>CLONE_NEW* of the namespaces to enter; -1: all of the init's.</summary>
    public int Namespaces { get; init; } = -1;

    /// <summary>A personality(2); null: that of the container.</summary>
    public long? Personality { get; init; }

    /// <summary>The working directory; null: as the caller's, where there is one like it.</summary>
    public string? InitialCwd { get; init; }

    /// <summary>The user; null: the container's root.</summary>
    public uint? Uid { get; init; }

    /// <summary>The group; null: the container's root.</summary>
    public uint? Gid { get; init; }

    /// <summary>The caller's environment is left behind.</summary>
    public bool ClearEnvironment { get; init; }

    /// <summary><c>K=V</c>, set in any case.</summary>
    public IReadOnlyList<string> ExtraEnvironment { get; init; } = [];

    /// <summary>Variables of the caller that stay though the environment is cleared.</summary>
    public IReadOnlyList<string> KeepEnvironment { get; init; } = [];

    /// <summary>The descriptor that becomes its stdin.</summary>
    public int StdinFd { get; init; }

    /// <summary>The descriptor that becomes its stdout.</summary>
    public int StdoutFd { get; init; } = 1;

    /// <summary>The descriptor that becomes its stderr.</summary>
    public int StderrFd { get; init; } = 2;

    /// <summary>LXC_ATTACH_MOVE_TO_CGROUP, DROP_CAPABILITIES, SET_PERSONALITY and LSM_EXEC.</summary>
    public const int Default = 0xffff;
}
