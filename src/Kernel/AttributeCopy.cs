using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>Extended attributes of one file to another, xattr(7), with the ids in them shifted.</summary>
internal sealed unsafe class AttributeCopy(IdShift ids)
{
    /// <summary>XATTR_LIST_MAX and XATTR_SIZE_MAX of linux/limits.h.</summary>
    private const int Most = 65_536;

    private readonly byte[] _list = new byte[Most];
    private readonly byte[] _value = new byte[Most];

    public void Copy(DirectoryHandle source, DirectoryHandle target, byte* name)
    {
        var (from, to) = (Path(source, name), Path(target, name));
        fixed (byte* list = _list, value = _value, read = from, write = to)
        {
            var length = SysXattr.llistxattr(read, list, Most);
            if (length < 0)
                return;
            for (nint at = 0; at < length;)
            {
                var attribute = list + at;
                var text = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(attribute);
                at += text.Length + 1;
                // What a security module makes of the file, and overlayfs's notes of where a file came from, are not the copy's.
                if (text.SequenceEqual("security.selinux"u8) || text.SequenceEqual("trusted.overlay.origin"u8)
                    || text.SequenceEqual("trusted.overlay.impure"u8) || text.SequenceEqual("trusted.overlay.uuid"u8))
                {
                    continue;
                }
                var size = SysXattr.lgetxattr(read, attribute, value, Most);
                if (size < 0)
                    continue;
                Shift(text, _value.AsSpan(0, (int)size));
                if (SysXattr.lsetxattr(write, attribute, value, (nuint)size, 0) != 0)
                {
                    throw new SystemCallException(
                        "lsetxattr", Marshal.GetLastPInvokeError(), $"Copying the attribute {Encoding.UTF8.GetString(text)} of a file");
                }
            }
        }
    }

    private void Shift(ReadOnlySpan<byte> attribute, Span<byte> value)
    {
        // struct vfs_ns_cap_data: the user namespace's root for which the capabilities count (capabilities(7)).
        if (attribute.SequenceEqual("security.capability"u8) && value.Length == 24)
            BinaryPrimitives.WriteUInt32LittleEndian(value[20..], ids.Of(BinaryPrimitives.ReadUInt32LittleEndian(value[20..])));
        if (!attribute.StartsWith("system.posix_acl_"u8))
            return;
        // linux/posix_acl_xattr.h: a version, then entries of tag, permissions and id; only a named user (2) or group (8) has one.
        for (var at = 4; at + 8 <= value.Length; at += 8)
        {
            if (BinaryPrimitives.ReadUInt16LittleEndian(value[at..]) is 2 or 8)
                BinaryPrimitives.WriteUInt32LittleEndian(value[(at + 4)..], ids.Of(BinaryPrimitives.ReadUInt32LittleEndian(value[(at + 4)..])));
        }
    }

    /// <summary>There are no calls with a directory's descriptor and a name before Linux 6.13.</summary>
    private static byte[] Path(DirectoryHandle directory, byte* name) =>
    [
        .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{directory.Number}/")),
        .. MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name), 0,
    ];
}
