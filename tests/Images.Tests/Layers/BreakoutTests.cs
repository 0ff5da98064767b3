using Orchestrator.Images.Layers;
using Orchestrator.Images.Tests.Support;

namespace Orchestrator.Images.Tests.Layers;

/// <summary>
/// Layers that try to get out, under the names by which containerd's own tests know them: nothing outside may be made,
/// changed or removed (the folder checks that after each), and inside is what a process there would expect.
/// </summary>
public sealed class BreakoutTests : IDisposable
{
    private readonly LayerFolder _folder = new();

    public BreakoutTests() => Needs.Root();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void L01_SymlinkAbsolute_StaysInside() => Unbroken(new TarBuilder()
        .Directory("etc").SymbolicLink("/etc", "localetc").File("/localetc/unbroken", "unbroken"));

    [Fact]
    public void L02_SymlinkUpAndOut_StaysInside() => Unbroken(new TarBuilder()
        .Directory("etc").Directory("dummy").SymbolicLink("/dummy/../etc", "localetc").File("/localetc/unbroken", "unbroken"));

    [Fact]
    public void L03_SymlinkMultipleAbsolute_StaysInside() => Unbroken(new TarBuilder()
        .Directory("etc").Directory("dummy").SymbolicLink("/etc", "/dummy/etc").SymbolicLink("/dummy/etc", "localetc")
        .File("/localetc/unbroken", "unbroken"));

    [Fact]
    public void L04_SymlinkMultipleRelative_StaysInside() => Unbroken(new TarBuilder()
        .Directory("etc").Directory("dummy").SymbolicLink("/etc", "/dummy/etc").SymbolicLink("./dummy/etc", "localetc")
        .File("/localetc/unbroken", "unbroken"));

    [Fact]
    public void L05_SymlinkEmptyFile_EmptiesTheFileInside()
    {
        _folder.Unpack(new TarBuilder().Directory("etc").File("etc/emptied", "notempty").SymbolicLink("/etc", "localetc").File("/localetc/emptied"));
        _folder.Text("etc/emptied").ShouldBeEmpty();
    }

    [Fact]
    public void L06_HardlinkRelative_LinksInside() => SameFile("breakouts/mypasswd", new TarBuilder()
        .Directory("etc", 0x1F8).File("/etc/passwd", "inside").Directory("breakouts").SymbolicLink("../../etc", "breakouts/d1")
        .HardLink("/breakouts/d1/passwd", "breakouts/mypasswd"));

    [Fact]
    public void L07_HardlinkDownAndOut_LinksInside() => SameFile("breakouts/mypasswd", new TarBuilder()
        .Directory("etc", 0x1F8).File("/etc/passwd", "inside").Directory("breakouts").Directory("downandout")
        .SymbolicLink("../downandout/../../etc", "breakouts/d1").HardLink("/breakouts/d1/passwd", "breakouts/mypasswd"));

    [Fact]
    public void L08_HardlinkAbsolute_LinksInside() => SameFile("localpasswd", new TarBuilder()
        .Directory("etc", 0x1F8).File("/etc/passwd", "inside").SymbolicLink("/etc", "localetc").HardLink("/localetc/passwd", "localpasswd"));

    [Fact]
    public void L09_HardlinkRelativeLong_LinksInside() => SameFile("localpasswd", new TarBuilder()
        .Directory("etc", 0x1F8).File("/etc/passwd", "inside").SymbolicLink("../../../../../../../etc", "localetc")
        .HardLink("/localetc/passwd", "localpasswd"));

    [Fact]
    public void L10_HardlinkRelativeUpAndOut_LinksInside() => SameFile("localpasswd", new TarBuilder()
        .Directory("etc", 0x1F8).Directory("upandout").File("/etc/passwd", "inside").SymbolicLink("upandout/../../../etc", "localetc")
        .HardLink("/localetc/passwd", "localpasswd"));

    [Fact]
    public void L11_HardlinkDirectRelative_LinksInside() => SameFile("localpasswd", new TarBuilder()
        .Directory("etc", 0x1F8).File("/etc/passwd", "inside").HardLink("../../../../../etc/passwd", "localpasswd"));

    [Fact]
    public void L12_HardlinkDirectAbsolute_LinksInside() => SameFile("localpasswd", new TarBuilder()
        .Directory("etc", 0x1F8).File("/etc/passwd", "inside").HardLink("/etc/passwd", "localpasswd"));

    [Fact]
    public void L13_SymlinkParentDirectory_IsLeftOut() => SameFile("localpasswd", new TarBuilder()
        .Directory("etc", 0x1F8).File("/etc/passwd", "inside").SymbolicLink("/etc/", "..").HardLink("/etc/passwd", "localpasswd"));

    [Fact]
    public void L14_SymlinkEmptyFilename_IsLeftOut() => SameFile("localpasswd", new TarBuilder()
        .Directory("etc", 0x1F8).File("/etc/passwd", "inside").SymbolicLink("/etc/", "").HardLink("/etc/passwd", "localpasswd"));

    [Fact]
    public void L15_SymlinkParentRelative_IsTheNameWithoutIt()
    {
        SameFile("etc/localpasswd", new TarBuilder()
            .Directory("etc", 0x1F8).File("/etc/passwd", "inside").SymbolicLink("/etc/", "localetc/sub/..").HardLink("/etc/passwd", "/localetc/localpasswd"));
        _folder.Look("localetc").IsLink.ShouldBeTrue();
    }

    [Fact]
    public void L16_SymlinkSlashEnded_IsADirectory() => SameFile("localetc/localpasswd", new TarBuilder()
        .Directory("etc", 0x1F8).File("/etc/passwd", "inside").Directory("localetc/", 0x1F8).HardLink("/etc/passwd", "/localetc/localpasswd"));

    [Fact]
    public void L17_SymlinkOverrideDirectory_LeadsOn() => OverridesDirectory("/etc");

    [Fact]
    public void L18_SymlinkOverrideDirectoryRelative_LeadsOn() => OverridesDirectory("../../etc");

    [Fact]
    public void L19_DirectoryOverrideSymlink_IsADirectory()
    {
        using var view = Over(
            Base().SymbolicLink("/etc", "localetc"),
            new TarBuilder().Directory("/localetc/").HardLink("/etc/passwd", "/localetc/localpasswd"));
        view.AreSame("localetc/localpasswd", "etc/passwd").ShouldBeTrue();
        view.Look("localetc").IsDirectory.ShouldBeTrue();
        view.Has("etc/localpasswd").ShouldBeFalse();
    }

    [Fact]
    public void L20_DirectoryOverrideSymlinkAndHardlink_LeavesTheOtherFile()
    {
        using var view = Over(
            Base().SymbolicLink("etc", "localetc").HardLink("/etc/passwd", "/localetc/localpasswd"),
            new TarBuilder().Directory("/localetc/").File("/localetc/localpasswd", "different"));
        view.AreSame("localetc/localpasswd", "etc/passwd").ShouldBeFalse();
        view.Text("etc/localpasswd").ShouldBe("inside");
        view.Text("localetc/localpasswd").ShouldBe("different");
    }

    [Theory]
    [InlineData(".wh...")]
    public void L21_WhiteoutRootParent_IsRefused(string name) => Refused(name);

    [Theory]
    [InlineData("etc/.wh...")]
    public void L22_WhiteoutParent_IsRefused(string name) => Refused(name);

    [Theory]
    [InlineData(".wh..")]
    [InlineData(".wh.")]
    public void L23_WhiteoutRoot_IsRefused(string name) => Refused(name);

    [Theory]
    [InlineData("etc/.wh..")]
    [InlineData("etc/.wh.")]
    public void L24_WhiteoutCurrentDirectory_IsRefused(string name) => Refused(name);

    [Fact]
    public void L25_WhiteoutSymlink_HidesTheLinkAlone()
    {
        using var view = Over(Base().SymbolicLink("/etc", "localetc"), new TarBuilder().File(".wh.localetc"));
        view.Text("etc/passwd").ShouldBe("inside");
        view.Has("localetc").ShouldBeFalse();
    }

    [Fact]
    public void L26_WhiteoutSymlinkPath_HidesWhereTheLinkLeads()
    {
        using var view = Over(
            Base().File("etc/whitedout", "ahhhh whiteout").SymbolicLink("/etc", "localetc"), new TarBuilder().File("localetc/.wh.whitedout"));
        view.Text("etc/passwd").ShouldBe("inside");
        view.Has("etc/whitedout").ShouldBeFalse();
    }

    [Fact]
    public void L27_WhiteoutDirectoryName_IsAName()
    {
        using var view = Over(Base(), new TarBuilder().File(".wh.etc/somefile", "non-empty"));
        view.Text("etc/passwd").ShouldBe("inside");
        view.Text(".wh.etc/somefile").ShouldBe("non-empty");
    }

    [Fact]
    public void L28_WhiteoutDeadSymlinkParent_HidesNothing()
    {
        using var view = Over(Base().SymbolicLink("/dne", "localetc"), new TarBuilder().File("localetc/.wh.etc"));
        view.Text("etc/passwd").ShouldBe("inside");
    }

    [Fact]
    public void L29_WhiteoutRelativePath_HidesWhatItSays()
    {
        using var view = Over(Base().SymbolicLink("/dne", "localetc"), new TarBuilder().File("dne/../.wh.etc"));
        view.Has("etc/passwd").ShouldBeFalse();
    }

    [Fact]
    public void L30_SymlinkOverridePath_LeadsOnWithinOneLayer()
    {
        _folder.Unpack(new TarBuilder().Directory("etc").Directory("localetc").File("localetc/gone", "x")
            .SymbolicLink("../../../../etc", "localetc").File("localetc/passwd", "inside"));
        _folder.Text("etc/passwd").ShouldBe("inside");
        _folder.Has("etc/gone").ShouldBeFalse();
        _folder.Look("localetc").IsLink.ShouldBeTrue();
    }

    [Fact]
    public void L31_HardlinkSymlinkBeforeCreateTarget_LinksTheLink()
    {
        _folder.Unpack(new TarBuilder().Directory("etc", 0x1F8).SymbolicLink("/etc/passwd", "localpasswd")
            .HardLink("localpasswd", "localpasswd-dup").File("/etc/passwd", "after"));
        using var view = new LayerView(_folder.Layer);
        view.Text("localpasswd-dup").ShouldBe("after");
        _folder.AreSame("localpasswd", "localpasswd-dup").ShouldBeTrue();
    }

    [Fact]
    public void L32_HardlinkSymlinkRelative_LinksTheLink() => LinksTheLink("../../../../../etc/passwd");

    [Fact]
    public void L33_HardlinkSymlinkAbsolute_LinksTheLink() => LinksTheLink("/etc/passwd");

    [Fact]
    public void L34_HardlinkSymlinkChmod_ChangesNothingOutside()
    {
        var outside = Path.Combine(_folder.Top, "etc", "passwd");
        var beside = Path.Combine(_folder.Top, "etc", "also-there");
        _folder.Unpack(new TarBuilder().SymbolicLink(outside, beside).HardLink(beside, "sketchylink"));
        _folder.Look("sketchylink").IsLink.ShouldBeTrue();
        File.GetUnixFileMode(outside).ShouldBe(UnixFileMode.UserRead);
    }

    private static TarBuilder Base() => new TarBuilder().Directory("etc").File("etc/passwd", "inside");

    private void Unbroken(TarBuilder archive)
    {
        _folder.Unpack(archive);
        _folder.Text("etc/unbroken").ShouldBe("unbroken");
        _folder.Look("localetc").IsLink.ShouldBeTrue();
    }

    private void SameFile(string path, TarBuilder archive)
    {
        _folder.Unpack(archive);
        _folder.AreSame(path, "etc/passwd").ShouldBeTrue();
        _folder.Text("etc/passwd").ShouldBe("inside");
    }

    private void OverridesDirectory(string target)
    {
        using var view = Over(
            Base().Directory("localetc"), new TarBuilder().SymbolicLink(target, "localetc").HardLink("/etc/passwd", "/localetc/localpasswd"));
        view.AreSame("localetc/localpasswd", "etc/passwd").ShouldBeTrue();
        view.AreSame("etc/localpasswd", "etc/passwd").ShouldBeTrue();
        view.Text("etc/passwd").ShouldBe("inside");
    }

    private void LinksTheLink(string target)
    {
        _folder.Unpack(new TarBuilder().Directory("etc", 0x1F8).File("/etc/passwd", "inside").SymbolicLink(target, "passwdlink")
            .HardLink("/passwdlink", "localpasswd"));
        _folder.AreSame("passwdlink", "localpasswd").ShouldBeTrue();
        using var view = new LayerView(_folder.Layer);
        view.Text("localpasswd").ShouldBe("inside");
    }

    private void Refused(string name)
    {
        var problem = _folder.Refuse(new TarBuilder().Directory("etc").File(name));
        problem.Kind.ShouldBe(UnpackProblemKind.Hostile);
        problem.Text.ShouldContain(name);
    }

    private LayerView Over(TarBuilder lower, TarBuilder upper)
    {
        _folder.Unpack(lower);
        var below = _folder.Layer;
        _folder.Unpack(upper, LayerFolder.Quick with { Lowers = [below] });
        return new LayerView(_folder.Layer, below);
    }
}
