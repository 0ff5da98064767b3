using System.Buffers.Binary;
using System.Text;

namespace Orchestrator.Formats.Lxc.Monitors;

/// <summary>
/// Question and answer of <see cref="LxcCommand.GetCgroupDirectory"/> (struct cgroup_fd): {layout, what the host can, magic
/// number of the file system, place of the descriptor, name of a controller in 64 bytes}.
/// </summary>
public static class LxcCgroupPlace
{
    public const int Size = 80;

    private const int NameAt = 16;

    /// <summary>Null: it is none.</summary>
    public static string? Controller(ReadOnlySpan<byte> request)
    {
        if (request.Length < Size)
            return null;
        var name = request[NameAt..Size];
        var end = name.IndexOf((byte)0);
        return end <= 0 ? null : Encoding.UTF8.GetString(name[..end]);
    }

    public static byte[] Answer(ReadOnlySpan<byte> request, int layout, int fileSystem)
    {
        var bytes = request[..Size].ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(bytes, layout);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), fileSystem);
        return bytes;
    }
}
