namespace Orchestrator.Persistence.Tests.Disks;

/// <summary>A folder that goes with the test.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("orch-scratch-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
