using System.Globalization;
using Orchestrator.Isolation.Capabilities;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Security;

/// <summary>A process that was started later has no more than the container's first one.</summary>
[Collection(Alone.Name)]
public sealed class ExecTests(HostileHost hostile) : IClassFixture<HostileHost>
{
    [Fact]
    public async Task E21_Exec_HasThePrivilegesOfTheContainer()
    {
        var running = await hostile.Host.StartContainerAsync(hostile.Spec() with { Command = ["sh", "-c", "echo up; sleep 600"] });
        await running.LineAsync("up");
        var status = (await ExecAsync(running, "cat", "/proc/self/status")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(':', 2)).ToDictionary(part => part[0], part => part[1].Trim());
        foreach (var set in (string[])["CapEff", "CapPrm", "CapBnd"])
            ulong.Parse(status[set], NumberStyles.HexNumber, CultureInfo.InvariantCulture).ShouldBe(CapabilitySet.Default.Mask, set);
        foreach (var set in (string[])["CapInh", "CapAmb"])
            ulong.Parse(status[set], NumberStyles.HexNumber, CultureInfo.InvariantCulture).ShouldBe(0UL, set);
        (status["Seccomp"], status["NoNewPrivs"]).ShouldBe(("2", "1"));
        // E02, E03: nothing of the launcher or the daemon is open in it.
        (await ExecAsync(running, "/hostile", "descriptors")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Order().ShouldBe(["0", "1", "2"]);
        (await ExecAsync(running, "/hostile", "exe", "/proc/self/exe")).ShouldContain("open E");
        (await ExecAsync(running, "/hostile", "mount", "tmpfs")).ShouldBe("mount EPERM\n");
        (await ExecAsync(running, "/hostile", "syscall", "250")).ShouldBe("syscall EPERM\n");
        foreach (var name in (string[])["cgroup", "ipc", "mnt", "net", "pid", "user", "uts"])
        {
            (await ExecAsync(running, "readlink", $"/proc/self/ns/{name}")).ShouldBe(
                await ExecAsync(running, "readlink", $"/proc/1/ns/{name}"), name);
        }
        (await ExecAsync(running, "cat", "/proc/self/cgroup")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.Contains("::")).ShouldAllBe(line => line.EndsWith("::/"));
        await running.KillAsync();
    }

    [Fact]
    public async Task Exec_CountsAgainstTheLimitsOfTheContainer()
    {
        var running = await hostile.Host.StartContainerAsync(hostile.Spec() with { Command = ["sh", "-c", "echo up; sleep 600"] });
        await running.LineAsync("up");
        var before = hostile.Host.Runtime.ReadUsage(running.Id)!.CpuUsec.ShouldNotBeNull();
        await ExecAsync(running, "sh", "-c", "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done");
        hostile.Host.Runtime.ReadUsage(running.Id)!.CpuUsec.ShouldNotBeNull().ShouldBeGreaterThan(before);
        hostile.Host.Runtime.ReadUsage(running.Id)!.PidsPeak.ShouldNotBeNull().ShouldBeGreaterThan(1);
        await running.KillAsync();
    }

    [Fact]
    public async Task R14_ManyExecs_LeaveNoDescriptorBehind()
    {
        var running = await hostile.Host.StartContainerAsync(hostile.Spec() with { Command = ["sh", "-c", "echo up; sleep 600"] });
        await running.LineAsync("up");
        for (var i = 0; i < 5; i++)
            await ExecAsync(running, "true");
        var before = Directory.GetFiles("/proc/self/fd").Length;
        var launcher = Directory.GetFiles($"/proc/{hostile.Host.Runtime.LauncherPid}/fd").Length;
        for (var i = 0; i < 100; i++)
            await ExecAsync(running, "true");
        // Fewer than before is no leak: what tests before this one left for the collector goes meanwhile.
        Directory.GetFiles("/proc/self/fd").Length.ShouldBeLessThanOrEqualTo(before + 20);
        Directory.GetFiles($"/proc/{hostile.Host.Runtime.LauncherPid}/fd").Length.ShouldBeLessThanOrEqualTo(launcher + 5);
        await running.KillAsync();
    }

    private async Task<string> ExecAsync(Running running, params string[] command)
    {
        using var folder = new ScratchFolder();
        var file = Path.Combine(folder.Path, "out");
        using (var stdout = File.OpenHandle(file, FileMode.CreateNew, FileAccess.Write))
        {
            var exec = Guid.NewGuid();
            var outcome = await hostile.Host.Runtime.ExecAsync(
                new ExecOrder(
                    running.Id, exec, command, new Dictionary<string, string>(), null, null, false, -1,
                    (int)stdout.DangerousGetHandle(), -1),
                RuntimeHost.Token());
            outcome.Failure.ShouldBeNull();
            await hostile.Host.ExecExitOf(exec);
        }
        return await File.ReadAllTextAsync(file);
    }
}
