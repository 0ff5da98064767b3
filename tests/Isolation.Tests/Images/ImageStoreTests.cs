using Orchestrator.Isolation.Images;
using Orchestrator.Isolation.Images.Templates;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Images;

public sealed class ImageStoreTests : IDisposable
{
    private readonly ScratchFolder _root = new();

    [Fact]
    public async Task Create_Busybox_HoldsAppletsAndAccounts()
    {
        Assert.SkipUnless(File.Exists("/bin/busybox"), "no /bin/busybox: apt-get install busybox-static");
        var store = new ImageStore(_root.Path, TimeProvider.System);
        var outcome = await store.CreateAsync("busybox", "busybox", default);
        outcome.Problem.ShouldBeNull();
        var layer = store.LayerPath(outcome.Image!.Digest).ShouldNotBeNull();
        new FileInfo(Path.Combine(layer, "bin/sh")).LinkTarget.ShouldBe("/bin/busybox");
        File.ReadAllText(Path.Combine(layer, "etc/passwd")).ShouldStartWith("root:x:0:0:");
        Convert.ToString((int)File.GetUnixFileMode(Path.Combine(layer, "tmp")), 8).ShouldBe("1777");
        Convert.ToString((int)File.GetUnixFileMode(layer), 8).ShouldBe("755");
        store.List().ShouldHaveSingleItem().ShouldBe(outcome.Image);
        store.Resolve("busybox").Image.ShouldBe(outcome.Image);
        // A second store on the same root finds it; a second creation gives the same content.
        new ImageStore(_root.Path, TimeProvider.System).Resolve("busybox").Image.ShouldBe(outcome.Image);
        (await store.CreateAsync("other:1", "busybox", default)).Image!.Digest.ShouldBe(outcome.Image.Digest);
        Directory.EnumerateFileSystemEntries(Path.Combine(_root.Path, "images/building")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Create_WithoutBusybox_SaysWhatToInstall()
    {
        var store = new ImageStore(_root.Path, TimeProvider.System, [new BusyboxTemplate("/does/not/exist")]);
        var outcome = await store.CreateAsync("busybox", "busybox", default);
        outcome.Image.ShouldBeNull();
        outcome.Problem.ShouldNotBeNull().ShouldContain("apt-get install busybox-static");
        store.List().ShouldBeEmpty();
    }

    [Fact]
    public async Task Create_FromADynamicBinary_IsRefused()
    {
        var store = new ImageStore(_root.Path, TimeProvider.System, [new BusyboxTemplate("/bin/sh")]);
        (await store.CreateAsync("busybox", "busybox", default)).Problem.ShouldNotBeNull().ShouldContain("dynamically");
    }

    [Fact]
    public void Resolve_MissingImage_NamesTheCommand()
    {
        var store = new ImageStore(_root.Path, TimeProvider.System);
        store.Resolve("busybox").Problem.ShouldNotBeNull().ShouldContain("orch image create busybox");
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/../../b")]
    [InlineData("/etc/passwd")]
    [InlineData("")]
    [InlineData("Upper")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData(":x")]
    [InlineData("x:")]
    public void Resolve_NameThatIsNone_IsRefused(string name) =>
        new ImageStore(_root.Path, TimeProvider.System).Resolve(name).Problem.ShouldNotBeNull().ShouldContain("no image reference");

    [Theory]
    [InlineData("sha256:../../etc")]
    [InlineData("md5:00")]
    [InlineData("")]
    [InlineData("sha256:ABCDEF")]
    public void LayerPath_WhatIsNoDigest_IsNull(string digest) =>
        new ImageStore(_root.Path, TimeProvider.System).LayerPath(digest).ShouldBeNull();

    [Fact]
    public void List_DamagedName_IsPassedOver()
    {
        var store = new ImageStore(_root.Path, TimeProvider.System);
        File.WriteAllText(Path.Combine(_root.Path, "images/names/bad.json"), "{");
        store.List().ShouldBeEmpty();
        store.Resolve("bad").Image.ShouldBeNull();
    }

    [Fact]
    public void E17_Folders_AreClosedToOthers()
    {
        _ = new ImageStore(_root.Path, TimeProvider.System);
        Convert.ToString((int)File.GetUnixFileMode(Path.Combine(_root.Path, "images")), 8).ShouldBe("700");
    }

    public void Dispose() => _root.Dispose();
}
