using System.Text;
using Orchestrator.Kernel;

namespace Orchestrator.Images.Layers.Unpacking;

/// <summary>
/// Which extended attributes an archive may give. Overlay's own would hide or redirect what lies below (case L50), labels of
/// the host's policy and its integrity are not an image's to give, and <c>trusted.*</c> is for the host alone.
/// </summary>
internal static class EntryAttributes
{
    private const string Capability = "security.capability";

    public static bool IsKept(string name) =>
        (name.StartsWith("user.", StringComparison.Ordinal) && !name.StartsWith("user.overlay.", StringComparison.Ordinal))
        || name is Capability or "system.posix_acl_access" or "system.posix_acl_default";

    /// <summary>Null, or why the attribute was left out.</summary>
    public static string? Set(int file, string name, ReadOnlySpan<byte> value)
    {
        if (!IsKept(name) || name.Contains('\0', StringComparison.Ordinal))
            return "not an image's to give";
        var result = EntryCalls.SetAttribute(file, Encoding.UTF8.GetBytes(name + "\0"), value);
        return result < 0 ? Errno.Name(-result) : null;
    }

    /// <summary>Those of an open file that would be kept; null when there are none.</summary>
    public static Dictionary<string, byte[]>? Of(int file)
    {
        var names = new byte[4096];
        var length = EntryCalls.ListAttributes(file, names);
        if (length == -Errno.ERANGE)
        {
            names = new byte[65536];
            length = EntryCalls.ListAttributes(file, names);
        }
        if (length <= 0)
            return null;
        Dictionary<string, byte[]>? found = null;
        byte[]? value = null;
        var list = names.AsSpan(0, length);
        while (!list.IsEmpty)
        {
            var end = list.IndexOf((byte)0);
            var name = Encoding.UTF8.GetString(list[..end]);
            if (IsKept(name))
            {
                value ??= new byte[65536];
                var size = EntryCalls.GetAttribute(file, list[..(end + 1)], value);
                if (size >= 0)
                    (found ??= [])[name] = value[..size];
            }
            list = list[(end + 1)..];
        }
        return found;
    }
}
