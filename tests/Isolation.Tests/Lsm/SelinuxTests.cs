using System.Text;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Tests.Support;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Tests.Lsm;

/// <summary>Against a kernel that enforces SELinux with a policy that knows container_t, in the test machine.</summary>
[InMachine(Machine.SELinux, Short = true, Only = true)]
public sealed class SelinuxTests : IClassFixture<RuntimeHost>
{
    private static readonly ExtendedAttribute Label = new("security.selinux");

    private readonly RuntimeHost _host;

    public SelinuxTests(RuntimeHost host)
    {
        Inside.SELinux();
        _host = host;
    }

    [Fact]
    public async Task Run_ByDefault_HasTypeAndCategoriesOfItsOwn()
    {
        var first = await _host.StartContainerAsync(RuntimeHost.Shell("cat /proc/self/attr/current; echo; echo end; sleep 600"));
        var second = await _host.StartContainerAsync(RuntimeHost.Shell("sleep 600"));
        var level = first.Prepared.SelinuxLevel.ShouldNotBeNull();
        second.Prepared.SelinuxLevel.ShouldNotBe(level);
        await first.LineAsync("end");
        foreach (var path in (string[])[".", "bin", "dev", "dev/shm", "dev/pts"])
            Encoding.ASCII.GetString(Label.Get($"/proc/{first.Init.Pid}/root/{path}")!).TrimEnd('\0').ShouldBe($"system_u:object_r:container_file_t:{level}", path);
        (await first.KillAsync()).Lines[0].TrimEnd('\0').ShouldBe($"system_u:system_r:container_t:{level}");
        await second.KillAsync();
    }

    [Fact]
    public async Task Read_FileOfAnotherContainer_IsRefusedByItsCategories()
    {
        using var folder = new ScratchFolder();
        var secret = Path.Combine(folder.Path, "secret");
        await File.WriteAllTextAsync(secret, "mine\n");
        // Modes and ids stand in nobody's way: host ids, world-readable. Categories alone decide.
        File.SetUnixFileMode(secret, (UnixFileMode)0b110_110_110);
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_111_111);
        ContainerSpec Reader(string? relabel) => RuntimeHost.Shell("cat /volume/secret && echo seen; echo end; sleep 600") with
        {
            Namespaces = new NamespaceSpec { User = UserNamespaceMode.Host },
            Mounts = [new MountSpec { Kind = MountKind.Bind, Source = folder.Path, Target = "/volume", ReadOnly = true, Relabel = relabel }],
        };
        var owner = await _host.StartContainerAsync(Reader("private"));
        await owner.LineAsync("end");
        var other = await _host.StartContainerAsync(Reader(null));
        await other.LineAsync("end");
        (await owner.KillAsync()).Lines.ShouldBe(["mine", "seen", "end"]);
        (await other.KillAsync()).Lines.ShouldBe(["end"]);
        var shared = await _host.StartContainerAsync(Reader("shared"));
        await shared.LineAsync("end");
        (await shared.KillAsync()).Lines.ShouldBe(["mine", "seen", "end"]);
    }

    [Fact]
    public async Task Run_AskedTypeAndLevel_AreThePayloads()
    {
        var spec = RuntimeHost.Shell("cat /proc/self/attr/current") with
        {
            Security = new SecuritySpec { Selinux = new SelinuxSpec { Level = "s0:c7,c9" } },
        };
        var (running, lines) = await FinishAsync(spec);
        running.Prepared.SelinuxLevel.ShouldBeNull();
        lines.ShouldBe(["system_u:system_r:container_t:s0:c7,c9"]);
    }

    [Fact]
    public async Task Run_Disabled_KeepsTheEnginesLabel()
    {
        var spec = RuntimeHost.Shell("cat /proc/self/attr/current") with
        {
            Security = new SecuritySpec { Selinux = new SelinuxSpec { Disabled = true } },
        };
        var (_, lines) = await FinishAsync(spec);
        lines.ShouldBe([(await File.ReadAllTextAsync("/proc/self/attr/current")).TrimEnd('\0', '\n')]);
    }

    [Fact]
    public async Task E36_LabelThatThePolicyDoesNotKnow_IsRefused()
    {
        var spec = RuntimeHost.Shell("true") with { Security = new SecuritySpec { Selinux = new SelinuxSpec { Type = "no_such_t" } } };
        var problem = (await _host.Runtime.PrepareAsync(Guid.CreateVersion7(), "refused", spec, RuntimeHost.Token())).Problem;
        problem.ShouldNotBeNull().ShouldContain("SELinux's policy does not know the label system_u:system_r:no_such_t:");
    }

    [Fact]
    public async Task E36_ProfileOfAppArmor_IsRefusedWhereThereIsNone()
    {
        var spec = RuntimeHost.Shell("true") with { Security = new SecuritySpec { AppArmor = new AppArmorSpec { Profile = "unconfined_x" } } };
        var problem = (await _host.Runtime.PrepareAsync(Guid.CreateVersion7(), "refused", spec, RuntimeHost.Token())).Problem;
        problem.ShouldNotBeNull().ShouldContain("AppArmor is not active on this host");
    }

    [Fact]
    public async Task Exec_IntoAContainer_HasItsLabel()
    {
        var running = await _host.StartContainerAsync(RuntimeHost.Shell("sleep 600"));
        var level = running.Prepared.SelinuxLevel;
        // The file that takes its output bears the caller's label, which the payload may not write to.
        (await LsmExec.RunAsync(running, "cat", "/proc/self/attr/current")).ShouldBe([$"system_u:system_r:container_t:{level}"]);
        await running.KillAsync();
    }

    [Fact]
    public async Task Run_WithTheEnginesInit_LabelsThePayload()
    {
        var running = await _host.StartContainerAsync(RuntimeHost.Shell("cat /proc/self/attr/current; echo; echo end; sleep 600") with { Init = true });
        await running.LineAsync("end");
        (await running.KillAsync()).Lines[0].TrimEnd('\0').ShouldBe($"system_u:system_r:container_t:{running.Prepared.SelinuxLevel}");
    }

    private async Task<(Running Running, List<string> Lines)> FinishAsync(ContainerSpec spec)
    {
        var running = await _host.StartContainerAsync(spec);
        return (running, [.. (await running.FinishAsync()).Lines.Select(line => line.TrimEnd('\0'))]);
    }
}
