using Orchestrator.Isolation.Cgroups;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Lsm;

/// <summary>Against a kernel that enforces AppArmor, in the test machine.</summary>
[InMachine(Machine.AppArmor, Short = true, Only = true)]
public sealed class AppArmorTests : IClassFixture<RuntimeHost>
{
    private readonly RuntimeHost _host;

    public AppArmorTests(RuntimeHost host)
    {
        Inside.AppArmor();
        _host = host;
    }

    [Fact]
    public async Task Run_ByDefault_EntersAProfileOfItsOwn()
    {
        var running = await _host.StartContainerAsync(RuntimeHost.Shell("cat /proc/self/attr/apparmor/current; sleep 600"));
        await running.LineAsync($"{Name(running.Id)} (enforce)");
        Profiles().ShouldContain(Name(running.Id));
        await running.KillAsync();
        Profiles().ShouldNotContain(Name(running.Id));
    }

    [Fact]
    public async Task Run_WriteThatTheProfileDenies_IsRefusedAndAllowedWithout()
    {
        // Root of the host's user namespace with a writable /proc: nothing but the profile stands before the file.
        const string Script = "cat /proc/sys/kernel/core_pattern >/v; cat /v >/proc/sys/kernel/core_pattern && echo written";
        (await _host.RunAsync(Bare(Script, null))).Lines.ShouldBeEmpty();
        (await _host.RunAsync(Bare(Script, new AppArmorSpec { Profile = "unconfined" }))).Lines.ShouldBe(["written"]);
    }

    [Fact]
    public async Task Run_Mount_IsRefusedAndAllowedWithNesting()
    {
        const string Script = "mount -t tmpfs none /mnt 2>&1; mount -t tmpfs none /tmp && echo mounted";
        (await _host.RunAsync(Bare(Script, null, "SYS_ADMIN"))).Lines.ShouldNotContain("mounted");
        (await _host.RunAsync(Bare(Script, new AppArmorSpec { AllowNesting = true }, "SYS_ADMIN"))).Lines.ShouldContain("mounted");
    }

    [Fact]
    public async Task Run_RuleAddedToTheProfile_IsInForce()
    {
        var spec = RuntimeHost.Shell("echo x >/forbidden || echo refused; echo y >/allowed && echo done") with
        {
            Security = new SecuritySpec { AppArmor = new AppArmorSpec { Raw = ["deny /forbidden w"] } },
        };
        (await _host.RunAsync(spec)).Lines.ShouldBe(["refused", "done"]);
    }

    [Fact]
    public async Task Prepare_RuleThatIsNone_IsRefusedWithTheParsersWords()
    {
        var problem = await ProblemAsync(new AppArmorSpec { Raw = ["frobnicate the kernel,"] });
        problem.ShouldContain("apparmor_parser refuses");
        problem.ShouldContain("syntax error");
    }

    [Fact]
    public async Task E36_ProfileThatIsNotLoaded_IsRefusedAlsoWithAnUnconfinedName()
    {
        (await ProblemAsync(new AppArmorSpec { Profile = "unconfined_x" })).ShouldContain("no AppArmor profile 'unconfined_x'");
        (await ProblemAsync(new AppArmorSpec { Profile = "not-loaded" })).ShouldContain("no AppArmor profile 'not-loaded'");
    }

    [Fact]
    public async Task Run_CustomProfile_IsEntered()
    {
        var first = await _host.StartContainerAsync(RuntimeHost.Shell("sleep 600"));
        var spec = RuntimeHost.Shell("cat /proc/self/attr/apparmor/current") with
        {
            Security = new SecuritySpec { AppArmor = new AppArmorSpec { Profile = Name(first.Id) } },
        };
        (await _host.RunAsync(spec)).Lines.ShouldBe([$"{Name(first.Id)} (enforce)"]);
        await first.KillAsync();
    }

    [Theory]
    [InlineData("unconfined")]
    [InlineData("unchanged")]
    public async Task Run_WithoutAProfile_IsUnconfined(string profile)
    {
        var spec = RuntimeHost.Shell("cat /proc/self/attr/apparmor/current") with
        {
            Security = new SecuritySpec { AppArmor = new AppArmorSpec { Profile = profile } },
        };
        (await _host.RunAsync(spec)).Lines.ShouldBe(["unconfined"]);
    }

    [Fact]
    public async Task Run_WithTheEnginesInit_ConfinesBoth()
    {
        var running = await _host.StartContainerAsync(
            RuntimeHost.Shell("cat /proc/1/attr/apparmor/current /proc/self/attr/apparmor/current; echo end; sleep 600") with { Init = true });
        await running.LineAsync("end");
        (await running.KillAsync()).Lines.ShouldBe([$"{Name(running.Id)} (enforce)", $"{Name(running.Id)} (enforce)", "end"]);
    }

    [Fact]
    public async Task E07_ImageWithItsOwnProc_GetsTheLabelNevertheless()
    {
        var spec = RuntimeHost.Shell("mkdir -p /proc/thread-self/attr/apparmor; echo >/proc/thread-self/attr/apparmor/exec; echo ready; sleep 600") with
        {
            Tree = new TreeSpec { Proc = ProcView.None },
        };
        var first = await _host.StartContainerAsync(spec);
        await first.LineAsync("ready");
        Label(first.Init.Pid).ShouldBe($"{Name(first.Id)} (enforce)");
        // The second start finds what the first one left on its /proc: plain files with the kernel's names.
        await _host.Runtime.KillAsync(first.Id, 1, RuntimeHost.Token());
        await _host.ExitOf(first.Id);
        await _host.Runtime.AcknowledgeExitAsync(first.Id, 1, RuntimeHost.Token());
        await _host.Runtime.ReleaseAsync(first.Id, 1, RuntimeHost.Token());
        var again = spec with { Command = ["sh", "-c", "test -f /proc/thread-self/attr/apparmor/exec && sleep 600"] };
        var second = await _host.Runtime.LaunchAsync(new LaunchOrder(first.Id, first.Name, 2, again, first.Prepared), RuntimeHost.Token());
        second.Failure.ShouldBeNull();
        Label(second.Init.ShouldNotBeNull().Pid).ShouldBe($"{Name(first.Id)} (enforce)");
        await _host.Runtime.DestroyAsync(first.Id, RuntimeHost.Token());
        await _host.Runtime.AcknowledgeExitAsync(first.Id, 2, RuntimeHost.Token());
    }

    [Fact]
    public async Task Exec_IntoAContainer_EntersItsProfile()
    {
        var running = await _host.StartContainerAsync(RuntimeHost.Shell("sleep 600"));
        (await LsmExec.RunAsync(running, "cat", "/proc/self/attr/apparmor/current")).ShouldBe([$"{Name(running.Id)} (enforce)"]);
        await running.KillAsync();
    }

    private static ContainerSpec Bare(string script, AppArmorSpec? profile, params string[] capabilities) => RuntimeHost.Shell(script) with
    {
        Namespaces = new NamespaceSpec { User = UserNamespaceMode.Host },
        Tree = new TreeSpec { Proc = ProcView.Writable, Sys = SysView.Writable },
        Security = new SecuritySpec { AppArmor = profile, CapAdd = capabilities, SeccompProfile = "unconfined" },
    };

    private async Task<string> ProblemAsync(AppArmorSpec profile)
    {
        var spec = RuntimeHost.Shell("true") with { Security = new SecuritySpec { AppArmor = profile } };
        return (await _host.Runtime.PrepareAsync(Guid.CreateVersion7(), "refused", spec, RuntimeHost.Token())).Problem.ShouldNotBeNull();
    }

    private string Name(Guid id) => $"{CgroupNode.ParentNameFor(_host.Root)}.{id:N}";

    private static string Label(int pid) => File.ReadAllText($"/proc/{pid}/attr/apparmor/current").Trim();

    private static List<string> Profiles() =>
        [.. File.ReadLines("/sys/kernel/security/apparmor/profiles").Select(line => line[..line.LastIndexOf(" (", StringComparison.Ordinal)])];
}
