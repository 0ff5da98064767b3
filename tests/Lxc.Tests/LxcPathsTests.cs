using Orchestrator.Contracts.Containers;

namespace Orchestrator.Lxc.Tests;

public sealed class LxcPathsTests
{
    [Fact]
    public void EngineName_InTheDefaultDirectory_IsTheName() => LxcPaths.EngineName("/var/lib/lxc", "web-1").ShouldBe("web-1");

    [Fact]
    public void EngineName_ElsewhereOrLong_IsItsOwn()
    {
        var one = LxcPaths.EngineName("/srv/a", "web");
        one.ShouldStartWith("web+lxc");
        one.ShouldNotBe(LxcPaths.EngineName("/srv/b", "web"));
        var longest = new string('x', 255);
        LxcPaths.EngineName("/var/lib/lxc", longest).Length.ShouldBeLessThanOrEqualTo(128);
        LxcPaths.EngineName("/var/lib/lxc", longest).ShouldNotBe(LxcPaths.EngineName("/var/lib/lxc", longest[1..]));
    }

    /// <summary>What stands in journals must stay findable: the mark is the beginning of SHA-256 (FIPS 180-4, example "abc").</summary>
    [Fact]
    public void Mark_OfAText_IsTheBeginningOfSha256() => LxcEngineNames.Mark("abc").ShouldBe("ba7816bf");

    [Theory]
    [InlineData("a b", "a+20b")]
    [InlineData(".hidden", "+2ehidden")]
    [InlineData("a+b", "a+2bb")]
    public void EngineName_EncodesWhatTheEngineRefuses(string name, string expected) => LxcPaths.EngineName("/var/lib/lxc", name).ShouldBe(expected);

    [Theory]
    [InlineData("/a/b", "dir:/a/b", "/a/b")]
    [InlineData("dir:/a/b", "dir:/a/b", "/a/b")]
    [InlineData("overlayfs:/l:/u", "overlay:/l:/u", "/u")]
    [InlineData("overlay:/l1:/l2:/u", "overlay:/l1:/l2:/u", "/u")]
    public void RootPath_IsTakenApart(string value, string written, string own)
    {
        var root = LxcRootPath.Parse(value);
        root.ToString().ShouldBe(written);
        root.Written.ShouldBe(own);
    }
}
