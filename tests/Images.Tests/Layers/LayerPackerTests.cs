using System.Diagnostics;
using System.Text;
using Orchestrator.Images.Layers;
using Orchestrator.Images.Tests.Support;
using Orchestrator.Kernel;

namespace Orchestrator.Images.Tests.Layers;

public sealed class LayerPackerTests : IDisposable
{
    private readonly LayerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pack_OfALayer_UnpacksToTheSame()
    {
        Needs.Root();
        _folder.Unpack(new TarBuilder { Uid = 1000, Gid = 5_000_000 }
            .Directory("./").Attribute("user.note", "x").Directory("dir", 0x3ED).File("dir/file", new byte[300_000], 0x9ED).HardLink("dir/file", "hard")
            .SymbolicLink("dir/file", "link").Fifo("fifo").Directory("empty").File(".wh.hidden").File("dir/.wh..wh..opq")
            .LongName("dir/" + new string('n', 200)).File("x", "long").LongName(new string('t', 300), 'K').SymbolicLink("x", "far")
            .Attribute("user.file", "y").File("noted").File("ünïcode", "z"));
        var first = _folder.Layer;

        var archive = Pack(first, new PackOptions { Whiteouts = true });
        var again = Pack(first, new PackOptions { Whiteouts = true });
        _folder.Unpack(archive);

        archive.ShouldBe(again);
        Listing(_folder.Layer).ShouldBe(Listing(first));
        (int Mode, uint Uid, uint Gid) Of(string path) => (_folder.Look(path).Mode, _folder.Look(path).Uid, _folder.Look(path).Gid);
        Of("dir").ShouldBe((0x43ED, 1000u, 5_000_000u));
        new ExtendedAttribute("user.note").Get(_folder.In("dir")).ShouldBe("x"u8.ToArray());
        new ExtendedAttribute("trusted.overlay.opaque").Get(_folder.In("dir")).ShouldBe("y"u8.ToArray());
        _folder.AreSame("hard", "dir/file").ShouldBeTrue();
        DeviceNumber.Of(_folder.In("hidden")).ShouldNotBeNull().ShouldBe(new DeviceNumber('c', 0, 0, 0, 0, 0));
    }

    [Fact]
    public void Pack_WithIdsAndTimes_TellsThoseInside()
    {
        Needs.Root();
        _folder.Unpack(new TarBuilder { Uid = 100_033, Gid = 100_007 }.Directory("d").File("d/f"));
        uint Inside(uint id) => id >= 100_000 ? id - 100_000 : id;

        var archive = Pack(_folder.Layer, new PackOptions { Uid = Inside, Gid = Inside, LatestTime = DateTimeOffset.UnixEpoch.AddSeconds(5) });
        _folder.Unpack(archive);

        (_folder.Look("d/f").Uid, _folder.Look("d/f").Gid).ShouldBe((33u, 7u));
        new FileInfo(_folder.In("d/f")).LastWriteTimeUtc.ShouldBe(DateTime.UnixEpoch.AddSeconds(5));
    }

    [Fact]
    public async Task Pack_IsReadByGnuTar()
    {
        _folder.Unpack(new TarBuilder().Directory("dir").File("dir/file", "content").LongName(new string('n', 220)).File("x", "long"));
        var path = Path.Combine(_folder.Store, "layer-archive");
        await File.WriteAllBytesAsync(path, Pack(_folder.Layer, new PackOptions { Prefix = "top" }));
        using var tar = Process.Start(new ProcessStartInfo("tar", ["-tf", path]) { RedirectStandardOutput = true })!;
        (await tar.StandardOutput.ReadToEndAsync()).ShouldBe($"top/\ntop/dir/\ntop/dir/file\ntop/{new string('n', 220)}\n");
    }

    [Fact]
    public void Pack_OfOneEntry_HasTheNameThatWasAsked()
    {
        _folder.Unpack(new TarBuilder().File("etc/passwd", "root"));
        using var etc = DirectoryHandle.Open(_folder.In("etc"));
        var stream = new MemoryStream();
        LayerPacker.Pack(etc, "passwd", stream, new PackOptions { Prefix = "copy" }, CancellationToken.None).Entries.ShouldBe(1);
        _folder.Unpack(stream.ToArray());
        _folder.Text("copy").ShouldBe("root");
    }

    private static byte[] Pack(string folder, PackOptions options)
    {
        using var tree = DirectoryHandle.Open(folder);
        var stream = new MemoryStream();
        var packed = LayerPacker.Pack(tree, stream, options, CancellationToken.None);
        packed.Bytes.ShouldBe(stream.Length);
        return stream.ToArray();
    }

    private static string Listing(string folder)
    {
        using var find = Process.Start(new ProcessStartInfo("find", [folder, "-printf", "%P %y %m %U %G %s %l %n %T@\\n"]) { RedirectStandardOutput = true, StandardOutputEncoding = Encoding.Latin1 })!;
        return string.Join('\n', find.StandardOutput.ReadToEnd().Split('\n').Where(line => !line.Contains("hidden", StringComparison.Ordinal))
            .Select(line => line.Contains(" d ", StringComparison.Ordinal) ? System.Text.RegularExpressions.Regex.Replace(line, @" \d+ +\d+ ([\d.]+)$", " $1") : line).Order(StringComparer.Ordinal));
    }
}
