namespace Orchestrator.Images.Layers.Tar;

/// <summary>Bytes in the order of a stream, handed out where they lie.</summary>
internal interface IByteSource
{
    /// <summary>The next bytes, at least one and at most so many; none at the end. They are valid until the next call.</summary>
    ReadOnlySpan<byte> Take(int most);
}
