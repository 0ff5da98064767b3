using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Storage;

/// <summary>Kinds of root storage, their snapshots and copies, with real containers.</summary>
public sealed class RootStorageTests(RuntimeHost host) : IClassFixture<RuntimeHost>
{
    private static readonly StorageSpec Overlay = new(StorageKind.Overlay);

    public static TheoryData<StorageSpec> Kinds =>
        [Overlay, new StorageSpec(StorageKind.Overlay, 64 << 20), new StorageSpec(StorageKind.Directory), new StorageSpec(StorageKind.Loop, 64 << 20)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Storage_OfEachKind_KeepsWhatIsWrittenAndIsRemoved(StorageSpec storage) => new StorageLife(host).KeepsAndGoes(storage);

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Snapshot_OfAStoppedContainer_IsRestoredInPlaceAndToACopy(StorageSpec storage) => new StorageLife(host).SnapshotAndBack(storage);

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Copy_OfAFrozenContainer_HasAllThatWasWritten(StorageSpec storage) => new StorageLife(host).CopyOfALiving(storage);

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Copy_WithOwnFiles_ChangesNeitherSide(StorageSpec storage) => new StorageLife(host).CopyApart(storage);

    [Fact]
    public async Task R05_DiskFilledInside_EndsThereWithNoSpaceLeft()
    {
        foreach (var storage in Kinds.Select(row => row.Data).Where(storage => storage.SizeBytes is not null))
        {
            var done = await host.ShellAsync(
                "dd if=/dev/zero of=/big bs=1M count=200 2>&1 | grep -o 'No space left on device'; ls / >/dev/null && echo alive",
                spec => spec with { Storage = storage });
            done.Lines.ShouldBe(["No space left on device", "alive"], storage.ToString());
        }
    }

    [Fact]
    public async Task Storage_ThatCannotBeHadHere_IsRefusedWithTheReason()
    {
        Assert.SkipWhen(host.WhyNot is not null, host.WhyNot ?? "");
        (StorageSpec, string)[] refused =
        [
            (new StorageSpec(StorageKind.Btrfs), "does not lie on btrfs"), (new StorageSpec(StorageKind.Loop), "--storage-size"),
            (new StorageSpec(StorageKind.Directory, 1 << 30), "project quotas"), (new StorageSpec(StorageKind.Loop, 4096), "too small"),
        ];
        foreach (var (storage, why) in refused)
        {
            var id = Guid.CreateVersion7();
            var outcome = await host.Runtime.PrepareAsync(id, "c", RuntimeHost.Shell("true") with { Storage = storage }, RuntimeHost.Token());
            outcome.Problem.ShouldNotBeNull().ShouldContain(why);
            Directory.GetDirectories(Path.Combine(host.Root, "containers"), $"*{id:N}").ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Survey_OfACopyThatWasNeverRecorded_TakesItsFilesAway()
    {
        Assert.SkipWhen(host.WhyNot is not null, host.WhyNot ?? "");
        var id = Guid.CreateVersion7();
        var spec = RuntimeHost.Shell("true") with { Storage = new StorageSpec(StorageKind.Directory) };
        (await host.Runtime.PrepareAsync(id, "c", spec, RuntimeHost.Token())).Problem.ShouldBeNull();
        var folder = Path.Combine(host.Root, "containers", $".making-{id:N}");
        Directory.Exists(folder).ShouldBeTrue();
        await host.RestartAsync();
        await host.Runtime.SurveyAsync([], RuntimeHost.Token());
        await host.RestartAsync();
        Directory.Exists(folder).ShouldBeFalse();
    }
}
