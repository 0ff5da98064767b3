using System.Globalization;
using System.Text;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Images.Layers.Unpacking;

/// <summary>Where the kernel says that an open file lies, proc(5).</summary>
internal static class DescriptorPath
{
    /// <summary>Null when there is no such path, or none that fits.</summary>
    public static byte[]? Of(int descriptor)
    {
        Span<byte> path = stackalloc byte[8192];
        var length = EntryCalls.ReadLink(
            Fcntl.AT_FDCWD, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{descriptor}\0")), path);
        return length <= 0 || length == path.Length ? null : path[..length].ToArray();
    }
}
