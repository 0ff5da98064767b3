using Orchestrator.Isolation.Runtime.Stages;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Tests.Runtime;

public sealed class OwnCapabilitiesTests
{
    [Theory]
    [InlineData("Name:\tx\nCapPrm:\t000001fffdffffff\nCapBnd:\t0\n", 0x1fffdffffffUL)]
    [InlineData("Name:\tx\n", ulong.MaxValue)]
    public void Parse_TakesThePermittedSet(string status, ulong mask) => OwnCapabilities.Parse(status).ShouldBe(mask);

    [Fact]
    public void Of_InTheHostsUserNamespace_GivesNoMoreThanThisProcessHas()
    {
        var own = OwnCapabilities.Parse(File.ReadAllText("/proc/self/status"));
        var all = new ContainerSpec { Security = new SecuritySpec { CapAdd = ["ALL"] } };
        var host = all with { Namespaces = new NamespaceSpec { User = UserNamespaceMode.Host } };
        Privileges.Of(host, 0).Sets.Permitted.ShouldBe(Privileges.Of(all, 0).Sets.Permitted & own);
        Privileges.Of(host with { Security = new SecuritySpec { CapAdd = ["ALL", "SYS_TIME"] } }, 0).Sets.Permitted
            .ShouldBe(Privileges.Of(all, 0).Sets.Permitted & (own | (1UL << 25)));
    }
}
