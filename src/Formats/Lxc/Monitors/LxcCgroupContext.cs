using System.Buffers.Binary;

namespace Orchestrator.Formats.Lxc.Monitors;

/// <summary>
/// The answer to <see cref="LxcCommand.GetCgroupContext"/> (struct cgroup_ctx): {layout, what the host can, number of
/// descriptors, 20 places that the receiver fills with those that came}.
/// </summary>
public static class LxcCgroupContext
{
    public const int Size = 96;

    public const int MostDescriptors = 20;

    public static byte[] Make(int layout, int count)
    {
        var bytes = new byte[Size];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, layout);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), count);
        return bytes;
    }
}
