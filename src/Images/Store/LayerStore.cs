using Orchestrator.Images.Oci;
using Orchestrator.Kernel;

namespace Orchestrator.Images.Store;

/// <summary>
/// Unpacked layers as <c>layers/KEY</c>, each once for all images and containers. The key is the hex of the diff id; of a
/// layer that only fits on those below it, of its chain id (OCI image spec, config.md "Layer ChainID"). A folder gets its
/// name when it is whole and is never changed after.
/// </summary>
public sealed class LayerStore
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly string _layers;
    private readonly string _building;
    private readonly string _trash;
    private readonly string _bootId;

    public LayerStore(string folder, string bootId)
    {
        _layers = Path.Combine(folder, "layers");
        _building = Path.Combine(folder, "building");
        _trash = Path.Combine(folder, "trash");
        _bootId = bootId;
        // Setuid programs of an image must not be reachable for users of the host.
        foreach (var directory in (ReadOnlySpan<string>)[folder, _layers, _building, _trash])
            Directory.CreateDirectory(directory, OwnerOnly);
    }

    /// <summary>Removes what was being made, and layers of another boot that nobody knows to have reached the disk.</summary>
    public void Clean()
    {
        foreach (var file in Directory.EnumerateFiles(_layers, "*.json*"))
        {
            var key = Path.GetFileNameWithoutExtension(file);
            if (file.EndsWith(StoreJson.Fresh, StringComparison.Ordinal) || !Directory.Exists(Path.Combine(_layers, key)))
                File.Delete(file);
            else if (StoreJson.Read(file, StoreJson.Default.LayerNote) is { BootId: { } boot } && boot != _bootId)
                Remove(key);
        }
        Empty(_building);
        Empty(_trash);
    }

    /// <summary>Null: it is not here, or the key is none. Keys come out of the journal and must never be paths.</summary>
    public string? PathOf(string key)
    {
        if (!IsKey(key))
            return null;
        var path = Path.Combine(_layers, key);
        return Directory.Exists(path) ? path : null;
    }

    public static bool IsKey(string key) => key.Length is 64 or 128 && key.All(char.IsAsciiHexDigitLower);

    public LayerNote? NoteOf(string key) => IsKey(key) ? StoreJson.Read(NoteFile(key), StoreJson.Default.LayerNote) : null;

    public IEnumerable<string> All() => Directory.EnumerateDirectories(_layers).Select(path => Path.GetFileName(path)).Where(IsKey);

    /// <summary>A path for a new folder, which is not there yet.</summary>
    public string NewFolder() => Path.Combine(_building, Guid.CreateVersion7().ToString("N"));

    /// <summary>Gives a whole folder its name. If somebody was faster, theirs stays, which is the same.</summary>
    public void Adopt(string folder, string key, long bytes, long entries, bool leans = false)
    {
        StoreJson.Write(NoteFile(key), new LayerNote(bytes, entries, _bootId, leans), StoreJson.Default.LayerNote);
        if (PathOf(key) is null)
            Directory.Move(folder, Path.Combine(_layers, key));
        else
            Discard(folder);
    }

    /// <summary>Once everything of these is on the disk.</summary>
    public void Settled(IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            if (NoteOf(key) is { BootId: not null } note)
                StoreJson.Write(NoteFile(key), note with { BootId = null }, StoreJson.Default.LayerNote);
        }
    }

    /// <summary>Removes a folder that got no name.</summary>
    public void Discard(string folder)
    {
        using var building = DirectoryHandle.Open(_building);
        TreeRemoval.Remove(building, Path.GetFileName(folder));
    }

    /// <summary>Takes the name away at once; <see cref="EmptyTrash"/> removes the content.</summary>
    /// <returns>Bytes of its files.</returns>
    public long Remove(string key)
    {
        if (PathOf(key) is not { } path)
            return 0;
        var bytes = NoteOf(key)?.Bytes ?? 0;
        Directory.Move(path, Path.Combine(_trash, Guid.CreateVersion7().ToString("N")));
        File.Delete(NoteFile(key));
        return bytes;
    }

    public void EmptyTrash() => Empty(_trash);

    /// <summary>The key of a layer that only fits on the ones below it: its chain id.</summary>
    public static string ChainKey(IReadOnlyList<Digest> diffIds, int index)
    {
        var chain = diffIds[0].ToString();
        for (var i = 1; i <= index; i++)
            chain = Digest.Of(System.Text.Encoding.ASCII.GetBytes($"{chain} {diffIds[i]}")).ToString();
        return chain[(chain.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }

    private static void Empty(string path)
    {
        using var folder = DirectoryHandle.Open(path);
        foreach (var name in folder.DirectoryNames())
            TreeRemoval.Remove(folder, name);
    }

    private string NoteFile(string key) => Path.Combine(_layers, $"{key}.json");
}
