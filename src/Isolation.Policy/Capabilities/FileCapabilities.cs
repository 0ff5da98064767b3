using System.Buffers.Binary;

namespace Orchestrator.Isolation.Capabilities;

/// <summary>
/// What the attribute security.capability holds (struct vfs_ns_cap_data in linux/capability.h): the sets that an execve
/// gives, for every root user namespace or, in version 3, for the one whose root is <see cref="RootId"/>.
/// </summary>
public sealed record FileCapabilities(ulong Permitted, ulong Inheritable, bool Effective, uint? RootId = null)
{
    public const string Attribute = "security.capability";

    private const uint RevisionMask = 0xFF00_0000;
    private const uint Revision1 = 0x0100_0000;
    private const uint Revision2 = 0x0200_0000;
    private const uint Revision3 = 0x0300_0000;
    private const uint EffectiveFlag = 1;

    /// <summary>Null if these bytes are none of the three versions.</summary>
    public static FileCapabilities? Parse(ReadOnlySpan<byte> value)
    {
        if (value.Length < 12)
            return null;
        var magic = Word(value, 0);
        var effective = (magic & EffectiveFlag) != 0;
        return (magic & RevisionMask, value.Length) switch
        {
            (Revision1, 12) => new FileCapabilities(Word(value, 1), Word(value, 2), effective),
            (Revision2, 20) => new FileCapabilities(Wide(value, 1), Wide(value, 2), effective),
            (Revision3, 24) => new FileCapabilities(Wide(value, 1), Wide(value, 2), effective, Word(value, 5)),
            _ => null,
        };
    }

    /// <summary>Version 3 with a root id, else version 2.</summary>
    public byte[] ToBytes()
    {
        var value = new byte[RootId is null ? 20 : 24];
        Put(value, 0, (RootId is null ? Revision2 : Revision3) | (Effective ? EffectiveFlag : 0));
        Put(value, 1, (uint)Permitted);
        Put(value, 2, (uint)Inheritable);
        Put(value, 3, (uint)(Permitted >> 32));
        Put(value, 4, (uint)(Inheritable >> 32));
        if (RootId is { } root)
            Put(value, 5, root);
        return value;
    }

    private static uint Word(ReadOnlySpan<byte> value, int index) => BinaryPrimitives.ReadUInt32LittleEndian(value[(index * 4)..]);

    /// <summary>The lower half lies among the lower halves, the upper one eight bytes on.</summary>
    private static ulong Wide(ReadOnlySpan<byte> value, int index) => Word(value, index) | (ulong)Word(value, index + 2) << 32;

    private static void Put(Span<byte> value, int index, uint word) => BinaryPrimitives.WriteUInt32LittleEndian(value[(index * 4)..], word);
}
