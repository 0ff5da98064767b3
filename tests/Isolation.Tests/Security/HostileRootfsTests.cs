using System.Diagnostics;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Security;

/// <summary>
/// Root file systems that were made to lead the engine astray. Whatever it answers, nothing outside may be touched, and
/// nothing may hang.
/// </summary>
public sealed class HostileRootfsTests(RuntimeHost host) : IClassFixture<RuntimeHost>, IDisposable
{
    private readonly ScratchFolder _folder = new();

    public static TheoryData<string, string> Traps() => new()
    {
        { "E10 /dev is a link out", "rm -rf dev; ln -s $OUT dev" },
        { "E10 /dev/pts is a link out", "mkdir -p dev; ln -s $OUT dev/pts" },
        { "E10 /dev/shm is a link out", "mkdir -p dev; ln -s $OUT dev/shm" },
        { "E06 /proc is a link out", "rm -rf proc; ln -s $OUT proc" },
        { "E06 /proc is a link upwards", "rm -rf proc; ln -s ../../../../../../$OUT proc" },
        { "E07 /proc holds a fake self", "mkdir -p proc/self/attr; echo x > proc/self/status; ln -s $OUT/precious proc/self/uid_map" },
        { "E06 /sys is a link out", "rm -rf sys; ln -s $OUT sys" },
        { "E35 /proc is a fifo", "rm -rf proc; mkfifo proc" },
        { "E35 /sys is a file", "rm -rf sys; echo x > sys" },
        { "E35 no /proc, /sys or /dev", "rm -rf proc sys dev" },
        { "E08 /dev/null is a link out", "mkdir -p dev; ln -sf $OUT/precious dev/null" },
        { "E08 /dev/null is a fifo", "mkdir -p dev; mkfifo dev/null" },
        { "/etc/passwd is a fifo", "rm etc/passwd; mkfifo etc/passwd" },
        { "/etc is a link out", "rm -rf etc; ln -s $OUT etc" },
        { "/tmp is a link to itself", "rm -rf tmp; ln -s tmp tmp" },
    };

    [Theory]
    [MemberData(nameof(Traps))]
    public async Task Launch_OfAHostileRoot_TouchesNothingOutside(string trap, string make)
    {
        Assert.SkipWhen(host.WhyNot is not null, host.WhyNot ?? "");
        var (root, outside) = MakeRoot(make);
        await LaunchAndEndAsync(new ContainerSpec { RootfsPath = root, Command = ["/bin/busybox", "true"] });
        Untouched(outside, trap);
    }

    [Theory]
    [InlineData("a link to the outside", "ln -s $OUT trap")]
    [InlineData("a link upwards", "ln -s ../../../../../../../../$OUT trap")]
    [InlineData("a link chain", "ln -s $OUT two; ln -s /two trap")]
    [InlineData("a link to proc's root", "ln -s /proc/1/root$OUT trap")]
    [InlineData("a fifo", "mkfifo trap")]
    public async Task E32_MountTargetThatIsATrap_TouchesNothingOutside(string trap, string make)
    {
        Assert.SkipWhen(host.WhyNot is not null, host.WhyNot ?? "");
        var (root, outside) = MakeRoot(make);
        foreach (var target in (string[])["/trap", "/trap/deep/er"])
        {
            await LaunchAndEndAsync(new ContainerSpec
            {
                RootfsPath = root,
                Command = ["/bin/busybox", "sh", "-c", "echo x > /trap/written; echo x > /trap/deep/er/written"],
                Mounts =
                [
                    new MountSpec { Kind = MountKind.Tmpfs, Target = target, ReadOnly = false },
                    new MountSpec { Kind = MountKind.Bind, Source = "/etc/hostname", Target = $"{target}-file" },
                ],
            });
            Untouched(outside, trap);
        }
    }

    public void Dispose() => _folder.Dispose();

    private (string Root, string Outside) MakeRoot(string make)
    {
        var root = Path.Combine(_folder.Path, "root");
        var outside = Path.Combine(_folder.Path, "outside");
        Directory.CreateDirectory(outside);
        File.WriteAllText(Path.Combine(outside, "precious"), "precious");
        var image = host.Images.LayerPath(host.Images.Resolve("busybox").Image!.Digest)!;
        using var shell = Process.Start(new ProcessStartInfo(
            "/bin/sh", ["-ec", $"cp -a \"$1\" \"$2\"; cd \"$2\"; OUT=$3; {make}", "sh", image, root, outside]))!;
        shell.WaitForExit(TimeSpan.FromSeconds(20)).ShouldBeTrue();
        shell.ExitCode.ShouldBe(0);
        return (root, outside);
    }

    /// <summary>It may refuse or run; an answer must come in either case.</summary>
    private async Task LaunchAndEndAsync(ContainerSpec spec)
    {
        var id = Guid.CreateVersion7();
        var prepared = await host.Runtime.PrepareAsync(id, "trap", spec, RuntimeHost.Token());
        if (prepared.Prepared is null)
        {
            prepared.Problem.ShouldNotBeNullOrEmpty();
            return;
        }
        var began = Stopwatch.GetTimestamp();
        var outcome = await host.Runtime.LaunchAsync(new LaunchOrder(id, "trap", 1, spec, prepared.Prepared), RuntimeHost.Token());
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        if (outcome.Init is not null)
        {
            await host.ExitOf(id);
            await host.Runtime.AcknowledgeExitAsync(id, 1, RuntimeHost.Token());
        }
        else
        {
            outcome.Failure.ShouldNotBeNull().Message.ShouldNotBeEmpty();
        }
        await host.Runtime.DestroyAsync(id, RuntimeHost.Token());
    }

    private static void Untouched(string outside, string trap)
    {
        Directory.EnumerateFileSystemEntries(outside).ShouldBe([Path.Combine(outside, "precious")], trap);
        File.ReadAllText(Path.Combine(outside, "precious")).ShouldBe("precious", trap);
        File.ReadAllText("/proc/self/mountinfo").ShouldNotContain(outside, Case.Sensitive, trap);
    }
}
