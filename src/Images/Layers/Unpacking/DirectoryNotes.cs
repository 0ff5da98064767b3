namespace Orchestrator.Images.Layers.Unpacking;

/// <summary>
/// Notes by path. While a layer is written its directories belong to the writer alone: no setgid bit or default ACL is
/// inherited by what comes after, and their times stay as the archive has them.
/// </summary>
internal sealed class DirectoryNotes
{
    private readonly Dictionary<byte[], DirectoryNote> _notes = new(new ByteKeys());

    public IReadOnlyCollection<KeyValuePair<byte[], DirectoryNote>> All => _notes;

    public void Add(ReadOnlySpan<byte> path, DirectoryNote note) => _notes[path.ToArray()] = note;

    public void Remove(ReadOnlySpan<byte> path) => _notes.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(path);
}
