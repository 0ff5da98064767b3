using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Storage;

/// <summary>The same where the engine's folder lies on btrfs: subvolumes, and files that share their blocks.</summary>
public sealed class BtrfsStorageTests(BtrfsHost host) : IClassFixture<BtrfsHost>
{
    public static TheoryData<StorageSpec> Kinds =>
        [new StorageSpec(StorageKind.Btrfs), new StorageSpec(StorageKind.Btrfs, 64 << 20), new StorageSpec(StorageKind.Directory), new StorageSpec(StorageKind.Overlay)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Storage_OnBtrfs_KeepsWhatIsWrittenAndIsRemoved(StorageSpec storage) => new StorageLife(host).KeepsAndGoes(storage);

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Snapshot_OnBtrfs_IsRestoredInPlaceAndToACopy(StorageSpec storage) => new StorageLife(host).SnapshotAndBack(storage);

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Copy_OfAFrozenContainerOnBtrfs_HasAllThatWasWritten(StorageSpec storage) => new StorageLife(host).CopyOfALiving(storage);

    [Fact]
    public async Task Copy_OfADirectory_SharesItsBlocks() =>
        (await new StorageLife(host).CopyApart(new StorageSpec(StorageKind.Directory))).ShouldBe("reflink");

    [Fact]
    public async Task R05_SubvolumeFilledInside_EndsThereByItsQuota()
    {
        var done = await host.ShellAsync(
            "dd if=/dev/zero of=/big bs=1M count=200 2>&1 | grep -oE 'quota exceeded|No space left'; ls / >/dev/null && echo alive",
            spec => spec with { Storage = new StorageSpec(StorageKind.Btrfs, 32 << 20) });
        done.Lines.Select(line => line.ToLowerInvariant()).ShouldBe(["quota exceeded", "alive"]);
    }
}
