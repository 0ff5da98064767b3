using System.Runtime.InteropServices;

namespace Orchestrator.Launcher.Tests.Support;

/// <summary>A tmpfs for the length of a test.</summary>
public sealed partial class TemporaryMount : IDisposable
{
    private readonly string _path;

    private TemporaryMount(string path) => _path = path;

    public static TemporaryMount Tmpfs(string path)
    {
        mount("tmpfs", path, "tmpfs", 0, "mode=777,size=64k").ShouldBe(0);
        return new TemporaryMount(path);
    }

    /// <summary>MS_SHARED, as systemd does with all of a host (mount_namespaces(7)).</summary>
    public static void Share(string path) => mount("", path, "", 1 << 20, "").ShouldBe(0);

    public void Dispose() => umount2(_path, 2).ShouldBe(0);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string source, string target, string type, nuint flags, string data);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int umount2(string target, int flags);
}
