using Orchestrator.Images.Blobs;
using Orchestrator.Images.Oci;
using Orchestrator.Images.Tests.Support;

namespace Orchestrator.Images.Tests.Blobs;

public sealed class IncomingBlobTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly BlobStore _store;
    private readonly byte[] _content = new byte[300_000];

    public IncomingBlobTests()
    {
        new Random(7).NextBytes(_content);
        _store = new BlobStore(_folder.Path);
    }

    private Digest Name => Digest.Of(_content);

    [Fact]
    public void Append_AfterAnEarlierTry_GoesOnWhereThatEnded()
    {
        using (var first = _store.Receive(Name, _content.Length))
            first.Append(_content.AsSpan(0, 100_000));
        using var second = _store.Receive(Name, _content.Length);
        second.Length.ShouldBe(100_000);
        second.Append(_content.AsSpan(100_000));
        second.Complete().ShouldBeTrue();
        second.Keep();
        File.ReadAllBytes(_store.PathOf(Name)).ShouldBe(_content);
        Directory.EnumerateFiles(Path.Combine(_folder.Path, "incoming")).ShouldBeEmpty();
    }

    [Fact]
    public void L48_Complete_ContentChangedInBetween_IsFalseAndCannotBeKept()
    {
        using (var first = _store.Receive(Name, _content.Length))
            first.Append(new byte[100_000]);
        using var second = _store.Receive(Name, _content.Length);
        second.Append(_content.AsSpan(100_000));
        second.Complete().ShouldBeFalse();
        Should.Throw<InvalidOperationException>(second.Keep);
        _store.Has(Name).ShouldBeFalse();
        second.Restart();
        second.Append(_content);
        second.Complete().ShouldBeTrue();
    }

    [Fact]
    public async Task Reader_WhileItArrives_FollowsToTheEnd()
    {
        using var blob = _store.Receive(Name, _content.Length);
        using var reader = blob.OpenReader();
        var read = Task.Run(() =>
        {
            var copy = new MemoryStream();
            reader.CopyTo(copy);
            return copy.ToArray();
        });
        for (var at = 0; at < _content.Length; at += 7_000)
            blob.Append(_content.AsSpan(at, Math.Min(7_000, _content.Length - at)));
        blob.Complete().ShouldBeTrue();
        (await read).ShouldBe(_content);
    }

    [Fact]
    public async Task Reader_WhenItIsBegunAnew_Fails()
    {
        using var blob = _store.Receive(Name, _content.Length);
        using var reader = blob.OpenReader();
        blob.Append(_content.AsSpan(0, 10));
        reader.Read(new byte[10]).ShouldBe(10);
        var next = Task.Run(() => reader.ReadByte());
        blob.Restart();
        (await Should.ThrowAsync<IOException>(next)).Message.ShouldContain("not what it should have been");
    }

    [Fact]
    public void Clean_LeftOversOfADeadProcess_OnlyKeepsDownloads()
    {
        using (var blob = _store.Receive(Name, _content.Length))
            blob.Append(_content.AsSpan(0, 5));
        File.WriteAllText(Path.Combine(_folder.Path, "incoming", "x.new"), "half");
        _store.Clean(TimeProvider.System.GetUtcNow());
        Directory.EnumerateFiles(Path.Combine(_folder.Path, "incoming")).ShouldHaveSingleItem().ShouldEndWith(".part");
        _store.Clean(TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(8));
        Directory.EnumerateFiles(Path.Combine(_folder.Path, "incoming")).ShouldBeEmpty();
    }

    public void Dispose() => _folder.Dispose();
}
