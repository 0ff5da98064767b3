using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Security;

/// <summary>Kernel parameters: those of the container's own namespaces, and never the host's.</summary>
public sealed class SysctlTests(RuntimeHost host) : IClassFixture<RuntimeHost>
{
    [Fact]
    public async Task S08_ParametersOfOwnNamespaces_AreSetInsideAndNotOnTheHost()
    {
        var asked = new Dictionary<string, string>
        {
            ["net.ipv4.ip_forward"] = "1", ["net.ipv4.ip_unprivileged_port_start"] = "80", ["kernel.msgmax"] = "7777",
            ["kernel.sem"] = "33\t32000\t32\t128", ["kernel.shm_rmid_forced"] = "1", ["fs.mqueue.msg_max"] = "7", ["kernel.domainname"] = "inside",
        };
        string FileOf(string name) => "/proc/sys/" + name.Replace('.', '/');
        var before = asked.Keys.Select(name => File.ReadAllText(FileOf(name))).ToList();

        var done = await host.ShellAsync($"cat {string.Join(' ', asked.Keys.Select(FileOf))}; echo 0 > /proc/sys/net/ipv4/ip_forward", spec => spec with { Sysctls = asked });

        done.Lines.ShouldBe(asked.Values);
        done.Stderr.ShouldContain("Read-only file system");
        asked.Keys.Select(name => File.ReadAllText(FileOf(name))).ShouldBe(before);
    }

    [Theory]
    [InlineData("vm.swappiness")]
    [InlineData("kernel.panic")]
    [InlineData("kernel.core_pattern")]
    [InlineData("kernel.modprobe")]
    [InlineData("kernel.hotplug")]
    [InlineData("kernel.randomize_va_space")]
    [InlineData("kernel.unprivileged_bpf_disabled")]
    [InlineData("fs.file-max")]
    [InlineData("fs.protected_symlinks")]
    [InlineData("fs.suid_dumpable")]
    [InlineData("dev.tty.ldisc_autoload")]
    [InlineData("net..ipv4.ip_forward")]
    [InlineData("net/../kernel/panic")]
    [InlineData(".net")]
    [InlineData("net.")]
    [InlineData("")]
    public async Task S08_ParameterOfTheHost_IsRefusedByName(string name)
    {
        (await ProblemAsync(new ContainerSpec { Image = "busybox", Command = ["true"], Sysctls = new Dictionary<string, string> { [name] = "1" } }))
            .ShouldNotBeNull().ShouldContain(name);
    }

    [Theory]
    [InlineData("net.ipv4.ip_forward")]
    public async Task S08_ParameterOfASharedNamespace_IsRefused(string name)
    {
        (await ProblemAsync(new ContainerSpec
        {
            Image = "busybox", Command = ["true"], Sysctls = new Dictionary<string, string> { [name] = "1" }, Namespaces = new NamespaceSpec { Network = NetworkMode.Host },
        })).ShouldNotBeNull().ShouldContain("shares");
    }

    private async Task<string?> ProblemAsync(ContainerSpec spec)
    {
        Assert.SkipWhen(host.WhyNot is not null, host.WhyNot ?? "");
        return (await host.Runtime.PrepareAsync(Guid.CreateVersion7(), "x", spec, default)).Problem;
    }
}
