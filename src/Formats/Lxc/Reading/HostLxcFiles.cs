using System.Text;

namespace Orchestrator.Formats.Lxc.Reading;

/// <summary>The files of this machine, read with the caller's rights.</summary>
public sealed class HostLxcFiles : ILxcFiles
{
    /// <summary>A configuration is some kilobytes; an endless device must not fill the memory.</summary>
    private const int MostBytes = 1 << 20;

    public string? Read(string path, out string? problem)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 4096);
            var bytes = new byte[MostBytes + 1];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            problem = length > MostBytes ? $"{path} is larger than a configuration can be ({MostBytes} bytes)" : null;
            return problem is null ? Encoding.UTF8.GetString(bytes, 0, length) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            problem = $"{path} cannot be read: {error.Message}";
            return null;
        }
    }

    public IReadOnlyList<string>? List(string path)
    {
        if (path.Contains('\0') || !Directory.Exists(path))
            return null;
        try
        {
            // liblxc takes them as the directory gives them out; sorted, the same files mean the same everywhere.
            return [.. Directory.EnumerateFiles(path, "*.conf").Order(StringComparer.Ordinal)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
