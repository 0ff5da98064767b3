using System.Security.Cryptography;
using Orchestrator.Images.Layers;
using Orchestrator.Kernel;

namespace Orchestrator.Images.Tests.Support;

/// <summary>
/// A place to unpack into with canaries around it: what an archive gets at outside of its folder shows as a change of them.
/// </summary>
internal sealed class LayerFolder : IDisposable
{
    private readonly string _top = Directory.CreateTempSubdirectory("orch-layers-").FullName;
    private readonly string _before;
    private int _count;

    public LayerFolder()
    {
        File.SetUnixFileMode(_top, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateDirectory(Store);
        Directory.CreateDirectory(Path.Combine(_top, "etc"));
        File.WriteAllText(Path.Combine(_top, "etc", "passwd"), "outside");
        File.SetUnixFileMode(Path.Combine(_top, "etc", "passwd"), UnixFileMode.UserRead);
        File.WriteAllText(Path.Combine(Store, "passwd"), "beside");
        _before = Outside();
    }

    /// <summary>Where layers lie; two levels below the canaries.</summary>
    public string Store => Path.Combine(_top, "lib", "layers");

    public string Top => _top;

    /// <summary>The folder of the layer unpacked last.</summary>
    public string Layer { get; private set; } = "";

    public UnpackOutcome Try(byte[] archive, UnpackLimits? limits = null) => Try(new MemoryStream(archive), limits);

    public UnpackOutcome Try(Stream archive, UnpackLimits? limits = null)
    {
        Layer = Path.Combine(Store, $"layer-{++_count}");
        var outcome = LayerUnpacker.Unpack(archive, Layer, limits ?? Quick, CancellationToken.None);
        if (outcome.Problem is not null)
        {
            Directory.Exists(Layer).ShouldBeFalse();
            Directory.GetFileSystemEntries(Store, ".*").ShouldBeEmpty("an unpacking that fails leaves nothing");
        }
        CheckOutside();
        return outcome;
    }

    public UnpackedLayer Unpack(TarBuilder archive, UnpackLimits? limits = null) => Unpack(archive.Build(), limits);

    public UnpackedLayer Unpack(byte[] archive, UnpackLimits? limits = null)
    {
        var outcome = Try(archive, limits);
        outcome.Problem.ShouldBeNull();
        return outcome.Layer.ShouldNotBeNull();
    }

    public UnpackProblem Refuse(TarBuilder archive, UnpackLimits? limits = null) => Refuse(archive.Build(), limits);

    public UnpackProblem Refuse(byte[] archive, UnpackLimits? limits = null) => Try(archive, limits).Problem.ShouldNotBeNull();

    public static UnpackLimits Quick { get; } = new() { Sync = false };

    public string In(string path) => Path.Combine(Layer, path);

    public string Text(string path) => File.ReadAllText(In(path));

    public Status Look(string path)
    {
        using var folder = DirectoryHandle.Open(Layer);
        return folder.StatusOf(path).ShouldNotBeNull();
    }

    public bool Has(string path)
    {
        using var folder = DirectoryHandle.Open(Layer);
        return folder.StatusOf(path) is not null;
    }

    public bool AreSame(string path, string other) => (Look(path).Inode, Look(path).DeviceMinor) == (Look(other).Inode, Look(other).DeviceMinor);

    /// <summary>Nothing outside of the layers' folders was made, changed or removed.</summary>
    public void CheckOutside() => Outside().ShouldBe(_before);

    public void Dispose()
    {
        using var parent = DirectoryHandle.Open(Path.GetDirectoryName(_top)!);
        TreeRemoval.Remove(parent, Path.GetFileName(_top));
    }

    private string Outside()
    {
        using var top = DirectoryHandle.Open(_top);
        var lines = new List<string>();
        void Walk(string folder, string shown)
        {
            foreach (var entry in Directory.EnumerateFileSystemEntries(folder, "*", new EnumerationOptions { AttributesToSkip = 0 }).Order(StringComparer.Ordinal))
            {
                var name = Path.GetFileName(entry);
                if (folder == Store && (name.StartsWith("layer-", StringComparison.Ordinal) || name.StartsWith(".unpack-", StringComparison.Ordinal)))
                    continue;
                var status = top.StatusOf(Path.GetRelativePath(_top, entry))!.Value;
                lines.Add($"{shown}/{name} {status.Mode} {status.Uid} {status.Inode}"
                    + (status.IsRegular ? $" {status.Links} " + Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(entry))) : ""));
                if (status.IsDirectory)
                    Walk(entry, $"{shown}/{name}");
            }
        }
        Walk(_top, "");
        return string.Join('\n', lines);
    }
}
