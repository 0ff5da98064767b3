namespace Orchestrator.Contracts.Containers;

/// <summary>The labels by which containers of LXC directories are known in the engine.</summary>
public static class LxcLabels
{
    /// <summary>The directory of containers.</summary>
    public const string Path = "lxc.path";

    /// <summary>The name there.</summary>
    public const string Name = "lxc.name";

    /// <summary>What stands for all that it was made from: another value, and it is made anew before a start.</summary>
    public const string Made = "lxc.made";
}
