using Orchestrator.Isolation.Identity;
using Orchestrator.Isolation.Tests.Support;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Tests.Identity;

public sealed class UserResolverTests : IDisposable
{
    private readonly ScratchFolder _root = new();

    public UserResolverTests()
    {
        Directory.CreateDirectory(Path.Combine(_root.Path, "etc"));
        File.WriteAllText(
            Path.Combine(_root.Path, "etc/passwd"),
            "root:x:0:0:root:/root:/bin/sh\nbroken\nweb:x:33:34:web:/var/www:/bin/sh\nbig:x:70000:70000:b:/:/\nwrap:x:4294967296:0::/:/\n");
        File.WriteAllText(Path.Combine(_root.Path, "etc/group"), "root:x:0:\nadm:x:4:web,other\nwww:x:34:\nlog:x:5:web\n");
    }

    [Fact]
    public void Resolve_Name_GivesIdsGroupsAndHome()
    {
        var user = Resolve("web", out _).ShouldNotBeNull();
        user.Uid.ShouldBe(33u);
        user.Gid.ShouldBe(34u);
        user.Groups.ShouldBe([4u, 5u]);
        user.Home.ShouldBe("/var/www");
    }

    [Fact]
    public void Resolve_NameWithGroup_TakesNoListedGroups()
    {
        var user = Resolve("web:adm", out _).ShouldNotBeNull();
        user.Gid.ShouldBe(4u);
        user.Groups.ShouldBeEmpty();
    }

    [Fact]
    public void Resolve_NumberWithoutEntry_GetsGroupRoot()
    {
        var user = Resolve("1000", out _).ShouldNotBeNull();
        (user.Uid, user.Gid, user.Home).ShouldBe((1000u, 0u, (string?)null));
    }

    [Theory]
    [InlineData("nobody-there")]
    [InlineData("web:nogroup")]
    [InlineData("big")]
    [InlineData("70000")]
    [InlineData("wrap")]
    public void E12_Resolve_UnknownOrOutsideTheRange_IsRefused(string text)
    {
        Resolve(text, out var problem).ShouldBeNull();
        problem.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void E35_Resolve_PasswdIsAFifo_DoesNotHang()
    {
        File.Delete(Path.Combine(_root.Path, "etc/passwd"));
        System.Diagnostics.Process.Start("mkfifo", [Path.Combine(_root.Path, "etc/passwd")]).WaitForExit();
        Resolve("web", out var problem).ShouldBeNull();
        problem.ShouldNotBeNull().ShouldContain("web");
    }

    [Fact]
    public void Resolve_PasswdIsALinkOutOfTheTree_StaysInside()
    {
        using var outside = new ScratchFolder();
        File.WriteAllText(Path.Combine(outside.Path, "passwd"), "spy:x:7:7::/:/\n");
        File.Delete(Path.Combine(_root.Path, "etc/passwd"));
        File.CreateSymbolicLink(Path.Combine(_root.Path, "etc/passwd"), Path.Combine(outside.Path, "passwd"));
        Resolve("spy", out _).ShouldBeNull();
        // Seen from inside, the same link leads to a file of the tree.
        var inside = Path.Combine(_root.Path, outside.Path.TrimStart('/'));
        Directory.CreateDirectory(inside);
        File.WriteAllText(Path.Combine(inside, "passwd"), "mine:x:8:8::/:/\n");
        Resolve("mine", out _).ShouldNotBeNull().Uid.ShouldBe(8u);
    }

    public void Dispose() => _root.Dispose();

    private UserIdentity? Resolve(string text, out string? problem)
    {
        using var directory = DirectoryHandle.Open(_root.Path);
        return UserResolver.Resolve(text, [], new AccountFiles(directory), 65_536, out problem);
    }
}
