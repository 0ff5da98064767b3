using System.Diagnostics;

namespace Orchestrator.Isolation.Tests.Cgroups;

/// <summary>Runs the cgroup and runtime tests once more in a small machine that has cgroup v2 and nothing else.</summary>
public sealed class PureV2Tests
{
    [Fact]
    public async Task CgroupsAndRuntime_OnAPureV2Machine_BehaveTheSame()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("VM_RUN") is not null, "this is the machine");
        var runner = FindRunner();
        Assert.SkipWhen(runner is null, "no ../shared/vm/vm-run beside the checkout: a machine with cgroup v2 alone cannot be had");
        var program = Path.Combine(AppContext.BaseDirectory, "Orchestrator.Isolation.Tests");
        var start = new ProcessStartInfo(
            runner!,
            [
                "--mem", "1500", "--timeout", "150", "--", program, "-noColor",
                "-class", "*CgroupNodeTests", "-class", "*ContainerRuntimeTests",
            ])
        {
            // /tmp is empty inside but for the folder of the caller: a checkout below it is to be seen whole.
            WorkingDirectory = Checkout(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var machine = Process.Start(start)!;
        machine.StandardInput.Close();
        var output = machine.StandardOutput.ReadToEndAsync();
        var errors = machine.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        await machine.WaitForExitAsync(limit.Token);
        var said = $"{await output}\n{await errors}";
        Assert.SkipWhen(machine.ExitCode == 125, $"the machine could not be started: {said}");
        machine.ExitCode.ShouldBe(0, said);
        // A run that skipped everything proves nothing.
        said.ShouldContain("Failed: 0");
        said.ShouldContain("Apply_EveryLimit_IsReadBackFromTheKernel [SKIP]");
        said.ShouldNotContain("Apply_EveryLimit_OnV2_IsReadBackFromTheKernel [SKIP]");
        said.ShouldNotContain("R02_MemoryBomb_IsOomWith137AndTheNeighbourLives [SKIP]");
    }

    private static string Checkout()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder.Parent is not null && !File.Exists(Path.Combine(folder.FullName, "Orchestrator.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }

    private static string? FindRunner()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared/vm/vm-run");
            if (File.Exists(path))
                return path;
        }
        return null;
    }
}
