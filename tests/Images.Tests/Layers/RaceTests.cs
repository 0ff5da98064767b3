using Orchestrator.Images.Layers;
using Orchestrator.Images.Tests.Support;
using Orchestrator.Kernel;

namespace Orchestrator.Images.Tests.Layers;

/// <summary>Somebody exchanges directories of a layer for links to the outside while it is unpacked (CVE-2025-47290).</summary>
[Collection(Alone.Name)]
public sealed class RaceTests : IDisposable
{
    private const int Exchanges = 100_000;
    private readonly LayerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("absolute")]
    [InlineData("relative")]
    public void L42_DirectoriesExchangedForLinks_LeadNobodyOutside(string how)
    {
        Needs.Root();
        var target = how == "absolute" ? Path.Combine(_folder.Top, "etc") : "../../../../etc";
        long done = 0;
        using var racing = new CancellationTokenSource();
        var racer = new Thread(() =>
        {
            while (!racing.IsCancellationRequested)
            {
                // A new unpacking, and so a new folder, begins when one ends by what the race did to it.
                if (Directory.EnumerateDirectories(_folder.Store, ".unpack-*").FirstOrDefault() is not { } layer)
                    continue;
                var (directory, link) = (Path.Combine(layer, "dir"), Path.Combine(layer, "link"));
                while (Exchange.Try(directory, link) && !racing.IsCancellationRequested)
                    Interlocked.Increment(ref done);
            }
        });
        racer.Start();
        var unpackings = 0;
        try
        {
            while (Volatile.Read(ref done) < Exchanges)
            {
                unpackings++;
                // Everything that looks a path up: files, directories, parents that are missing, hard links, whiteouts,
                // and at the end modes of directories. What is removed makes it look paths up anew.
                _folder.Try(new EntryStream(400_000, i => i switch
                {
                    0 => new TarBuilder().Directory("dir").Directory("dir/sub").SymbolicLink(target, "link").WithoutEnd(),
                    _ when Volatile.Read(ref done) >= Exchanges => [],
                    _ => Entries(i),
                }));
            }
        }
        finally
        {
            racing.Cancel();
            racer.Join();
        }
        _folder.CheckOutside();
        TestContext.Current.TestOutputHelper?.WriteLine($"{done} exchanges, {unpackings} unpackings");
    }

    [Fact]
    public void Remove_WhileADirectoryIsExchangedForALink_GetsToItsEnd()
    {
        using var parent = DirectoryHandle.Open(_folder.Top);
        var tree = Path.Combine(_folder.Top, "tree");
        var (directory, link) = (Path.Combine(tree, "dir"), Path.Combine(tree, "link"));
        long done = 0;
        using var racing = new CancellationTokenSource();
        var racer = new Thread(() =>
        {
            while (!racing.IsCancellationRequested)
            {
                if (Exchange.Try(directory, link))
                    Interlocked.Increment(ref done);
            }
        });
        racer.Start();
        try
        {
            for (var round = 0; round < 300; round++)
            {
                var before = Volatile.Read(ref done);
                Directory.CreateDirectory(Path.Combine(directory, "sub", "deep"));
                File.CreateSymbolicLink(link, "../etc");
                // On a busy machine the racer may not have had a processor yet.
                while (Volatile.Read(ref done) < before + 3)
                    Thread.Yield();
                TreeRemoval.Remove(parent, "tree").ShouldBeTrue();
                Directory.Exists(tree).ShouldBeFalse();
            }
        }
        finally
        {
            racing.Cancel();
            racer.Join();
        }
        _folder.CheckOutside();
    }

    private static byte[] Entries(int i)
    {
        var entries = new TarBuilder().SymbolicLink("x", "again").SymbolicLink("x", "again")
            .File($"dir/f{i}", "x", 0x9ED).File($"dir/sub/deep{i % 7}/f", "x").Directory($"dir/d{i % 11}", 0x1FF)
            .File($"dir/.wh.passwd{i % 5}").File("dir/.wh..wh..opq").File($"link/passwd{i}", "y").File("link/passwd", "broken", 0x1FF);
        if (i % 50 == 0)
            entries.HardLink($"dir/f{i}", $"link/h{i}").HardLink("link/passwd", $"dir/h{i}");
        return entries.WithoutEnd();
    }
}
