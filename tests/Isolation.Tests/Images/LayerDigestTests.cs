using Orchestrator.Isolation.Images;

namespace Orchestrator.Isolation.Tests.Images;

public sealed class LayerDigestTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orch-digest-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Compute_LinksToDirectories_AreEntriesAndNotWaysOut()
    {
        var (root, outside) = (Directory.CreateDirectory(Path.Combine(_folder, "root")).FullName, Directory.CreateDirectory(Path.Combine(_folder, "outside")).FullName);
        File.WriteAllText(Path.Combine(root, "file"), "content");
        File.WriteAllText(Path.Combine(outside, "secret"), "one");
        // As in the /dev of a Debian, one that leads to itself, and one of a stranger's.
        File.CreateSymbolicLink(Path.Combine(root, "fd"), "/proc/self/fd");
        File.CreateSymbolicLink(Path.Combine(root, "loop"), ".");
        File.CreateSymbolicLink(Path.Combine(root, "out"), outside);

        var before = LayerDigest.Compute(root, CancellationToken.None);
        File.WriteAllText(Path.Combine(outside, "secret"), "another");

        LayerDigest.Compute(root, CancellationToken.None).ShouldBe(before);
        (before.Files, before.SizeBytes).ShouldBe((1, 7));
    }
}
