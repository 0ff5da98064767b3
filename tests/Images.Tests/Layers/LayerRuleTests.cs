using System.Text;
using Orchestrator.Images.Layers;
using Orchestrator.Images.Tests.Support;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Images.Tests.Layers;

/// <summary>Paths, parents, whiteouts, attributes and devices: what a layer may say, and what becomes of it.</summary>
public sealed class LayerRuleTests : IDisposable
{
    private readonly LayerFolder _folder = new();

    public LayerRuleTests() => Needs.Root();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/../victim")]
    [InlineData("../victim")]
    [InlineData("../../../../../../victim")]
    [InlineData("/./.././../victim")]
    [InlineData("a/../../victim")]
    [InlineData("///victim")]
    public void L41_PrefixesThatLeadUp_MeanTheRoot(string name)
    {
        _folder.Unpack(new TarBuilder().File(name, "inside"));
        _folder.Text("victim").ShouldBe("inside");
    }

    [Theory]
    [InlineData("/..")]
    [InlineData("..")]
    [InlineData("/./.././..")]
    [InlineData("../../../../../../../../../..")]
    public void L41_LinkToAPrefix_LeadsToTheRoot(string target)
    {
        _folder.Unpack(new TarBuilder().SymbolicLink(target, "link").File("link/victim", "inside").Directory("link/etc").File("link/etc/passwd", "inside"));
        _folder.Text("victim").ShouldBe("inside");
        _folder.Text("etc/passwd").ShouldBe("inside");
    }

    [Fact]
    public void L41_ParentThatIsNoDirectory_GivesWay()
    {
        _folder.Unpack(new TarBuilder().File("parent", "file").File("parent/child", "inside").File("other").Fifo("fifo").File("fifo/child/grandchild", "x"));
        _folder.Text("parent/child").ShouldBe("inside");
        _folder.Text("fifo/child/grandchild").ShouldBe("x");
    }

    [Fact]
    public void L41_ParentThatLeadsToAFile_IsRefused() =>
        _folder.Refuse(new TarBuilder().File("file", "x").SymbolicLink("file", "link").File("link/child"))
            .Text.ShouldContain("ENOTDIR");

    [Fact]
    public void L41_LinkThatLeadsToItself_IsRefused() =>
        _folder.Refuse(new TarBuilder().SymbolicLink("loop", "loop").File("loop/child")).Text.ShouldContain("ELOOP");

    [Fact]
    public void L41_MissingParents_AreMadeOrdinary()
    {
        var layer = _folder.Unpack(new TarBuilder().File("a/b/c", "x").SymbolicLink("/not/there/yet", "link").File("link/d", "y"));
        layer.LeansOnLowers.ShouldBeTrue();
        foreach (var path in new[] { "a", "a/b", "not/there/yet" })
            ((int)_folder.Look(path).Mode, _folder.Look(path).Uid).ShouldBe((0x41ED, 0u));
        _folder.Text("not/there/yet/d").ShouldBe("y");
    }

    [Fact]
    public void L41_MissingParents_AreAsInTheLowerLayer()
    {
        _folder.Unpack(new TarBuilder { Uid = 12, Gid = 34 }.Directory("tmp", 0x3FF).Attribute("user.note", "x").Directory("tmp/deep", 0x1C0).SymbolicLink("tmp", "link"));
        var below = _folder.Layer;

        _folder.Unpack(new TarBuilder().File("tmp/deep/file").File("link/other"), LayerFolder.Quick with { Lowers = [below] }).LeansOnLowers.ShouldBeFalse();

        ((int)_folder.Look("tmp").Mode, _folder.Look("tmp").Uid, _folder.Look("tmp").Gid).ShouldBe((0x43FF, 12u, 34u));
        ((int)_folder.Look("tmp/deep").Mode).ShouldBe(0x41C0);
        new ExtendedAttribute("user.note").Get(_folder.In("tmp/deep")).ShouldBe("x"u8.ToArray());
        new DirectoryInfo(_folder.In("tmp")).LastWriteTimeUtc.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1_000_000_000).UtcDateTime);
        _folder.Has("tmp/other").ShouldBeTrue();
        _folder.Has("link").ShouldBeFalse();
    }

    [Fact]
    public void L41_LowerLayers_AreSeenAsOverlayShowsThem()
    {
        _folder.Unpack(new TarBuilder().Directory("gone", 0x1C0).Directory("opaque", 0x1C0).Directory("opaque/in", 0x1C0).Directory("kept", 0x1C0).File("file", "x"));
        var bottom = _folder.Layer;
        _folder.Unpack(new TarBuilder().File(".wh.gone").File(".wh.file").Directory("opaque").File("opaque/.wh..wh..opq"));
        var middle = _folder.Layer;
        var lowers = LayerFolder.Quick with { Lowers = [middle, bottom] };

        _folder.Unpack(new TarBuilder().File("gone/a").File("opaque/in/a").File("kept/a"), lowers);

        ((int)_folder.Look("gone").Mode, (int)_folder.Look("opaque/in").Mode, (int)_folder.Look("kept").Mode).ShouldBe((0x41ED, 0x41ED, 0x41C0));
        _folder.Refuse(new TarBuilder().HardLink("file", "link"), lowers).Kind.ShouldBe(UnpackProblemKind.Malformed);
        _folder.Refuse(new TarBuilder().HardLink("file", "link")).Kind.ShouldBe(UnpackProblemKind.NeedsLowers);
    }

    [Fact]
    public void L41_OpaqueWhiteout_HidesLowerFilesAlone()
    {
        _folder.Unpack(new TarBuilder().Directory("dir").File("dir/lower", "x").Directory("dir/sub").File("dir/sub/lower"));
        var below = _folder.Layer;
        // The whiteout comes after one file and before another: both stay.
        _folder.Unpack(new TarBuilder().Directory("dir").File("dir/before", "1").File("dir/.wh..wh..opq").File("dir/after", "2").Directory("dir/sub"));
        using var view = new LayerView(_folder.Layer, below);
        view.Names("dir").ShouldBe(["after", "before", "sub"]);
        view.Names("dir/sub").ShouldBeEmpty();
    }

    [Fact]
    public void L41_OpaqueRoot_IsTold()
    {
        _folder.Unpack(new TarBuilder().File("lower", "x"));
        var below = _folder.Layer;
        _folder.Unpack(new TarBuilder().File(".wh..wh..opq").File("own")).IsOpaque.ShouldBeTrue();
        // Overlay does not look for the note on the root of a layer: whoever mounts it leaves the layers below out.
        using var view = new LayerView(_folder.Layer, below);
        view.Names(".").ShouldBe(["lower", "own"]);
        _folder.Unpack(new TarBuilder().Directory("dir").File("dir/.wh..wh..opq")).IsOpaque.ShouldBeFalse();
    }

    [Fact]
    public void L41_Whiteout_OfANameThatTheLayerHas_HidesTheLowerOneAlone()
    {
        _folder.Unpack(new TarBuilder().Directory("dir").File("dir/lower").File("file", "lower").Directory("late").File("late/lower").File("gone"));
        var below = _folder.Layer;
        _folder.Unpack(new TarBuilder()
            .Directory("dir").File("dir/own").File(".wh.dir")
            .File("file", "own").File(".wh.file")
            .File(".wh.late").Directory("late").File("late/own")
            .File(".wh.gone").File(".wh.gone"));
        using var view = new LayerView(_folder.Layer, below);
        view.Names("dir").ShouldBe(["own"]);
        view.Names("late").ShouldBe(["own"]);
        view.Text("file").ShouldBe("own");
        view.Has("gone").ShouldBeFalse();
    }

    [Fact]
    public void L41_NamesOfWhiteouts_InTheArchiveOfARoot_AreNames()
    {
        _folder.Unpack(new TarBuilder().File(".wh.name", "x").File(".wh..wh..opq", "y"), LayerFolder.Quick with { Whiteouts = false });
        (_folder.Text(".wh.name"), _folder.Text(".wh..wh..opq")).ShouldBe(("x", "y"));
    }

    [Fact]
    public void L41_Attributes_ComeThroughButThoseOfTheHost()
    {
        var capability = new byte[] { 1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
        var layer = _folder.Unpack(new TarBuilder { Uid = 5 }
            .Pax(("SCHILY.xattr.user.note", "value\0with"u8.ToArray()), ("SCHILY.xattr.security.capability", capability),
                ("SCHILY.xattr.security.selinux", "system_u:object_r:bin_t:s0"u8.ToArray()), ("SCHILY.xattr.trusted.note", "x"u8.ToArray()),
                ("SCHILY.xattr.security.ima", "x"u8.ToArray()))
            .File("ping", "program", 0x1ED)
            .Attribute("user.dir", "d").Directory("dir"));

        new ExtendedAttribute("user.note").Get(_folder.In("ping")).ShouldBe("value\0with"u8.ToArray());
        // The change of owner came before it: it would have taken it away.
        new ExtendedAttribute("security.capability").Get(_folder.In("ping")).ShouldBe(capability);
        new ExtendedAttribute("user.dir").Get(_folder.In("dir")).ShouldBe("d"u8.ToArray());
        new ExtendedAttribute("trusted.note").Get(_folder.In("ping")).ShouldBeNull();
        layer.LeftOut.ShouldBe(3);
        layer.LeftOutExamples.ShouldContain(line => line.StartsWith("security.selinux of ping", StringComparison.Ordinal));
    }

    [Fact]
    public void L43_Devices_AreLeftOutUnlessAskedFor()
    {
        var archive = new TarBuilder().Device("disk", 'b', 8, 0).Device("mem", 'c', 1, 1).File("after", "x").Fifo("fifo").HardLink("fifo", "again");

        var layer = _folder.Unpack(archive);
        (layer.LeftOut, _folder.Has("disk"), _folder.Has("mem"), _folder.Has("after"), _folder.Has("again")).ShouldBe((2, false, false, true, true));

        _folder.Unpack(archive, LayerFolder.Quick with { Devices = DeviceEntries.Make }).LeftOut.ShouldBe(0);
        var disk = DeviceNumber.Of(_folder.In("disk")).ShouldNotBeNull();
        (disk.Kind, disk.Major, disk.Minor).ShouldBe(('b', 8, 0));
    }

    [Theory]
    [InlineData('s')]
    [InlineData('V')]
    [InlineData('D')]
    [InlineData('M')]
    public void L43_SocketsAndWhatNoLayerHas_AreRefused(char type) =>
        _folder.Refuse(new TarBuilder().Entry("x", type)).Kind.ShouldBe(UnpackProblemKind.NotSupported);

    [Fact]
    public void L43_Fifo_InThePlaceOfAFile_NeverHolds()
    {
        // Whoever opened what is there, instead of making a file of its own, would wait for a writer for ever.
        _folder.Unpack(new TarBuilder().Fifo("pipe").File("pipe", "file").Fifo("dir").Directory("dir").Fifo("target").SymbolicLink("target", "link").File("link", "own"));
        (_folder.Text("pipe"), _folder.Text("link")).ShouldBe(("file", "own"));
        _folder.Look("dir").IsDirectory.ShouldBeTrue();
    }

    [Fact]
    public void L43_Setuid_StaysWhereOnlyRootMayEnter()
    {
        _folder.Unpack(new TarBuilder { Uid = 9 }.File("su", "program", 0x9ED).File("sg", "program", 0x5ED));
        ((int)_folder.Look("su").Mode, (int)_folder.Look("sg").Mode).ShouldBe((0x89ED, 0x85ED));
        // A later entry of the name has the rights of the later one only.
        _folder.Unpack(new TarBuilder().File("su", "program", 0x9ED).HardLink("su", "kept").File("su", "text", 0x1A4));
        ((int)_folder.Look("su").Mode, _folder.Text("su"), (int)_folder.Look("kept").Mode, _folder.Text("kept")).ShouldBe((0x81A4, "text", 0x89ED, "program"));
    }

    [Fact]
    public void L50_OverlaysOwnNotes_AreNotAnArchivesToGive()
    {
        _folder.Unpack(new TarBuilder().Directory("dir").File("dir/secret", "x").File("hidden", "x").Directory("other").File("other/x"));
        var below = _folder.Layer;

        var layer = _folder.Unpack(new TarBuilder()
            .Device("hidden", 'c', 0, 0)
            .Attribute("trusted.overlay.opaque", "y").Directory("dir")
            .Attribute("trusted.overlay.redirect", "/other").Directory("moved")
            .Attribute("user.overlay.opaque", "y").Directory("other")
            .Pax(("SCHILY.xattr.trusted.overlay.metacopy", ""), ("SCHILY.xattr.trusted.overlay.redirect", "/dir/secret")).File("stolen")
            .Attribute("trusted.overlay.whiteout", "").File("white"),
            LayerFolder.Quick with { Devices = DeviceEntries.Make });

        layer.LeftOut.ShouldBe(7);
        using var view = new LayerView(_folder.Layer, below);
        view.Text("hidden").ShouldBe("x");
        view.Names("dir").ShouldBe(["secret"]);
        view.Names("moved").ShouldBeEmpty();
        view.Text("stolen").ShouldBeEmpty();
        view.Has("white").ShouldBeTrue();
        view.Names("other").ShouldBe(["x"]);
    }

    [Fact]
    public void L50_HardLinkToAWhiteout_IsRefused() =>
        _folder.Refuse(new TarBuilder().File(".wh.hidden").HardLink("hidden", "another")).Kind.ShouldBe(UnpackProblemKind.Malformed);
}
