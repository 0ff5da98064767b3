namespace Orchestrator.Images.Layers;

/// <summary>What kind of reason an unpacking had to end.</summary>
public enum UnpackProblemKind
{
    /// <summary>The bytes are no tar archive, or a damaged one.</summary>
    Malformed,

    /// <summary>It ends before its end, or its checksum is wrong.</summary>
    Damaged,

    /// <summary>A form that is not read here, such as an unknown type of entry or compression.</summary>
    NotSupported,

    /// <summary>It asks for what no honest layer needs, such as a whiteout of its own root.</summary>
    Hostile,

    /// <summary>One of <see cref="UnpackLimits"/> was reached.</summary>
    Limit,

    /// <summary>The disk is full, or would not keep its reserve.</summary>
    NoSpace,

    /// <summary>It has a hard link to a file that only a lower layer has, and <see cref="UnpackLimits.Lowers"/> names none.</summary>
    NeedsLowers,

    /// <summary>The kernel refused a call.</summary>
    Kernel,
}
