namespace Orchestrator.EndToEnd.Harness;

/// <summary>Swap for a test on a machine that has none: without it the kernel cannot take anonymous memory back.</summary>
internal sealed class SwapFile(OrchRoot root, string path) : IAsyncDisposable
{
    public static async Task<SwapFile> MakeAsync(OrchRoot root, int megabytes)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("e2e-swap-").FullName, "swap");
        // Written in full: swapon(8) refuses files with holes.
        (await root.Tool("/bin/dd", "if=/dev/zero", $"of={path}", "bs=1M", $"count={megabytes}", "status=none")).Ok();
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await root.Tool("/sbin/mkswap", path)).Ok();
        var on = await root.Tool("/sbin/swapon", path);
        if (on.ExitCode != 0)
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
            Assert.Skip($"no swap can be had here: {on}");
        }
        return new SwapFile(root, path);
    }

    public async ValueTask DisposeAsync()
    {
        // What is swapped out has to come back first: the containers end before.
        await root.Orch("daemon", "--stop", "--with-containers");
        (await root.Tool("/sbin/swapoff", path)).Ok();
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }
}
