using Orchestrator.Images.Oci;
using Orchestrator.Images.Store;
using Orchestrator.Images.Tests.Support;

namespace Orchestrator.Images.Tests.Store;

public sealed class ImageLibraryTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly ImageLibrary _library;

    public ImageLibraryTests() => _library = new ImageLibrary(_folder.Path, TimeProvider.System, "boot-1");

    [Fact]
    public void LayerPaths_OfAnImage_AreTopmostFirst()
    {
        var image = Make("a", "low", "high");
        _library.LayerPaths(image.Digest)!.Select(path => File.ReadAllText(Path.Combine(path, "name"))).ShouldBe(["high", "low"]);
        new ImageLibrary(_folder.Path, TimeProvider.System).LayerPaths(image.Digest)!.Count.ShouldBe(2);
    }

    [Fact]
    public void Prune_AfterTheLastName_KeepsWhatIsSharedAndWhatIsUsed()
    {
        var one = Make("one", "shared", "one");
        var two = Make("two", "shared", "two");
        var three = Make("three", "three");
        var container = Guid.CreateVersion7();
        _library.Use(container, two.Digest);
        _library.Untag("two").ShouldBeTrue();
        _library.Untag("three").ShouldBeTrue();
        using (var pin = _library.Pin())
        {
            pin.Add(three.Digest);
            _library.Prune(all: false).Images.ShouldBeEmpty();
        }
        var outcome = _library.Prune(all: false);
        outcome.Images.ShouldBe([three.Digest]);
        outcome.FreedBytes.ShouldBeGreaterThan(0);
        _library.LayerPaths(one.Digest).ShouldNotBeNull();
        _library.LayerPaths(two.Digest).ShouldNotBeNull();
        _library.Record(three.Digest).ShouldBeNull();
        _library.Release(container);
        _library.Prune(all: false).Images.ShouldBe([two.Digest]);
        _library.Prune(all: true).Names.ShouldBe(["one"]);
        Directory.EnumerateFileSystemEntries(Path.Combine(_folder.Path, "layers")).ShouldBeEmpty();
        Directory.EnumerateFiles(Path.Combine(_folder.Path, "blobs/sha256")).ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(Path.Combine(_folder.Path, "trash")).ShouldBeEmpty();
    }

    [Fact]
    public void Clean_AfterAnotherBoot_DropsLayersThatMayNotHaveReachedTheDisk()
    {
        var image = Make("a", "settled", "open");
        _library.Layers.Settled([image.Layers[0]]);
        var next = new ImageLibrary(_folder.Path, TimeProvider.System, "boot-2");
        next.Clean();
        next.Layers.PathOf(image.Layers[0]).ShouldNotBeNull();
        next.Layers.PathOf(image.Layers[1]).ShouldBeNull();
        next.LayerPaths(image.Digest).ShouldBeNull();
    }

    [Fact]
    public void Names_LongAndWithSlashes_AreFoundAgain()
    {
        var record = Make("a", "layer");
        var name = $"registry.example:5000/{string.Join('/', Enumerable.Repeat("part", 45))}:{new string('t', 100)}";
        _library.Tag(name, record);
        _library.Find(name)!.Digest.ShouldBe(record.Digest);
        _library.Names().Select(tag => tag.Name).ShouldBe(["a", name]);
        _library.FindByDigest(record.Digest[7..20])!.Digest.ShouldBe(record.Digest);
    }

    [Theory]
    [InlineData("../../etc")]
    [InlineData("0123")]
    [InlineData("")]
    public void PathOf_WhatIsNoKey_IsNull(string key) => _library.Layers.PathOf(key).ShouldBeNull();

    public void Dispose() => _folder.Dispose();

    private ImageRecord Make(string name, params string[] layers)
    {
        var keys = layers.Select(layer =>
        {
            var key = Digest.Of(System.Text.Encoding.UTF8.GetBytes(layer)).Hex;
            var folder = _library.Layers.NewFolder();
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "name"), layer);
            _library.Layers.Adopt(folder, key, layer.Length, 1);
            return key;
        }).ToList();
        var blob = _library.Blobs.Put(System.Text.Encoding.UTF8.GetBytes(string.Concat(layers)));
        var manifest = _library.Blobs.Put(System.Text.Encoding.UTF8.GetBytes($"manifest {string.Concat(layers)}"));
        var record = new ImageRecord(manifest.ToString(), keys, 10, 1, default) { Blobs = [blob.ToString()] };
        _library.Put(record);
        _library.Tag(name, record);
        return record;
    }
}
