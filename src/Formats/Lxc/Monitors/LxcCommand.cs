namespace Orchestrator.Formats.Lxc.Monitors;

/// <summary>Numbers of the requests that a monitor of LXC answers (lxc/commands.h of 5.0); each has its number for ever.</summary>
public enum LxcCommand
{
    /// <summary>The master of a terminal; the connection is the caller's hold on it.</summary>
    GetTty = 0,

    TerminalResized = 1,

    /// <summary>Kill everything; answered by the end of the connection.</summary>
    Stop = 2,

    GetState = 3,
    GetInitPid = 4,

    /// <summary>Flags of clone(2) for the namespaces that it has of its own.</summary>
    GetCloneFlags = 5,

    /// <summary>The group below the mount point of a controller's hierarchy.</summary>
    GetCgroup = 6,

    GetConfigItem = 7,
    GetName = 8,
    GetLxcPath = 9,

    /// <summary>Tell one of these states once it comes; <see cref="LxcNotice"/>.</summary>
    AddStateClient = 10,

    ConsoleLog = 11,

    /// <summary>The caller brings it into a state, and whoever waits for that is to be told.</summary>
    ServeStateClients = 12,

    AddSeccompListener = 13,
    AddDeviceRule = 14,
    Freeze = 15,
    Unfreeze = 16,
    GetCgroup2Directory = 17,
    GetInitPidfd = 18,

    /// <summary>As <see cref="GetCgroup"/>, of the group that has the limits.</summary>
    GetLimitCgroup = 19,

    GetLimitCgroup2Directory = 20,
    GetDevptsDirectory = 21,
    GetSeccompListener = 22,

    /// <summary>The directories of all its groups: <see cref="LxcCgroupContext"/>.</summary>
    GetCgroupContext = 23,

    /// <summary>The directory of its group in one controller's hierarchy: <see cref="LxcCgroupPlace"/>.</summary>
    GetCgroupDirectory = 24,

    GetLimitCgroupDirectory = 25,
    GetSystemdScope = 26,
}
