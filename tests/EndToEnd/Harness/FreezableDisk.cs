namespace Orchestrator.EndToEnd.Harness;

/// <summary>A small ext4 in a file, on which all writers can be made to wait.</summary>
internal sealed class FreezableDisk(OrchRoot root, string image, string mount) : IAsyncDisposable
{
    private bool _frozen;

    public string Mount => mount;

    public static async Task<FreezableDisk> MakeAsync(OrchRoot root)
    {
        // Beside the root's folder: that one must hold no mount when it is taken away.
        var place = Directory.CreateTempSubdirectory("e2e-disk-").FullName;
        var (image, mount) = (Path.Combine(place, "image"), Path.Combine(place, "mount"));
        using (var file = File.Create(image))
            file.SetLength(16 << 20);
        Directory.CreateDirectory(mount);
        var made = await root.Tool("/usr/sbin/mkfs.ext4", "-q", "-F", image);
        Assert.SkipUnless(made.ExitCode == 0, $"no ext4 can be made here: {made}");
        var mounted = await root.Tool("/bin/mount", "-o", "loop", image, mount);
        if (mounted.ExitCode != 0)
        {
            Directory.Delete(place, recursive: true);
            Assert.Skip($"no loop device can be had here: {mounted}");
        }
        File.SetUnixFileMode(mount, (UnixFileMode)0b111_111_111);
        return new FreezableDisk(root, image, mount);
    }

    public async Task FreezeAsync()
    {
        (await root.Tool("/usr/sbin/fsfreeze", "-f", mount)).Ok();
        _frozen = true;
    }

    public async Task ThawAsync()
    {
        if (_frozen)
            (await root.Tool("/usr/sbin/fsfreeze", "-u", mount)).Ok();
        _frozen = false;
    }

    public async ValueTask DisposeAsync()
    {
        await ThawAsync();
        // Containers that still hold it are ended with the root, which is disposed after this.
        await root.Orch("daemon", "--stop", "--with-containers");
        (await root.Tool("/bin/umount", mount)).Ok();
        Directory.Delete(Path.GetDirectoryName(image)!, recursive: true);
    }
}
