using System.Globalization;
using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Images;

/// <summary>
/// A digest over what a container can see of a layer: path, type, permissions, owners, link targets and content, sorted by
/// path. Times are left out, so that the same content made twice is the same layer.
/// </summary>
internal static class LayerDigest
{
    public sealed record Result(string Digest, long SizeBytes, int Files);

    public static Result Compute(string directory, CancellationToken cancel)
    {
        using var root = DirectoryHandle.Open(directory);
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long size = 0;
        var files = 0;
        var entries = Walk(directory).Select(entry => (Path: Path.GetRelativePath(directory, entry.FullName), Entry: entry))
            .OrderBy(entry => entry.Path, StringComparer.Ordinal);
        foreach (var (path, entry) in entries)
        {
            cancel.ThrowIfCancellationRequested();
            var mode = Convert.ToString((int)entry.UnixFileMode, 8);
            string line;
            if (entry.LinkTarget is { } target)
            {
                line = $"l {target}";
            }
            else if (entry is DirectoryInfo)
            {
                line = $"d {mode}";
            }
            else if (root.StatusOf(path) is { IsRegular: false } special)
            {
                // A pipe that is opened would wait for its other end, and a device might do anything.
                line = string.Create(CultureInfo.InvariantCulture, $"s {special.Mode:x} {special.SpecialMajor} {special.SpecialMinor}");
            }
            else
            {
                var file = (FileInfo)entry;
                using var content = file.OpenRead();
                line = string.Create(
                    CultureInfo.InvariantCulture, $"f {mode} {file.Length} {Convert.ToHexStringLower(SHA256.HashData(content))}");
                size += file.Length;
                files++;
            }
            if (root.StatusOf(path) is { } status && (status.Uid | status.Gid) != 0)
                line += string.Create(CultureInfo.InvariantCulture, $" of {status.Uid}:{status.Gid}");
            whole.AppendData(Encoding.UTF8.GetBytes($"{path}\0{line}\n"));
        }
        return new Result($"sha256:{Convert.ToHexStringLower(whole.GetHashAndReset())}", size, files);
    }

    /// <summary>
    /// Links to directories are entries, not ways into them. The usual enumeration follows them: /dev/fd of a Debian leads to
    /// what this process has open, and a link of a hostile archive wherever it likes.
    /// </summary>
    private static FileSystemEnumerable<FileSystemInfo> Walk(string directory) => new(
        directory, static (ref entry) => entry.ToFileSystemInfo(), new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false })
    {
        ShouldRecursePredicate = static (ref entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0,
    };
}
