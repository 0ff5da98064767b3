using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Persistence.Tests;

/// <summary>
/// J07: every event that was ever released stays readable. A golden file is written once, with a new manifest, and
/// never changed: ORCH_WRITE_GOLDEN=1 writes those that are missing.
/// </summary>
public sealed class GoldenTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "golden");

    public static TheoryData<string> Manifests() => [.. EventManifests.All.Select(row => row.Manifest)];

    [Fact]
    public void EveryGoldenFile_HasAManifestThatIsStillKnown() =>
        Directory.GetFiles(Folder, "*.json").Select(Path.GetFileNameWithoutExtension)
            .ShouldAllBe(name => EventManifests.Find(name!) != null);

    [Theory]
    [MemberData(nameof(Manifests))]
    public void GoldenFile_ReadsAsTheEventAndWritesTheSame(string manifest)
    {
        IEvent sample = GoldenEvents.Earlier.GetValueOrDefault(manifest)
            ?? GoldenEvents.All.Single(what => EventManifests.Of(what).Manifest == manifest);
        string written = JsonSerializer.Serialize(sample, EventManifests.Of(sample).Info);
        string file = Path.Combine(Folder, manifest + ".json");
        if (Environment.GetEnvironmentVariable("ORCH_WRITE_GOLDEN") == "1" && SourceFolder() is { } source)
        {
            Directory.CreateDirectory(source);
            string fresh = Path.Combine(source, manifest + ".json");
            if (!File.Exists(fresh))
                File.WriteAllText(fresh, written + "\n");
            file = fresh;
        }
        string golden = File.ReadAllText(file);

        object read = JsonSerializer.Deserialize(golden, EventManifests.Find(manifest)!).ShouldNotBeNull();

        Same(JsonSerializer.Serialize(read, EventManifests.Find(manifest)!), golden);
        Same(written, golden);
    }

    [Fact]
    public void ASpecFromBeforeAPropertyWasAdded_HasItsDefault()
    {
        const string Old = """{"name":"web","spec":{"image":"busybox","command":["true"]},"prepared":{"idRangeBase":1,"idRangeLength":2}}""";

        ContainerCreated created = (ContainerCreated)JsonSerializer.Deserialize(Old, EventManifests.Find("container-created.v1")!)!;

        created.Spec.ShmBytes.ShouldBe(64L << 20);
        created.Spec.WorkingDirectory.ShouldBe("/");
        created.Spec.Security.NoNewPrivileges.ShouldBeTrue();
        created.Spec.StopSignal.ShouldBe(15);
        created.Spec.Mounts.ShouldBeEmpty();
    }

    private static void Same(string actual, string expected) =>
        JsonNode.DeepEquals(JsonNode.Parse(actual), JsonNode.Parse(expected)).ShouldBeTrue($"{actual}\nis not\n{expected}");

    private static string? SourceFolder()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "tests", "Persistence.Tests");
            if (Directory.Exists(candidate))
                return Path.Combine(candidate, "golden");
        }
        return null;
    }
}
