using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Orchestrator.Images.Layers;
using Orchestrator.Images.Tests.Support;
using Orchestrator.Kernel;

namespace Orchestrator.Images.Tests.Layers;

public sealed class HonestLayerTests : IDisposable
{
    private readonly LayerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Unpack_OfEverything_IsAsTheArchiveSays()
    {
        Needs.Root();
        var archive = new TarBuilder { Uid = 7, Gid = 8 }
            .Directory("./", 0x1FF)
            .Directory("var", 0x5ED) // setgid: nothing inherits it
            .File("var/file", "content", 0x9ED)
            .SymbolicLink("/var/file", "var/link")
            .HardLink("var/file", "var/hard")
            .Fifo("var/fifo", 0x1B6)
            .File("var/empty", "", 0)
            .Build();

        var layer = _folder.Unpack(archive);

        layer.ShouldSatisfyAllConditions(
            () => layer.DiffId.ShouldBe("sha256:" + Convert.ToHexStringLower(SHA256.HashData(archive))),
            () => layer.Entries.ShouldBe(7),
            () => layer.Bytes.ShouldBe(7),
            () => layer.UncompressedBytes.ShouldBe(archive.Length),
            () => layer.LeftOut.ShouldBe(0),
            () => layer.LeansOnLowers.ShouldBeFalse());
        foreach (var (path, mode) in new[] { ("", 0x41FF), ("var", 0x45ED), ("var/file", 0x89ED), ("var/link", 0xA1FF), ("var/fifo", 0x11B6), ("var/empty", 0x8000) })
        {
            var found = path.Length == 0 ? _folder.Look(".") : _folder.Look(path);
            ((int)found.Mode, found.Uid, found.Gid).ShouldBe((mode, 7u, 8u), path);
        }
        _folder.Text("var/file").ShouldBe("content");
        _folder.AreSame("var/file", "var/hard").ShouldBeTrue();
        new FileInfo(_folder.In("var/link")).LinkTarget.ShouldBe("/var/file");
        foreach (var path in new[] { "var", "var/file", "var/link", "var/fifo" })
            new FileInfo(_folder.In(path)).LastWriteTimeUtc.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1_000_000_000).UtcDateTime, path);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("gzip")]
    [InlineData("gzip in members")]
    [InlineData("zstd")]
    public void Unpack_Compressed_GivesTheDigestOfThePlainStream(string how)
    {
        var content = new byte[3_000_000];
        new Random(1).NextBytes(content.AsSpan(0, 1_000_000));
        var archive = new TarBuilder().File("a", content).Directory("d").File("d/b", "text").Build();

        var layer = _folder.Unpack(Packed(how, archive));

        layer.DiffId.ShouldBe("sha256:" + Convert.ToHexStringLower(SHA256.HashData(archive)));
        File.ReadAllBytes(_folder.In("a")).ShouldBe(content);
        _folder.Text("d/b").ShouldBe("text");
    }

    [Fact]
    public async Task Unpack_WhatAnotherWriterWrote_IsTheSameTree()
    {
        var source = Path.Combine(_folder.Store, "layer-source");
        Directory.CreateDirectory(Path.Combine(source, "deep", new string('n', 120), new string('m', 150)));
        await File.WriteAllTextAsync(Path.Combine(source, "deep", new string('n', 120), new string('m', 150), "file"), "x");
        File.CreateSymbolicLink(Path.Combine(source, "link"), new string('t', 200));
        foreach (var format in new[] { TarEntryFormat.Gnu, TarEntryFormat.Pax })
        {
            var stream = new MemoryStream();
            await using (var writer = new TarWriter(stream, format, leaveOpen: true))
            {
                foreach (var path in Directory.EnumerateFileSystemEntries(source, "*", SearchOption.AllDirectories))
                    await writer.WriteEntryAsync(path, Path.GetRelativePath(source, path));
            }

            _folder.Unpack(stream.ToArray());

            _folder.Text($"deep/{new string('n', 120)}/{new string('m', 150)}/file").ShouldBe("x");
            new FileInfo(_folder.In("link")).LinkTarget.ShouldBe(new string('t', 200));
        }
    }

    private static byte[] Packed(string how, byte[] archive)
    {
        var stream = new MemoryStream();
        switch (how)
        {
            case "plain":
                return archive;
            case "zstd":
                using (var zstd = new ZstdSharp.CompressionStream(stream, leaveOpen: true))
                    zstd.Write(archive);
                break;
            default:
                foreach (var part in how == "gzip" ? [archive] : archive.Chunk(700_001))
                {
                    using var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
                    gzip.Write(part);
                }
                break;
        }
        return stream.ToArray();
    }
}
