using Orchestrator.Actors.Snapshots;
using Orchestrator.Actors.Model;

namespace Orchestrator.Actors.Tests.Past;

/// <summary>A snapshot on disk, gone with the test.</summary>
internal sealed class SnapshotHolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orch-snapshot-").FullName;

    public SnapshotHolder(FleetModel model)
    {
        File = new SnapshotFile(_folder);
        File.Save(model.ToSnapshot());
    }

    public SnapshotFile File { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
