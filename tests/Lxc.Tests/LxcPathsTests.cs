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

    /// <summary>What stands in journals must stay findable: the marks are those of the runtime's own hash.</summary>
    [Fact]
    public void Mark_OfAnyLength_IsTheBeginningOfSha256()
    {
        for (var length = 0; length < 300; length++)
        {
            var text = new string('x', length) + "ä";
            Sha256.Of(System.Text.Encoding.UTF8.GetBytes(text))
                .ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text))));
        }
    }

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
