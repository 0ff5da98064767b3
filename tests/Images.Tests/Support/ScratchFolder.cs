namespace Orchestrator.Images.Tests.Support;

/// <summary>A folder of one test, gone afterwards.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("orch-isolation-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
