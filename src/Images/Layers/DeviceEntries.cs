namespace Orchestrator.Images.Layers;

/// <summary>What becomes of block and character devices of an archive. A node 0:0, overlay's whiteout, is never made from one.</summary>
public enum DeviceEntries
{
    /// <summary>They are not made, and the result says so.</summary>
    LeaveOut,

    /// <summary>They are made: for a root that is used as a folder of its own.</summary>
    Make,
}
