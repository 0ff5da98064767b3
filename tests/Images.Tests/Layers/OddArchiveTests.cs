using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Orchestrator.Images.Layers;
using Orchestrator.Images.Tests.Support;

namespace Orchestrator.Images.Tests.Layers;

/// <summary>Archives that are large, deep, contradictory or cut.</summary>
public sealed class OddArchiveTests : IDisposable
{
    private readonly LayerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void L45_ManyTinyFiles_TakeNoMemoryOfTheirOwn()
    {
        var count = Environment.GetEnvironmentVariable("ORCH_FUZZ") is null ? 10_000 : 1_000_000;
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var outcome = _folder.Try(new EntryStream(count, i => new TarBuilder().File($"d{i / 1000}/f{i}").WithoutEnd()));

        outcome.Layer.ShouldNotBeNull().Entries.ShouldBe(count);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(32 << 20);
        _folder.Has($"d{(count - 1) / 1000}/f{count - 1}").ShouldBeTrue();
    }

    [Fact]
    public void L45_Entries_BeyondTheLimit_AreRefused()
    {
        var problem = _folder.Try(new EntryStream(int.MaxValue, i => new TarBuilder().File($"f{i % 10}").WithoutEnd()), LayerFolder.Quick with { Entries = 1000 }).Problem;
        problem.ShouldNotBeNull().Kind.ShouldBe(UnpackProblemKind.Limit);
    }

    [Fact]
    public void L45_PathOfManyParts_IsRefused()
    {
        var deep = string.Concat(Enumerable.Repeat("d/", 100_000));
        _folder.Refuse(new TarBuilder().Pax(("path", deep + "f")).File("short")).Kind.ShouldBe(UnpackProblemKind.Limit);
        _folder.Refuse(new TarBuilder().Pax(("path", deep[..2000] + "f")).File("short")).Kind.ShouldBe(UnpackProblemKind.Limit);
        _folder.Unpack(new TarBuilder().Pax(("path", deep[..500] + "f")).File("short", "x"));
        _folder.Text(deep[..500] + "f").ShouldBe("x");
    }

    [Fact]
    public void L45_PathThatLinksMakeDeep_IsRefused()
    {
        var deep = string.Join('/', Enumerable.Repeat("d", 200));
        var archive = new TarBuilder();
        for (var i = 0; i < 100; i++)
            archive.LongName($"{(i == 0 ? "" : $"link{i - 1}/")}{deep}/").Directory("x").LongName($"/{(i == 0 ? "" : $"link{i - 1}/")}{deep}", 'K').SymbolicLink("x", $"link{i}");
        _folder.Refuse(archive).Kind.ShouldBe(UnpackProblemKind.Limit);
    }

    [Fact]
    public void L45_NameOf64Kilobytes_IsRefused()
    {
        var name = new string('n', 65_536);
        _folder.Refuse(new TarBuilder().Pax(("path", name)).File("x")).Kind.ShouldBe(UnpackProblemKind.Limit);
        _folder.Refuse(new TarBuilder().LongName(name).File("x")).Kind.ShouldBe(UnpackProblemKind.Limit);
        _folder.Refuse(new TarBuilder().LongName(name, 'K').SymbolicLink("x", "x")).Kind.ShouldBe(UnpackProblemKind.Limit);
        _folder.Refuse(new TarBuilder().LongName(name, 'K').HardLink("x", "x")).Kind.ShouldBe(UnpackProblemKind.Limit);
        _folder.Refuse(new TarBuilder().File(new string('n', 99)).LongName(new string('n', 256)).File("x")).Text.ShouldContain("ENAMETOOLONG");
    }

    [Fact]
    public void L45_SizeOfPax_GoesBeforeTheHeaders()
    {
        _folder.Unpack(new TarBuilder().Pax(("size", "5")).Entry("a", '0', "12345"u8.ToArray(), size: 0).File("b", "next"));
        (_folder.Text("a"), _folder.Text("b")).ShouldBe(("12345", "next"));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    [InlineData("5x")]
    [InlineData("+5")]
    public void L45_SizeThatIsNone_IsRefused(string size) =>
        _folder.Refuse(new TarBuilder().Pax(("size", size)).File("a", "12345")).Kind.ShouldBe(UnpackProblemKind.Malformed);

    [Theory]
    [InlineData(124, 12)]
    [InlineData(108, 8)]
    [InlineData(116, 8)]
    public void L45_NegativeOrHugeNumber_IsRefused(int at, int length)
    {
        foreach (var fill in new byte[] { 0xFF, 0x80, 0xBF })
        {
            _folder.Refuse(new TarBuilder().Entry("a", '0', change: header =>
            {
                header.AsSpan(at, length).Fill(fill == 0x80 ? (byte)0xFF : fill);
                header[at] = fill;
            })).Kind.ShouldBe(UnpackProblemKind.Malformed);
        }
    }

    [Fact]
    public void L45_SizeOfExabytes_IsALimitAndNoHang() =>
        _folder.Refuse(new TarBuilder().Pax(("size", long.MaxValue.ToString(System.Globalization.CultureInfo.InvariantCulture))).File("a")).Kind.ShouldBe(UnpackProblemKind.Limit);

    [Fact]
    public void L45_OwnerThatMeansNoChange_IsRefused() =>
        _folder.Refuse(new TarBuilder().Pax(("uid", "4294967295")).File("a", mode: 0x9ED)).Kind.ShouldBe(UnpackProblemKind.Malformed);

    [Fact]
    public void L45_Base256AndTimes_AreRead()
    {
        Needs.Root();
        _folder.Unpack(new TarBuilder()
            .Entry("large", '0', change: header =>
            {
                header.AsSpan(108, 8).Clear();
                (header[108], header[112], header[115]) = (0x80, 0x7F, 1);
            })
            .Pax(("mtime", "1234567890.987654321")).File("exact")
            .Pax(("mtime", "-1.5")).File("before"));
        _folder.Look("large").Uid.ShouldBe(0x7F000001u);
        new FileInfo(_folder.In("exact")).LastWriteTimeUtc.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1234567890).UtcDateTime.AddTicks(9876543));
        new FileInfo(_folder.In("before")).LastWriteTimeUtc.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(-1500).UtcDateTime);
    }

    [Theory]
    [InlineData("--format=gnu")]
    [InlineData("--format=pax --sparse-version=0.0")]
    [InlineData("--format=pax --sparse-version=0.1")]
    [InlineData("--format=pax --sparse-version=1.0")]
    public void L45_SparseFile_OfGnuTar_IsTheSameFile(string format)
    {
        var source = Path.Combine(_folder.Store, "layer-sparse");
        using (var file = File.Create(source))
        {
            // More parts than a header has room for, and a hole at the end.
            for (var i = 0; i < 40; i++)
            {
                file.Position = i * 1_000_000L;
                file.Write(Encoding.ASCII.GetBytes($"part {i}"));
            }
            file.SetLength(50_000_000);
        }
        var archive = Run("tar", $"--sparse --hole-detection=raw {format} -C {_folder.Store} -cf - layer-sparse");

        _folder.Unpack(archive);

        archive.Length.ShouldBeLessThan(2_000_000);
        using var made = File.OpenRead(_folder.In("layer-sparse"));
        using var first = File.OpenRead(source);
        SHA256.HashData(made).ShouldBe(SHA256.HashData(first));
        var status = Look("layer-sparse");
        status.Size.ShouldBe(50_000_000ul);
        status.Blocks.ShouldBeLessThan(10_000ul);
    }

    [Theory]
    [InlineData("0,5,3,5")]
    [InlineData("0,5,10")]
    [InlineData("9223372036854775807,5")]
    [InlineData("0,10,20,-5")]
    [InlineData("90,10")]
    public void L45_SparseMap_ThatLies_IsRefused(string map) =>
        _folder.Refuse(new TarBuilder()
            .Pax(("GNU.sparse.size", "50"), ("GNU.sparse.numblocks", "2"), ("GNU.sparse.map", map)).File("a", "0123456789"))
            .Kind.ShouldBe(UnpackProblemKind.Malformed);

    [Fact]
    public void L45_SparseFile_OfExabytes_IsALimit() =>
        _folder.Refuse(new TarBuilder()
            .Pax(("GNU.sparse.size", "9000000000000000000"), ("GNU.sparse.numblocks", "1"), ("GNU.sparse.map", "0,10")).File("a", "0123456789"))
            .Kind.ShouldBe(UnpackProblemKind.Limit);

    [Fact]
    public void L45_HeadersOfHeaders_WithoutEnd_AreALimit()
    {
        foreach (var type in new[] { 'L', 'K', 'x', 'g' })
        {
            var archive = new EntryStream(int.MaxValue, _ => type is 'L' or 'K'
                ? new TarBuilder().LongName("name", type).WithoutEnd()
                : new TarBuilder().PaxHeader(type, ("comment", "x"u8.ToArray())).WithoutEnd());
            _folder.Try(archive, LayerFolder.Quick with { Entries = 5000 }).Problem.ShouldNotBeNull().Kind.ShouldBe(UnpackProblemKind.Limit);
            if (type != 'g')
                _folder.Refuse(type == 'x' ? new TarBuilder().Pax(("path", "a")) : new TarBuilder().LongName("name", type)).Kind.ShouldBe(UnpackProblemKind.Malformed);
        }
    }

    [Fact]
    public void L45_HeaderOfHeaders_BeyondItsLimit_IsRefused() =>
        _folder.Refuse(new TarBuilder().Entry("x", 'x', size: 1L << 40)).Kind.ShouldBe(UnpackProblemKind.Limit);

    [Fact]
    public void L45_Duplicates_TheLastWinsWhole()
    {
        Needs.Root();
        _folder.Unpack(new TarBuilder { Uid = 3 }
            .Attribute("user.first", "x").File("a", "first, and longer", 0x9FF).HardLink("a", "b").File("a", "second", 0x180)
            .Directory("d", 0x3FF).File("d/x").File("d", "file").File("d/y", "implied"));
        (_folder.Text("a"), (int)_folder.Look("a").Mode, _folder.Look("a").Links).ShouldBe(("second", 0x8180, 1u));
        new Kernel.ExtendedAttribute("user.first").Get(_folder.In("a")).ShouldBeNull();
        _folder.Text("b").ShouldBe("first, and longer");
        // The first directory's mode went with it.
        ((int)_folder.Look("d").Mode, _folder.Look("d").Uid, _folder.Has("d/x")).ShouldBe((0x41ED, 0u, false));
    }

    [Fact]
    public void L45_EndBlocks_MayBeMissing()
    {
        _folder.Unpack(new TarBuilder().File("a", "x").WithoutEnd());
        _folder.Unpack([.. new TarBuilder().File("a", "x").WithoutEnd(), .. new byte[512]]);
        _folder.Text("a").ShouldBe("x");
        _folder.Unpack([]).Entries.ShouldBe(0);
    }

    [Fact]
    public void L45_Cut_IsTold()
    {
        var archive = new TarBuilder().File("a", new byte[5000]).Build();
        foreach (var length in new[] { 1, 511, 513, 5000, 512 + 5000, 512 + 5120 - 1 })
            _folder.Refuse(archive[..length]).Kind.ShouldBe(UnpackProblemKind.Damaged);
    }

    [Fact]
    public void L45_WhatFollowsTheEnd_CountsForTheDigestAlone()
    {
        byte[] archive = [.. new TarBuilder().File("a", "x").Build(), .. new TarBuilder().File("hidden", "y").Build(), .. "garbage"u8];
        var layer = _folder.Unpack(archive);
        layer.DiffId.ShouldBe("sha256:" + Convert.ToHexStringLower(SHA256.HashData(archive)));
        (layer.Entries, _folder.Has("hidden")).ShouldBe((1, false));
    }

    [Fact]
    public void L45_EmptyBlockInTheMidst_IsRefused() =>
        _folder.Refuse([.. new TarBuilder().File("a", "x").WithoutEnd(), .. new byte[512], .. new TarBuilder().File("b").Build()]).Kind.ShouldBe(UnpackProblemKind.Malformed);

    [Fact]
    public void L45_Checksum_IsLookedAt() =>
        _folder.Refuse(new TarBuilder().Entry("a", '0', sum: false)).Kind.ShouldBe(UnpackProblemKind.Malformed);

    [Fact]
    public void L45_PaxRecords_ThatLie_AreRefused()
    {
        foreach (var text in new[] { "30 path=a\n", "5 path=a\n", "x path=a\n", "11 path=a", "0 \n", "-1 path=a\n", "9 path=a\0\n", "999999999999 path=a\n", "8 ==x\n" })
            _folder.Refuse(new TarBuilder().Entry("x", 'x', Encoding.ASCII.GetBytes(text)).File("b")).Kind.ShouldBe(UnpackProblemKind.Malformed, text);
        _folder.Refuse(new TarBuilder().Pax(("path", "a\0b"u8.ToArray())).File("b")).Kind.ShouldBe(UnpackProblemKind.Malformed);
    }

    [Fact]
    public void L45_GlobalHeader_GivesOwnersAndNoNames()
    {
        Needs.Root();
        _folder.Unpack(new TarBuilder().PaxHeader('g', ("uid", "77"u8.ToArray()), ("comment", "x"u8.ToArray())).File("a").Pax(("uid", "78")).File("b"));
        (_folder.Look("a").Uid, _folder.Look("b").Uid).ShouldBe((77u, 78u));
        foreach (var key in new[] { "path", "linkpath", "size" })
            _folder.Refuse(new TarBuilder().PaxHeader('g', (key, "1"u8.ToArray())).File("a", "x")).Kind.ShouldBe(UnpackProblemKind.Malformed);
    }

    [Fact]
    public void L45_NamesThatAreNoText_AreKept()
    {
        _folder.Unpack(new TarBuilder().Entry("x", '0', change: header => "caf\u00e9"u8.ToArray().AsSpan(0, 4).CopyTo(header)).Entry("y", '5', change: header => header[0] = 0xFF));
        Run("ls", $"-b {_folder.Layer}").ShouldBe("caf\\303\n\\377\n"u8.ToArray());
    }

    private Kernel.EntryStatus Look(string path)
    {
        using var folder = Kernel.DirectoryHandle.Open(_folder.Layer);
        Kernel.EntryCalls.Look(folder.Number, Encoding.UTF8.GetBytes(path + "\0"), out var status).ShouldBe(0);
        return status;
    }

    private static byte[] Run(string program, string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
        return output.ToArray();
    }
}
