using System.Diagnostics;

namespace Orchestrator.EndToEnd.Harness;

/// <summary>
/// A folder with a FUSE file system in `silent` whose server never answers. A first mkdir there waits for the answer with the
/// directory locked, and a second one for that lock: rwsem_down_write_slowpath() sleeps where neither a freeze nor a signal
/// reaches it. Whoever waits goes on with ENOTCONN when the server goes away.
/// </summary>
internal sealed class SilentMount : IAsyncDisposable
{
    private readonly Process _server;

    private SilentMount(string folder, Process server)
    {
        Folder = folder;
        _server = server;
    }

    public string Folder { get; }

    public static async Task<SilentMount> MakeAsync()
    {
        Assert.SkipUnless(File.Exists("/dev/fuse"), "there is no /dev/fuse");
        var folder = Directory.CreateTempSubdirectory("e2e-silent-").FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        var silent = Directory.CreateDirectory(Path.Combine(folder, "silent")).FullName;
        var start = new ProcessStartInfo("/bin/bash", ["-c", """
            exec 5<>/dev/fuse && mount -i -n -t fuse -o fd=5,rootmode=40000,user_id=0,group_id=0,allow_other silent "$0" && echo there && read -r end
            """, silent])
        { RedirectStandardOutput = true, RedirectStandardInput = true };
        var server = Process.Start(start)!;
        var said = await server.StandardOutput.ReadLineAsync();
        if (said == "there")
            return new SilentMount(folder, server);
        await server.WaitForExitAsync();
        server.Dispose();
        Directory.Delete(folder, recursive: true);
        Assert.Skip("FUSE cannot be mounted here");
        throw new UnreachableException();
    }

    /// <summary>The server goes away.</summary>
    public async Task EndAsync()
    {
        if (_server.HasExited)
            return;
        _server.StandardInput.Close();
        await _server.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _server.Dispose();
        using var unmount = Process.Start("/bin/umount", ["-n", "-l", Path.Combine(Folder, "silent")]);
        await unmount.WaitForExitAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
