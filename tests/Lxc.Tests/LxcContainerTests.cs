namespace Orchestrator.Lxc.Tests;

public sealed class LxcContainerTests : IDisposable
{
    private readonly Directories _directories = new();

    public void Dispose() => _directories.Dispose();

    [Fact]
    public void State_WithoutDaemon_IsStoppedAndStartsNone()
    {
        using var container = _directories.Make("web");
        container.State.ShouldBe("STOPPED");
        container.IsRunning.ShouldBeFalse();
        container.InitPid.ShouldBe(-1);
        container.Wait("STOPPED", 0).ShouldBeTrue();
        container.Wait("RUNNING", 0).ShouldBeFalse();
        container.Stop().ShouldBeFalse();
        container.ErrorNum.ShouldBe(2);
        Directory.Exists(Environment.GetEnvironmentVariable("ORCH_ROOT")).ShouldBeFalse();
    }

    [Fact]
    public void Wait_ForUnknownState_IsRefused()
    {
        using var container = _directories.Make("web");
        container.Wait("STOPPED|ASLEEP", 0).ShouldBeFalse();
        container.ErrorString!.ShouldContain("ASLEEP");
    }

    [Fact]
    public void References_AreCounted()
    {
        var container = _directories.Make("web");
        container.References.ShouldBe(1);
        container.Get().ShouldBeTrue();
        container.Put().ShouldBe(0);
        container.Put().ShouldBe(1);
        container.Put().ShouldBe(-1);
        container.Get().ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    public void Name_ThatIsNone_IsRefused(string name) =>
        Should.Throw<ArgumentException>(() => new LxcContainer(name, _directories.Path));

    [Fact]
    public void New_WithConfigurationThatDoesNotLoad_NamesFileAndLine()
    {
        _directories.Make("web").Dispose();
        File.AppendAllText(Path.Combine(_directories.Path, "web/config"), "lxc.nonsense = 1\n");
        Should.Throw<InvalidDataException>(() => new LxcContainer("web", _directories.Path)).Message.ShouldContain("config:3");
    }

    [Fact]
    public void Create_WithoutTemplate_WritesConfiguration()
    {
        using var container = new LxcContainer("bare", _directories.Path);
        container.IsDefined.ShouldBeFalse();
        container.SetConfigItem("lxc.uts.name", "bare").ShouldBeTrue();
        container.Create(null).ShouldBeTrue(container.ErrorString);
        container.IsDefined.ShouldBeTrue();
        File.Exists(Path.Combine(_directories.Path, "bare/partial")).ShouldBeFalse();
        using var again = new LxcContainer("bare", _directories.Path);
        again.GetConfigItem("lxc.uts.name").ShouldBe("bare");
        // As in LXC: what has a configuration and no root is only begun; bindings save the one before they ask for the other.
        again.Create(null).ShouldBeTrue();
        Directory.CreateDirectory(Path.Combine(_directories.Path, "bare/rootfs"));
        again.SetConfigItem("lxc.rootfs.path", $"dir:{_directories.Path}/bare/rootfs").ShouldBeTrue();
        again.Create("busybox").ShouldBeFalse();
        again.ErrorString.ShouldNotBeNull().ShouldContain("exists already");
    }

    [Fact]
    public void Create_WithFailingTemplate_LeavesNothing()
    {
        using var container = new LxcContainer("bad", _directories.Path);
        container.SetConfigItem("lxc.uts.name", "bad");
        container.Create("/bin/false").ShouldBeFalse();
        container.ErrorString!.ShouldContain("/bin/false");
        Directory.Exists(Path.Combine(_directories.Path, "bad")).ShouldBeFalse();
    }

    [Fact]
    public void Destroy_RemovesAll_UnlessTheRootIsNotManaged()
    {
        using var container = _directories.Make("web");
        container.Destroy().ShouldBeTrue(container.ErrorString);
        Directory.Exists(Path.Combine(_directories.Path, "web")).ShouldBeFalse();
        container.Destroy().ShouldBeFalse();

        var kept = Directory.CreateDirectory(Path.Combine(_directories.Path, "elsewhere")).FullName;
        using var other = _directories.Make("other", $"lxc.rootfs.path = dir:{kept}\nlxc.rootfs.managed = 0\n");
        other.Destroy().ShouldBeTrue(other.ErrorString);
        Directory.Exists(kept).ShouldBeTrue();
    }

    [Fact]
    public void Destroy_WhoseHookFails_IsGivenUp()
    {
        using var container = _directories.Make("web", "lxc.hook.destroy = exit 3;\n");
        container.Destroy().ShouldBeFalse();
        container.ErrorString!.ShouldContain("lxc.hook.destroy");
        container.IsDefined.ShouldBeTrue();
    }

    [Fact]
    public void List_GivesWhatIsDefined()
    {
        _directories.Make("b").Dispose();
        _directories.Make("a").Dispose();
        Directory.CreateDirectory(Path.Combine(_directories.Path, "none"));
        LxcContainer.ListDefined(_directories.Path).ShouldBe(["a", "b"]);
        LxcContainer.ListActive(_directories.Path).ShouldBeEmpty();
    }
}
