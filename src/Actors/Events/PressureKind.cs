namespace Orchestrator.Actors.Events;

public enum PressureKind
{
    Memory,

    Cpu,
}
