namespace Orchestrator.Kernel.Decoding;

/// <summary>Where a decoder is after a step.</summary>
public enum DecodeState
{
    /// <summary>It wants more of the input, or more room.</summary>
    Going,

    /// <summary>The stream came to its end, and nothing follows it.</summary>
    Ended,

    /// <summary>It is no stream of its format, a checksum does not fit, or it was cut.</summary>
    Damaged,

    /// <summary>It needs more memory than it may have.</summary>
    TooMuchMemory,

    /// <summary>It needs what the library does not have: a filter or a checksum.</summary>
    Unsupported,
}
