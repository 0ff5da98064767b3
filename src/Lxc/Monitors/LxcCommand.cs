namespace Orchestrator.Lxc.Monitors;

/// <summary>Numbers of the requests that a monitor of LXC answers.</summary>
internal enum LxcCommand
{
    Stop = 2,
    GetState = 3,
    GetInitPid = 4,
    GetConfigItem = 7,
    Freeze = 15,
    Unfreeze = 16,
}
