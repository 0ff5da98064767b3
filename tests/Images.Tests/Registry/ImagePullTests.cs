using System.Text;
using Orchestrator.Images.Layers;
using Orchestrator.Images.Oci;
using Orchestrator.Images.Pulling;
using Orchestrator.Images.Registry;
using Orchestrator.Images.Store;
using Orchestrator.Images.Tests.Support;

namespace Orchestrator.Images.Tests.Registry;

/// <summary>Group L48 and what a pull has to bear: cuts, lies, dawdling, redirects.</summary>
public sealed class ImagePullTests : IAsyncDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly SmallRegistry _registry = new();
    private readonly ImageLibrary _library;
    private readonly byte[] _low = Layer("low", 400_000);
    private readonly byte[] _high = Layer("high", 10);

    public ImagePullTests() => _library = new ImageLibrary(_folder.Path, TimeProvider.System);

    [Fact]
    public async Task Pull_AnImage_HasItsLayersInOrderAndItsBlobs()
    {
        NeedsRoot();
        var digest = _registry.AddImage("a/b", "1", _low, _high);
        var pulled = await PullAsync("a/b:1");
        pulled.Image.Digest.ShouldBe(digest.ToString());
        pulled.IsNew.ShouldBeTrue();
        _library.LayerPaths(pulled.Image.Digest)!.Select(path => Path.GetFileName(Directory.GetFiles(path).ShouldHaveSingleItem())).ShouldBe(["high", "low"]);
        pulled.Image.Blobs.ShouldAllBe(blob => _library.Blobs.Has(Digest.TryParse(blob)!.Value));
        _registry.Requests.Clear();
        (await PullAsync("a/b:1")).IsNew.ShouldBeFalse();
        _registry.Requests.ShouldAllBe(request => !request.Path.Contains(Digest.Of(_low).Hex));
    }

    [Fact]
    public async Task Pull_CutInTheMidstOfALayer_GoesOnByRange()
    {
        NeedsRoot();
        _registry.AddImage("a/b", "1", _low);
        var cuts = 0;
        _registry.Instead = request => request.Path.Contains(Digest.Of(_low).Hex) && cuts++ < 2 ? _registry.Own(request) with { Cut = 70_000 } : null;
        var pulled = await PullAsync("a/b:1");
        _registry.Requests.Where(request => request.Path.Contains(Digest.Of(_low).Hex)).Select(request => request.Headers.GetValueOrDefault("Range"))
            .ShouldBe([null, "bytes=70000-", "bytes=140000-"]);
        File.ReadAllText(Path.Combine(_library.LayerPaths(pulled.Image.Digest)![0], "low")).Length.ShouldBe(400_000);
    }

    [Fact]
    public async Task L48_Pull_GoingOnWithChangedContent_FetchesItAnewAndKeepsNoneOfIt()
    {
        NeedsRoot();
        _registry.AddImage("a/b", "1", _low);
        using (var left = _library.Blobs.Receive(Digest.Of(_low), _low.Length))
            left.Append(new byte[50_000]);
        var pulled = await PullAsync("a/b:1");
        File.ReadAllText(Path.Combine(_library.LayerPaths(pulled.Image.Digest)![0], "low")).Length.ShouldBe(400_000);
        File.ReadAllBytes(_library.Blobs.PathOf(Digest.Of(_low))).ShouldBe(_low);
    }

    [Fact]
    public async Task L48_Pull_ABlobThatIsNotWhatItsDigestSays_IsRefusedAndLeavesNothing()
    {
        NeedsRoot();
        _registry.AddImage("a/b", "1", _low);
        _registry.Blobs[Digest.Of(_low).ToString()] = [.. _low[..^2048], .. new byte[1024].Select(_ => (byte)7), .. new byte[1024]];
        var error = await Should.ThrowAsync<RegistryException>(() => PullAsync("a/b:1"));
        error.Message.ShouldContain("does not have that digest");
        _library.Names().ShouldBeEmpty();
        _library.Blobs.Has(Digest.Of(_low)).ShouldBeFalse();
        Directory.EnumerateFileSystemEntries(Path.Combine(_folder.Path, "layers")).ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(Path.Combine(_folder.Path, "building")).ShouldBeEmpty();
    }

    [Fact]
    public async Task L48_Redirect_ToAnotherHost_DoesNotTakeTheAuthorizationAlong()
    {
        NeedsRoot();
        await using var other = new SmallRegistry();
        _registry.AddImage("a/b", "1", _low);
        other.AddImage("a/b", "1", _low);
        _registry.Instead = request =>
            request.Headers.GetValueOrDefault("Authorization") is null
                ? new SmallRegistry.Answer(401, [], new Dictionary<string, string> { ["WWW-Authenticate"] = "Basic realm=\"x\"" })
                : request.Path.Contains(Digest.Of(_low).Hex)
                    ? new SmallRegistry.Answer(307, [], new Dictionary<string, string> { ["Location"] = $"http://{other.Host}{request.Path}" })
                    : null;
        await PullAsync("a/b:1");
        var followed = other.Requests.ShouldHaveSingleItem();
        followed.Headers.ContainsKey("Authorization").ShouldBeFalse();
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://127.0.0.1/x")]
    public async Task L48_Redirect_ToWhatIsNoWeb_IsRefused(string where)
    {
        _registry.AddImage("a/b", "1", _low);
        _registry.Instead = request => request.Path.Contains("/blobs/")
            ? new SmallRegistry.Answer(307, [], new Dictionary<string, string> { ["Location"] = where })
            : null;
        (await Should.ThrowAsync<RegistryException>(() => PullAsync("a/b:1"))).Message.ShouldContain("redirects to");
    }

    [Fact]
    public async Task L48_PlainHttp_WithoutBeingAllowed_IsRefused()
    {
        _registry.AddImage("a/b", "1", _low);
        (await Should.ThrowAsync<RegistryException>(() => PullAsync("a/b:1", insecure: false))).Message.ShouldContain("--insecure-registry");
        _library.Names().ShouldBeEmpty();
    }

    [Fact]
    public async Task L48_Slowloris_AServerThatNeverAnswers_IsGivenUp()
    {
        _registry.Instead = _ => new SmallRegistry.Answer(200, [], Hang: true);
        (await Should.ThrowAsync<RegistryException>(() => PullAsync("a/b:1"))).Problem.ShouldBe(RegistryProblem.Passing);
    }

    [Fact]
    public async Task L47_Index_OfItself_EndsWithAProblem()
    {
        // No content can hold its own digest; a server that is asked by tag can still go round with nested indexes.
        var index = "{\"schemaVersion\":2,\"manifests\":[]}"u8.ToArray();
        for (var depth = 0; depth < 5; depth++)
        {
            var inner = Digest.Of(index);
            _registry.Manifests[$"a/b/{inner}"] = (MediaTypes.OciIndex, index);
            index = Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"manifests":[{"mediaType":"{{MediaTypes.OciIndex}}","digest":"{{inner}}","size":{{index.Length}}}]}""");
        }
        _registry.Manifests["a/b/1"] = (MediaTypes.OciIndex, index);
        (await Should.ThrowAsync<OciFormatException>(() => PullAsync("a/b:1"))).Message.ShouldContain("deep");
    }

    [Fact]
    public async Task Pull_WithATokenServer_FetchesOneTokenForTheScopeAndSendsIt()
    {
        NeedsRoot();
        _registry.AddImage("a/b", "1", _low, _high);
        _registry.Instead = request =>
            request.Path.StartsWith("/token", StringComparison.Ordinal)
                ? new SmallRegistry.Answer(200, """{"token":"abc.def","expires_in":300}"""u8.ToArray())
                : request.Headers.GetValueOrDefault("Authorization") == "Bearer abc.def"
                    ? null
                    : new SmallRegistry.Answer(401, [], new Dictionary<string, string>
                    {
                        ["WWW-Authenticate"] = $"Bearer realm=\"http://{_registry.Host}/token\",service=\"reg\",scope=\"repository:a/b:pull\"",
                    });
        await PullAsync("a/b:1");
        var asked = _registry.Requests.Where(request => request.Path.StartsWith("/token", StringComparison.Ordinal)).ToList().ShouldHaveSingleItem();
        asked.Path.ShouldBe("/token?service=reg&scope=repository%3Aa%2Fb%3Apull");
        asked.Headers["Authorization"].ShouldBe("Basic YW5uOnM=");
    }

    [Fact]
    public async Task Pull_TheSameImageTwiceAtOnce_FetchesItsLayersOnce()
    {
        NeedsRoot();
        _registry.AddImage("a/b", "1", _low);
        var puller = Puller(insecure: true);
        var reference = ImageReference.TryParse($"{_registry.Host}/a/b:1", out _)!;
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => puller.PullAsync(reference, Platform.Host, false, new ImagePull(), default)));
        _registry.Requests.Count(request => request.Path.Contains(Digest.Of(_low).Hex)).ShouldBe(1);
        puller.Dispose();
    }

    [Fact]
    public async Task Pull_FromAMirror_AsksItFirstAndTheRegistryWhenItFails()
    {
        NeedsRoot();
        await using var mirror = new SmallRegistry();
        mirror.AddImage("a/b", "1", _low);
        _registry.AddImage("a/b", "2", _high);
        var mirrors = new Dictionary<string, IReadOnlyList<string>> { [_registry.Host] = [mirror.Host] };
        (await PullAsync("a/b:1", mirrors: mirrors)).Image.Layers.Count.ShouldBe(1);
        _registry.Requests.ShouldBeEmpty();
        mirror.Requests.First(request => request.Path.StartsWith("/v2/", StringComparison.Ordinal)).Path.ShouldContain("ns=");
        (await PullAsync("a/b:2", mirrors: mirrors)).Image.Layers.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Pull_ALayerThatIsNotWhatTheConfigSays_IsRefused()
    {
        NeedsRoot();
        var config = _registry.Add(
            Encoding.UTF8.GetBytes($$$"""{"os":"linux","architecture":"{{{Platform.Host.Architecture}}}","rootfs":{"type":"layers","diff_ids":["{{{Digest.Of(_high)}}}"]}}"""), MediaTypes.OciConfig);
        var layer = _registry.Add(_low, MediaTypes.OciLayer);
        _registry.Manifests["a/b/1"] = (MediaTypes.OciManifest, Encoding.UTF8.GetBytes(
            $$"""{"schemaVersion":2,"config":{{SmallRegistry.Text(config)}},"layers":[{{SmallRegistry.Text(layer)}}]}"""));
        (await Should.ThrowAsync<ImageException>(() => PullAsync("a/b:1"))).Message.ShouldContain("does not belong together");
        Directory.EnumerateFileSystemEntries(Path.Combine(_folder.Path, "layers")).ShouldBeEmpty();
    }

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        _folder.Dispose();
    }

    private static void NeedsRoot() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root: layers keep their owners");

    private ImagePuller Puller(bool insecure, Dictionary<string, IReadOnlyList<string>>? mirrors = null)
    {
        var options = new RegistryOptions
        {
            Insecure = insecure ? new HashSet<string>([_registry.Host, .. mirrors?.Values.SelectMany(hosts => hosts) ?? []]) : new HashSet<string>(),
            Mirrors = mirrors ?? [],
            FirstPause = TimeSpan.FromMilliseconds(1),
            AnswerTime = TimeSpan.FromMilliseconds(500),
            Tries = 3,
        };
        return new ImagePuller(_library, options, _ => new RegistryLogin("ann", "s"), () => new UnpackLimits { Sync = false });
    }

    private async Task<PulledImage> PullAsync(string name, bool insecure = true, Dictionary<string, IReadOnlyList<string>>? mirrors = null)
    {
        using var puller = Puller(insecure, mirrors);
        return await puller.PullAsync(ImageReference.TryParse($"{_registry.Host}/{name}", out _)!, Platform.Host, false, new ImagePull(), default);
    }

    private static byte[] Layer(string name, int size)
    {
        using var tar = new MemoryStream();
        using (var writer = new System.Formats.Tar.TarWriter(tar, leaveOpen: true))
        {
            writer.WriteEntry(new System.Formats.Tar.PaxTarEntry(System.Formats.Tar.TarEntryType.RegularFile, name)
            {
                DataStream = new MemoryStream(Encoding.ASCII.GetBytes(new string(name[0], size))),
                ModificationTime = DateTimeOffset.UnixEpoch,
            });
        }
        return tar.ToArray();
    }
}
