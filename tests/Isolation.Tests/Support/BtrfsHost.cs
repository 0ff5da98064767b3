using System.Diagnostics;

namespace Orchestrator.Isolation.Tests.Support;

/// <summary>A runtime whose root folder lies on a btrfs of its own, in a file.</summary>
public sealed class BtrfsHost : RuntimeHost
{
    private readonly string _place;
    private bool _mounted;

    public BtrfsHost() : this(Directory.CreateTempSubdirectory("isolation-btrfs-").FullName)
    {
    }

    private BtrfsHost(string place) : base(Directory.CreateDirectory(Path.Combine(place, "mount", "orch-root")).FullName) => _place = place;

    public override async ValueTask InitializeAsync()
    {
        if (Environment.IsPrivilegedProcess)
        {
            var (image, mount) = (Path.Combine(_place, "image"), Path.Combine(_place, "mount"));
            Directory.Delete(Root);
            using (var file = File.Create(image))
                file.SetLength(256 << 20);
            WhyNot = await Tool("/usr/sbin/mkfs.btrfs", "-q", image) ?? await Tool("/bin/mount", "-o", "loop", image, mount);
            _mounted = WhyNot is null;
            Directory.CreateDirectory(Root);
        }
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_mounted)
            (await Tool("/bin/umount", Path.Combine(_place, "mount"))).ShouldBeNull();
        Directory.Delete(_place, recursive: true);
    }

    /// <summary>Null, or what it said.</summary>
    public static async Task<string?> Tool(string program, params string[] arguments)
    {
        if (!File.Exists(program))
            return $"{program} is not on this machine";
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(Token());
        return process.ExitCode == 0 ? null : $"{program} ended with {process.ExitCode}: {said}";
    }
}
