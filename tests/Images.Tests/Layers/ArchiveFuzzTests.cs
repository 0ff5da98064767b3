using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using Orchestrator.Images.Layers;
using Orchestrator.Images.Tests.Support;
using Orchestrator.Kernel;

namespace Orchestrator.Images.Tests.Layers;

/// <summary>
/// Archives made by chance: sensible entries of every kind over few names, so that they meet each other, and then bytes
/// changed, cut and doubled. <c>./test --fuzz 1000000</c> makes a million; ORCH_FUZZ_SEED repeats a failed run.
/// </summary>
[Collection(Alone.Name)]
public sealed class ArchiveFuzzTests : IDisposable
{
    private const int Usual = 2_000;
    private const long MostAllocated = 64L << 20;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(10);

    /// <summary>Few names, so that entries meet; some that lead up, some that mean something to overlay.</summary>
    private static readonly string[] Names =
    [
        "a", "b", "a/b", "a/b/c", "b/a", "etc", "etc/passwd", "a/etc/passwd", "../etc/passwd", "../../../etc/passwd", "/etc/passwd", "..", ".", "", "/",
        "./a/../b", "a/..", "a/../../b", ".wh.a", "a/.wh.b", ".wh..wh..opq", "a/.wh..wh..opq", ".wh...", ".wh.", "a//b", "a/b/", "c/d/e/f/g",
    ];

    private static readonly string[] Targets =
        ["a", "b", "/", "..", "../..", "../../../../etc", "/etc", "a/b", ".", "", "/a/../..", "etc/passwd", "/proc/self/root", "/proc/self/cwd/etc", "loop"];

    private static readonly string[] Attributes = ["user.x", "trusted.overlay.opaque", "security.capability", "user.overlay.whiteout", "", "system.posix_acl_access"];

    private readonly LayerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void L45_Archives_MadeByChance_NeverGetOut()
    {
        var inputs = Number("ORCH_FUZZ") ?? Usual;
        var first = Number("ORCH_FUZZ_SEED") ?? Environment.TickCount;
        var limits = LayerFolder.Quick with { Bytes = 1 << 20, Entries = 200, Devices = DeviceEntries.Make };
        using var store = DirectoryHandle.Open(_folder.Store);
        int unpacked = 0, refused = 0;
        for (var i = 0; i < inputs; i++)
        {
            var seed = first + i;
            var archive = Archive(new Random(seed));
            var began = Stopwatch.GetTimestamp();
            var allocated = GC.GetTotalAllocatedBytes();
            try
            {
                var layer = Path.Combine(_folder.Store, "layer-fuzz");
                var outcome = LayerUnpacker.Unpack(
                    new MemoryStream(archive), layer, limits with { Whiteouts = seed % 4 != 0, RatioFrom = 1 << 16 }, CancellationToken.None);
                if (outcome.Layer is null)
                {
                    refused++;
                    Directory.GetFileSystemEntries(_folder.Store).Length.ShouldBe(1, outcome.Problem!.Text);
                }
                else
                {
                    unpacked++;
                    TreeRemoval.Remove(store, "layer-fuzz");
                }
                // Looking at the canaries takes longer than an unpacking.
                if (i % 16 == 15 || i == inputs - 1)
                    _folder.CheckOutside();
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(Told(seed, archive, e.ToString()), e);
            }
            if (Stopwatch.GetElapsedTime(began) is var took && took > MostTime)
                throw new InvalidOperationException(Told(seed, archive, $"took {took}"));
            if (GC.GetTotalAllocatedBytes() - allocated is var bytes && bytes > MostAllocated)
                throw new InvalidOperationException(Told(seed, archive, $"allocated {bytes} bytes"));
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{unpacked} unpacked, {refused} refused");
        // Only a search that gets past the first header searches anything.
        unpacked.ShouldBeGreaterThan(inputs / 20);
        refused.ShouldBeGreaterThan(inputs / 20);
    }

    private static byte[] Archive(Random random)
    {
        var archive = new TarBuilder { Uid = (uint)random.Next(2), Gid = (uint)random.Next(2) };
        for (var count = random.Next(1, 14); count > 0; count--)
            Add(archive, random);
        var bytes = random.Next(8) == 0 ? archive.WithoutEnd() : archive.Build();
        for (var changes = random.Next(5) - 2; changes > 0; changes--)
            bytes = Change(random, bytes);
        if (random.Next(8) > 0)
            return bytes;
        var packed = new MemoryStream();
        if (random.Next(2) == 0)
        {
            using var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true);
            gzip.Write(bytes);
        }
        else
        {
            using var zstd = new ZstdSharp.CompressionStream(packed, leaveOpen: true);
            zstd.Write(bytes);
        }
        return random.Next(2) == 0 ? packed.ToArray() : Change(random, packed.ToArray());
    }

    private static void Add(TarBuilder archive, Random random)
    {
        string Name() => Names[random.Next(Names.Length)];
        string Target() => Targets[random.Next(Targets.Length)];
        var content = new byte[random.Next(4) == 0 ? random.Next(3000) : random.Next(4)];
        var mode = random.Next(0x1000);
        switch (random.Next(14))
        {
            case 0 or 1 or 2:
                archive.File(Name(), content, mode);
                break;
            case 3 or 4:
                archive.Directory(Name(), mode);
                break;
            case 5 or 6:
                archive.SymbolicLink(Target(), Name());
                break;
            case 7:
                archive.HardLink(random.Next(2) == 0 ? Name() : Target(), Name());
                break;
            case 8:
                archive.Device(Name(), random.Next(2) == 0 ? 'b' : 'c', random.Next(3), random.Next(3));
                break;
            case 9:
                archive.Fifo(Name());
                break;
            case 10:
                archive.Attribute(Attributes[random.Next(Attributes.Length)], "y").File(Name(), content);
                break;
            case 11:
                archive.Pax(("path", Name()), ("linkpath", Target()), ("size", random.Next(3) == 0 ? "5" : content.Length.ToString(CultureInfo.InvariantCulture)))
                    .Entry(Name(), "0125"[random.Next(4)], content);
                break;
            case 12:
                archive.LongName(random.Next(2) == 0 ? Name() : new string('n', random.Next(5000)), random.Next(2) == 0 ? 'L' : 'K').File(Name(), content);
                break;
            default:
                archive.Pax(("GNU.sparse.size", random.Next(5000).ToString(CultureInfo.InvariantCulture)), ("GNU.sparse.numblocks", "1"),
                    ("GNU.sparse.map", $"{random.Next(4000)},{content.Length}")).File(Name(), content);
                break;
        }
    }

    private static byte[] Change(Random random, byte[] bytes)
    {
        if (bytes.Length == 0)
            return bytes;
        var at = random.Next(bytes.Length);
        switch (random.Next(6))
        {
            case 0:
                return bytes[..at];
            case 1:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                bytes[at] = (byte)random.Next(256);
                break;
            case 3:
                return [.. bytes[..at], .. bytes[(at / 512 * 512)..]];
            default:
                // A field of a header is changed and the checksum made to fit, or nothing would come of it.
                var block = at / 512 * 512;
                if (block + 512 > bytes.Length)
                    break;
                var header = bytes.AsSpan(block, 512).ToArray();
                header[random.Next(512)] = (byte)(random.Next(2) == 0 ? random.Next(256) : "0157xgLKS\u0080\u00ff/."[random.Next(13)]);
                TarBuilder.Sum(header);
                header.CopyTo(bytes, block);
                break;
        }
        return bytes;
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Told(int seed, byte[] archive, string what) =>
        $"ORCH_FUZZ_SEED={seed}, {archive.Length} bytes: {what}\n{Convert.ToBase64String(archive)}";
}
