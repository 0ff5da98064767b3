namespace Orchestrator.Isolation.Inits;

/// <summary>A program that boots a system as PID 1, and is told by signals to end it.</summary>
public enum InitSystem
{
    Systemd,
    Busybox,
    Sysvinit,
}
