namespace Orchestrator.Kernel;

/// <summary>Owners of one range become those of another; ids outside of it stay what they are.</summary>
public readonly record struct IdShift(uint From, uint To, uint Count)
{
    public static IdShift None { get; }

    public uint Of(uint id) => Count != 0 && id >= From && id - From < Count ? To + (id - From) : id;
}
