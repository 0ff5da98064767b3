using System.Globalization;
using System.Security.Cryptography;
using Orchestrator.Images.Layers;
using Orchestrator.Images.Tests.Support;

namespace Orchestrator.Images.Tests.Layers;

/// <summary>Archives in xz and bzip2, as the programs of these names write them, and ones that nobody writes in good faith.</summary>
public sealed class CompressionTests : IDisposable
{
    private readonly LayerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("xz -0")]
    [InlineData("xz -9")]
    [InlineData("xz --check=none")]
    [InlineData("xz --check=crc32")]
    [InlineData("xz --check=sha256")]
    [InlineData("xz --x86 --lzma2")]
    [InlineData("xz --delta=dist=4 --lzma2=preset=1")]
    [InlineData("xz --threads=2 --block-size=100000")]
    [InlineData("bzip2 -1")]
    [InlineData("bzip2 -9")]
    public void Unpack_WhatTheProgramWrites_IsTheTree(string command)
    {
        var words = command.Split(' ');
        var (archive, content) = Archive();
        var layer = _folder.Unpack(Packer.Run(words[0], archive, [.. words[1..], "--stdout"]));
        layer.DiffId.ShouldBe("sha256:" + Convert.ToHexStringLower(SHA256.HashData(archive)));
        File.ReadAllBytes(_folder.In("bin/large")).ShouldBe(content);
        _folder.Text("etc/name").ShouldBe("x");
    }

    [Fact]
    public void Unpack_StreamsOneAfterTheOther_IsOneTree()
    {
        var (archive, content) = Archive();
        var (first, second) = (archive[..100_000], archive[100_000..]);
        // Padding between streams of xz is of four zeros (The .xz File Format, 2.2).
        foreach (byte[] packed in (byte[][])[[.. Packer.Xz(first), 0, 0, 0, 0, .. Packer.Xz(second)], [.. Packer.Bzip2(first), .. Packer.Bzip2(second)]])
        {
            _folder.Unpack(packed);
            File.ReadAllBytes(_folder.In("bin/large")).ShouldBe(content);
        }
    }

    [Fact]
    public void L44_XzDictionary_BeyondTheLimit_IsRefusedBeforeItIsAllocated()
    {
        var packed = Packer.Xz(Archive().Archive, "--lzma2=dict=1536MiB");
        var before = PeakBytes();
        var problem = _folder.Refuse(packed);
        (problem.Kind, problem.Text.Contains("64 MiB", StringComparison.Ordinal)).ShouldBe((UnpackProblemKind.Limit, true), problem.Text);
        (PeakBytes() - before).ShouldBeLessThan(512L << 20);
        _folder.Refuse(Packer.Xz(Archive().Archive, "--lzma2=dict=65MiB")).Kind.ShouldBe(UnpackProblemKind.Limit);
        _folder.Unpack(Packer.Xz(Archive().Archive, "--lzma2=dict=64MiB"));
    }

    [Theory]
    [InlineData("xz")]
    [InlineData("bzip2")]
    public void L44_Bomb_IsKnownByItsRatio(string program)
    {
        var zeros = new byte[(96 << 20) + 512];
        new TarBuilder().Entry("zeros", '0', size: 96 << 20).WithoutEnd().CopyTo(zeros, 0);
        var problem = _folder.Refuse(Packer.Run(program, zeros, "--stdout"), LayerFolder.Quick with { RatioFrom = 16 << 20 });
        problem.Kind.ShouldBe(UnpackProblemKind.Limit);
        problem.Text.ShouldContain("compression bomb");
    }

    [Theory]
    [InlineData("xz")]
    [InlineData("bzip2")]
    public void L44_DamagedStreams_AreTold(string program)
    {
        var whole = Packer.Run(program, Archive().Archive, "--stdout");
        foreach (var length in (int[])[6, 12, 13, 100, whole.Length / 2, whole.Length - 12, whole.Length - 1])
            _folder.Refuse(whole[..length]).Kind.ShouldBe(UnpackProblemKind.Damaged, $"{length} of {whole.Length} bytes");
        byte[] followed = [.. whole, .. "something else"u8];
        _folder.Refuse(followed).Kind.ShouldBe(UnpackProblemKind.Damaged);
        // The content is changed. The checksum of bzip2 is behind a whole block, of which the archive may not make sense.
        whole[whole.Length / 2] ^= 1;
        _folder.Refuse(whole).Kind.ShouldBeOneOf(UnpackProblemKind.Damaged, UnpackProblemKind.Malformed);
    }

    [Fact]
    public void L44_XzFilterThatNobodyKnows_IsToldAsSuch()
    {
        var packed = Packer.Xz(Archive().Archive);
        // The id of the block's only filter is behind the header's size and flags; its checksum is made to fit.
        packed[14].ShouldBe((byte)0x21);
        packed[14] = 0x22;
        var size = (packed[12] + 1) * 4;
        BitConverter.TryWriteBytes(packed.AsSpan(12 + size - 4, 4), Crc32(packed.AsSpan(12, size - 4))).ShouldBeTrue();
        _folder.Refuse(packed).Kind.ShouldBe(UnpackProblemKind.NotSupported);
    }

    /// <summary>As long as ORCH_FUZZ says.</summary>
    [Theory]
    [InlineData("xz")]
    [InlineData("bzip2")]
    public void L45_Streams_ChangedByChance_AreReadOrRefused(string program)
    {
        var inputs = (Number("ORCH_FUZZ") ?? 2_000) / 4;
        var seed = Number("ORCH_FUZZ_SEED") ?? Environment.TickCount;
        var random = new Random(seed);
        var whole = Packer.Run(program, new TarBuilder().File("a", new byte[3000]).Directory("b").File("b/c", "text").Build(), "--stdout");
        var kinds = new Dictionary<UnpackProblemKind, int>();
        for (var i = 0; i < inputs; i++)
        {
            var bytes = whole.ToArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                bytes[random.Next(6, bytes.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0)
                bytes = [.. bytes[..random.Next(6, bytes.Length)], .. whole.AsSpan(0, random.Next(whole.Length))];
            var outcome = LayerUnpacker.Unpack(new MemoryStream(bytes), Path.Combine(_folder.Store, $"layer-{i}"), LayerFolder.Quick, CancellationToken.None);
            if (outcome.Problem is not { } problem)
                continue;
            problem.Kind.ShouldBeOneOf([UnpackProblemKind.Damaged, UnpackProblemKind.Limit, UnpackProblemKind.NotSupported], $"ORCH_FUZZ_SEED={seed}, input {i}: {problem.Text}");
            kinds[problem.Kind] = kinds.GetValueOrDefault(problem.Kind) + 1;
        }
        kinds.GetValueOrDefault(UnpackProblemKind.Damaged).ShouldBeGreaterThan(inputs / 2);
        _folder.CheckOutside();
    }

    /// <summary>Some of it packs well, some does not.</summary>
    private static (byte[] Archive, byte[] Content) Archive()
    {
        var content = new byte[400_000];
        new Random(7).NextBytes(content.AsSpan(0, 250_000));
        return (new TarBuilder().Directory("bin").File("bin/large", content).Directory("etc").File("etc/name", "x").Build(), content);
    }

    private static long PeakBytes() => long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmPeak:", StringComparison.Ordinal)).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) << 10;

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
