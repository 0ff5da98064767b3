using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Storage;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Storage;

public sealed class VolumeStoreTests : IDisposable
{
    private const string Unnamed = VolumeStore.AnonymousPrefix + "1";

    private readonly ScratchFolder _root = new();
    private readonly VolumeStore _volumes;
    private readonly Guid _one = Guid.NewGuid(), _two = Guid.NewGuid();

    public VolumeStoreTests() => _volumes = new VolumeStore(_root.Path);

    [Fact]
    public void Remove_OfOneThatSomebodyWasPromised_DoesNothing()
    {
        _volumes.Hold(_one, Mounts("data", Unnamed)).ShouldBe(["data", Unnamed]);
        _volumes.Hold(_two, Mounts("data", "data")).ShouldBeEmpty();

        _volumes.RemoveUnused("data").ShouldBeFalse();
        _volumes.Release(_one);
        _volumes.RemoveUnused("data").ShouldBeFalse();
        _volumes.RemoveUnused(Unnamed).ShouldBeTrue();
        _volumes.Release(_two);
        _volumes.RemoveUnused("data").ShouldBeTrue();

        _volumes.List().ShouldBeEmpty();
        // Done twice, it tells the same again.
        _volumes.RemoveUnused("data").ShouldBeTrue();
        Directory.EnumerateFileSystemEntries(Path.Combine(_root.Path, "volumes")).ShouldBeEmpty();
    }

    [Fact]
    public void Abandon_TakesWhatNobodyNamedAndNothingWasPutIn()
    {
        const string Filled = VolumeStore.AnonymousPrefix + "2", Shared = VolumeStore.AnonymousPrefix + "3";
        _volumes.Hold(_one, Mounts("data", Unnamed, Filled, Shared));
        _volumes.Prepare(Filled, _ => { });
        _volumes.Hold(_two, Mounts(Shared));

        _volumes.Abandon(_one);

        _volumes.List().Select(volume => volume.Name).ShouldBe([Filled, Shared, "data"], ignoreOrder: true);
    }

    [Fact]
    public void Labels_StayWithTheVolume()
    {
        _volumes.Create("data", new Dictionary<string, string> { ["a"] = "b", ["ü"] = "" });
        using var again = new VolumeStore(_root.Path);

        again.LabelsOf("data").ShouldBe(new Dictionary<string, string> { ["a"] = "b", ["ü"] = "" }, ignoreOrder: true);
        again.LabelsOf("other").ShouldBeEmpty();
        File.WriteAllText(Path.Combine(_root.Path, "volumes/data/volume.json"), "{");
        again.LabelsOf("data").ShouldBeEmpty();
    }

    public void Dispose()
    {
        _volumes.Dispose();
        _root.Dispose();
    }

    private static ContainerSpec Mounts(params string[] names) => new()
    {
        Command = ["true"],
        Mounts = [.. names.Select((name, index) => new MountSpec { Kind = MountKind.Volume, Source = name, Target = $"/{index}" })],
    };
}
