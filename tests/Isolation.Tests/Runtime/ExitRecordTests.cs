using Orchestrator.Isolation.Cgroups;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Runtime;

/// <summary>What the end of an attempt tells besides its status, on the real kernel.</summary>
public sealed class ExitRecordTests(RuntimeHost host) : IClassFixture<RuntimeHost>
{
    /// <summary>A fault of the CPU and not a signal that is sent: pid 1 of a namespace ignores those.</summary>
    private const string StackOverflow = "ulimit -s 1024; exec awk 'function f(n) { return f(n + 1) } BEGIN { f(0) }'";

    [Theory]
    [InlineData(1UL << 30, true)]
    [InlineData(0UL, false)]
    public async Task Exit_ByAFault_SaysCoreDumpedOnlyIfACoreWasWritten(ulong limit, bool dumped)
    {
        string pattern = File.ReadAllText("/proc/sys/kernel/core_pattern").TrimEnd();
        Assert.SkipWhen(
            pattern.StartsWith('|') || pattern.Contains('/', StringComparison.Ordinal),
            $"core files of this machine go to '{pattern}' and not into the container");

        var done = await host.ShellAsync(
            StackOverflow, spec => spec with { Rlimits = [new RlimitSpec("core", limit, limit)] });

        done.Exit.Status.Signal.ShouldBe(11);
        done.Exit.Status.CoreDumped.ShouldBe(dumped);
    }

    [Fact]
    public async Task Exit_OfProcessesThatWaitedForACpu_TellsThePressure()
    {
        using var v2 = NeedsPressure();
        var spin = string.Concat(Enumerable.Repeat("(while :; do :; done) & ", Environment.ProcessorCount * 2));

        var done = await host.ShellAsync($"{spin} sleep 1; exit 0");

        var pressure = done.Exit.Pressure.ShouldNotBeNull();
        pressure.CpuSomeUsec.ShouldNotBeNull().ShouldBeGreaterThan(0);
        pressure.MemorySomeUsec.ShouldNotBeNull();
        pressure.MemoryFullUsec.ShouldNotBeNull();
        pressure.IoSomeUsec.ShouldNotBeNull();
        pressure.IoFullUsec.ShouldNotBeNull();
    }

    [Fact]
    public async Task Exit_AfterAFreeze_TellsTheTimeThatItWasFrozen()
    {
        var running = await host.StartContainerAsync(RuntimeHost.Shell("while :; do sleep 1; done"));
        Assert.SkipWhen(
            host.Runtime.ReadUsage(running.Id)?.FrozenUsec is null, "this kernel has no frozen_usec in cgroup.stat.local");
        var began = TimeProvider.System.GetTimestamp();
        (await host.Runtime.FreezeAsync(running.Id, default)).Done.ShouldBeTrue();
        var frozen = TimeProvider.System.GetTimestamp();
        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        var atLeast = TimeProvider.System.GetElapsedTime(frozen);
        (await host.Runtime.ThawAsync(running.Id, default)).Done.ShouldBeTrue();
        var atMost = TimeProvider.System.GetElapsedTime(began);

        var done = await running.KillAsync();

        done.Exit.Usage.FrozenUsec.ShouldNotBeNull().ShouldBeInRange(
            (long)atLeast.TotalMicroseconds - 1_000, (long)atMost.TotalMicroseconds + 1_000);
    }

    [Fact]
    public async Task Exit_SeenAtOnce_IsNotLate()
    {
        var done = await host.ShellAsync("exit 0");

        done.Exit.Late.ShouldBeFalse();
    }

    private static FileStream NeedsPressure()
    {
        var v2 = Needs.Cgroups().V2;
        Assert.SkipWhen(v2 is null, "no cgroup v2 tree is mounted here, and v1 has no pressure files");
        try
        {
            // With psi=0 the files are there and cannot be read.
            var file = File.OpenRead(Path.Combine(v2!, "cpu.pressure"));
            file.ReadExactly(new byte[1]);
            return file;
        }
        catch (IOException e)
        {
            Assert.Skip($"this kernel keeps no pressure figures: {e.Message}");
            throw;
        }
    }
}
