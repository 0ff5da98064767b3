using System.IO.Compression;
using Orchestrator.Images.Layers;
using Orchestrator.Images.Tests.Support;

namespace Orchestrator.Images.Tests.Layers;

/// <summary>Archives that grow: each is ended by a limit, and nothing of it stays.</summary>
public sealed class BombTests : IDisposable
{
    private readonly LayerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void L44_GzipBomb_EndsAtTheLimitOfTheLayer()
    {
        var problem = _folder.Try(Zeros(1 << 30), LayerFolder.Quick with { Bytes = 100 << 20 }).Problem.ShouldNotBeNull();
        (problem.Kind, problem.Text.Contains("100 MiB", StringComparison.Ordinal)).ShouldBe((UnpackProblemKind.Limit, true), problem.Text);
    }

    [Fact]
    public void L44_GzipBomb_OfSmallFiles_EndsAtTheLimitOfTheLayer()
    {
        // No file is large; all of them together are.
        var file = new byte[1 << 20];
        var archive = new TarBuilder();
        for (var i = 0; i < 64; i++)
            archive.File($"f{i}", file);
        var problem = _folder.Try(Packed(archive.Build()), LayerFolder.Quick with { Bytes = 32 << 20 }).Problem.ShouldNotBeNull();
        problem.Kind.ShouldBe(UnpackProblemKind.Limit);
    }

    [Fact]
    public void L44_GzipBomb_IsKnownByItsRatio()
    {
        var problem = _folder.Try(Zeros(1 << 30), LayerFolder.Quick with { RatioFrom = 64 << 20 }).Problem.ShouldNotBeNull();
        problem.Kind.ShouldBe(UnpackProblemKind.Limit);
        problem.Text.ShouldContain("compression bomb");
    }

    [Fact]
    public void L44_GzipBomb_AfterTheEndOfTheArchive_EndsToo()
    {
        var stream = new BombStream([.. new TarBuilder().File("a").Build()], long.MaxValue);
        var problem = _folder.Try(stream, LayerFolder.Quick with { Bytes = 64 << 20, Entries = 10 }).Problem.ShouldNotBeNull();
        problem.Kind.ShouldBe(UnpackProblemKind.Limit);
    }

    [Fact]
    public void L44_Layers_ShareTheLimitOfTheirImage()
    {
        var limits = LayerFolder.Quick with { Image = new UnpackBudget(Bytes: 3 << 20, Entries: 100) };
        var archive = new TarBuilder().File("a", new byte[2 << 20]).Build();
        _folder.Unpack(archive, limits);
        var problem = _folder.Refuse(archive, limits);
        (problem.Kind, problem.Text.Contains("limit of an image", StringComparison.Ordinal)).ShouldBe((UnpackProblemKind.Limit, true));
    }

    [Fact]
    public void L44_DiskReserve_IsKept()
    {
        var problem = _folder.Refuse(new TarBuilder().File("a", "x").Build(), LayerFolder.Quick with { DiskReserve = long.MaxValue });
        (problem.Kind, problem.Text.Contains("reserve", StringComparison.Ordinal)).ShouldBe((UnpackProblemKind.NoSpace, true));
    }

    [Fact]
    public void L44_ZstdWindow_BeyondTheLimit_IsRefusedBeforeItIsAllocated()
    {
        // A frame whose descriptor asks for a window of 2 GiB, then one block of a byte (RFC 8878, 3.1.1.1.2).
        byte[] bomb = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 21 << 3, 0x0B, 0x00, 0x00, 0x00];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var problem = _folder.Refuse(bomb);
        (problem.Kind, problem.Text.Contains("window", StringComparison.Ordinal)).ShouldBe((UnpackProblemKind.Limit, true), problem.Text);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(64 << 20);
    }

    [Fact]
    public void L44_DamagedStreams_AreTold()
    {
        var random = new byte[400_000];
        new Random(3).NextBytes(random);
        var whole = Packed(new TarBuilder().File("a", random).Build()).ToArray();
        _folder.Refuse(whole[..^9]).Kind.ShouldBe(UnpackProblemKind.Damaged);
        _folder.Refuse(whole[..(whole.Length / 2)]).Kind.ShouldBe(UnpackProblemKind.Damaged);
        whole[^8] ^= 1;
        _folder.Refuse(whole).Kind.ShouldBe(UnpackProblemKind.Damaged);
    }

    [Fact]
    public void L44_StreamThatFails_FailsWithItsOwnException_AndLeavesNothing()
    {
        var folder = Path.Combine(_folder.Store, "layer-cut");
        Should.Throw<HttpIOException>(() => LayerUnpacker.Unpack(
            new FailingStream(new TarBuilder().File("a", new byte[1 << 20]).Build()), folder, LayerFolder.Quick, CancellationToken.None));
        Directory.GetFileSystemEntries(_folder.Store, ".*").ShouldBeEmpty();
        Directory.Exists(folder).ShouldBeFalse();
    }

    [Fact]
    public void L44_Cancelled_LeavesNothing()
    {
        using var cancel = new CancellationTokenSource();
        var folder = Path.Combine(_folder.Store, "layer-cancelled");
        var stream = new BombStream(new TarBuilder().File("a", new byte[1 << 20]).WithoutEnd(), long.MaxValue) { At = () => cancel.Cancel() };
        Should.Throw<OperationCanceledException>(() => LayerUnpacker.Unpack(stream, folder, LayerFolder.Quick, cancel.Token));
        Directory.GetFileSystemEntries(_folder.Store, ".*").ShouldBeEmpty();
    }

    [Fact]
    public void L44_Killed_LeavesWhatTheNextStartRemoves()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Store, LayerUnpacker.TemporaryPrefix + "x", "deep", "tree"));
        _folder.Unpack(new TarBuilder().File("a"));
        LayerUnpacker.RemoveLeftovers(_folder.Store);
        Directory.GetFileSystemEntries(_folder.Store, ".*").ShouldBeEmpty();
        _folder.Has("a").ShouldBeTrue();
    }

    private static MemoryStream Zeros(long length)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(new TarBuilder().Entry("zeros", '0', size: length).WithoutEnd());
            var zeros = new byte[1 << 20];
            for (long i = 0; i < length; i += zeros.Length)
                gzip.Write(zeros);
        }
        packed.Position = 0;
        return packed;
    }

    private static MemoryStream Packed(byte[] archive)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(archive);
        packed.Position = 0;
        return packed;
    }
}
