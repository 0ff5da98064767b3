using Orchestrator.Images.Layers.Tar;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Images.Layers.Unpacking;

/// <summary>Makes what the entries of an archive say, one after the other; a later entry of the same name wins.</summary>
internal sealed class LayerWriter : IDisposable
{
    private const uint OwnerOnly = 0x1C0;
    private const uint Special = 0xE00;

    private readonly LayerTree _tree;
    private readonly HardLinkWriter _links;
    private readonly UnpackLimits _limits;
    private readonly TarReader _reader;
    private readonly Allowance _allowance;
    private readonly LeftOutNotes _leftOut = new();
    private readonly byte[] _base;
    private DirectoryNote? _root;

    /// <param name="below">The clean path of a directory that everything goes below; empty: the root.</param>
    public LayerWriter(int root, IByteSource source, UnpackLimits limits, Allowance allowance, byte[] below)
    {
        _limits = limits;
        _base = below;
        _allowance = allowance;
        _tree = new LayerTree(root, limits);
        _links = new HardLinkWriter(_tree, limits, allowance, below);
        _reader = new TarReader(source, allowance.TakeEntry);
    }

    public LeftOutNotes LeftOut => _leftOut;

    public bool LeansOnLowers => _tree.HasImplied;

    public bool IsOpaque { get; private set; }

    public void Run(CancellationToken cancel)
    {
        var entry = new TarEntry();
        while (_reader.Next(entry))
        {
            cancel.ThrowIfCancellationRequested();
            _tree.Tidy();
            Write(entry);
        }
        _tree.Tidy();
        Finish();
    }

    public void Dispose() => _tree.Dispose();

    private void Write(TarEntry entry)
    {
        var terminated = LayerPath.Clean(entry.Name, _limits.Depth);
        ReadOnlySpan<byte> path = terminated.AsSpan(0, terminated.Length - 1);
        if (path.IsEmpty)
        {
            if (entry.Type == EntryType.Directory && _base.Length > 0)
                return;
            if (entry.Type == EntryType.Directory)
            {
                _limits.Apply(entry);
                _root = new DirectoryNote(entry);
            }
            else
                _leftOut.Add($"{entry.Shown}: the root is a directory and nothing else");
            return;
        }
        if (_base.Length > 0)
        {
            terminated = [.. _base, (byte)'/', .. terminated];
            path = terminated.AsSpan(0, terminated.Length - 1);
        }
        _limits.Apply(entry);
        var (parentLength, start) = LayerPath.Split(path);
        ReadOnlySpan<byte> name = terminated.AsSpan(start);
        if (_limits.Whiteouts && name.StartsWith(".wh."u8))
        {
            WriteWhiteout(path[..parentLength], name[4..], entry);
            return;
        }
        var parent = _tree.Directory(path[..parentLength]);
        if (_limits.KeepKinds)
            CheckKind(entry, parent, name, path);
        switch (entry.Type)
        {
            case EntryType.File:
                WriteFile(entry, parent, name, path);
                break;
            case EntryType.Directory:
                WriteDirectory(entry, parent, name, path);
                break;
            case EntryType.SymbolicLink:
                WriteSymbolicLink(entry, parent, name, path);
                break;
            case EntryType.HardLink:
                _links.Make(entry, parent, name, path);
                break;
            default:
                WriteNode(entry, parent, name, path);
                break;
        }
    }

    private void CheckKind(TarEntry entry, int parent, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path)
    {
        if (EntryCalls.Look(parent, name, out var status) < 0)
        {
            if (_tree.Lowers.IsEmpty || _tree.Lowers.Look([.. _tree.PathOf(parent), (byte)'/', .. name[..^1]]) is not { } lower)
                return;
            status = lower.Status;
        }
        if (!status.IsWhiteout && status.IsDirectory != (entry.Type == EntryType.Directory))
        {
            throw new LayerException(UnpackProblemKind.Malformed, status.IsDirectory
                ? $"/{TarEntry.Text(path)} is a directory, and a file cannot take its place"
                : $"/{TarEntry.Text(path)} is no directory, and a directory cannot take its place");
        }
    }

    private void WriteFile(TarEntry entry, int parent, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path)
    {
        _allowance.TakeBytes(entry.Size);
        const int flags = Fcntl.O_WRONLY | Fcntl.O_CREAT | Fcntl.O_EXCL;
        var fd = EntryCalls.Open(parent, name, flags, entry.Mode & ~Special);
        if (fd == -Errno.EEXIST)
        {
            _tree.Replace(parent, name, path);
            fd = EntryCalls.Open(parent, name, flags, entry.Mode & ~Special);
        }
        if (fd < 0)
            throw Refusal.Of(fd, "making the file", path);
        try
        {
            if (entry.Sparse is { } sparse)
                WriteParts(fd, sparse, path);
            else
            {
                while (_reader.Content(int.MaxValue) is { IsEmpty: false } content)
                    Refusal.Check(EntryCalls.Write(fd, content), "writing", path);
            }
            // A change of owner takes setuid bits and capabilities away, so those come after it.
            if ((entry.Uid | entry.Gid) != 0)
                Refusal.Check(EntryCalls.ChangeOwner(fd, entry.Uid, entry.Gid), "changing the owner of", path);
            if ((entry.Mode & Special) != 0)
                Refusal.Check(EntryCalls.ChangeMode(fd, entry.Mode), "changing the mode of", path);
            if (entry.Attributes is not null)
                SetAttributes(fd, entry.Attributes, path);
            Refusal.Check(EntryCalls.ChangeTime(fd, entry.Seconds, entry.Nanoseconds), "changing the time of", path);
        }
        finally
        {
            EntryCalls.Close(fd);
        }
    }

    private void WriteParts(int fd, SparseMap sparse, ReadOnlySpan<byte> path)
    {
        _allowance.CheckLength(sparse.Length);
        foreach (var (offset, length) in sparse.Parts)
        {
            for (long done = 0; done < length;)
            {
                var content = _reader.Content((int)Math.Min(int.MaxValue, length - done));
                Refusal.Check(EntryCalls.WriteAt(fd, content, offset + done), "writing", path);
                done += content.Length;
            }
        }
        Refusal.Check(EntryCalls.SetLength(fd, sparse.Length), "setting the length of", path);
    }

    private void WriteDirectory(TarEntry entry, int parent, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path)
    {
        var made = EntryCalls.MakeDirectory(parent, name, OwnerOnly);
        if (made == -Errno.EEXIST && EntryCalls.Look(parent, name, out var status) == 0 && !status.IsDirectory)
        {
            _tree.Replace(parent, name, path);
            Refusal.Check(EntryCalls.MakeDirectory(parent, name, OwnerOnly), "making the directory", path);
            // What the earlier entry hid stays hidden.
            if (_limits.Whiteouts || !_tree.Lowers.IsEmpty)
                _tree.MakeOpaque(_tree.Directory(path), path);
        }
        else if (made != -Errno.EEXIST)
            Refusal.Check(made, "making the directory", path);
        _tree.Directories.Add(path, new DirectoryNote(entry));
    }

    private void WriteSymbolicLink(TarEntry entry, int parent, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path)
    {
        byte[] target = [.. entry.LinkName, 0];
        var made = EntryCalls.MakeSymbolicLink(target, parent, name);
        if (made == -Errno.EEXIST)
        {
            _tree.Replace(parent, name, path);
            made = EntryCalls.MakeSymbolicLink(target, parent, name);
        }
        Refusal.Check(made, "making the link", path);
        SetOwnerAndTime(entry, parent, name, path);
    }

    private void WriteNode(TarEntry entry, int parent, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path)
    {
        if (entry.Type != EntryType.Fifo)
        {
            if (entry.Type == EntryType.CharacterDevice && entry.Major == 0 && entry.Minor == 0)
            {
                _leftOut.Add($"{entry.Shown}: a device 0:0 is overlay's own whiteout, which no archive may have");
                return;
            }
            if (_limits.Devices == DeviceEntries.LeaveOut)
            {
                _leftOut.Add($"{entry.Shown}: a device node; a container's devices are given to it and not kept in its root");
                return;
            }
        }
        var type = entry.Type switch
        {
            EntryType.Fifo => SysStat.S_IFIFO,
            EntryType.CharacterDevice => SysStat.S_IFCHR,
            _ => SysStat.S_IFBLK,
        };
        var made = EntryCalls.MakeNode(parent, name, type | entry.Mode, entry.Major, entry.Minor);
        if (made == -Errno.EEXIST)
        {
            _tree.Replace(parent, name, path);
            made = EntryCalls.MakeNode(parent, name, type | entry.Mode, entry.Major, entry.Minor);
        }
        Refusal.Check(made, "making the node", path);
        SetOwnerAndTime(entry, parent, name, path);
    }

    private void WriteWhiteout(ReadOnlySpan<byte> parentPath, ReadOnlySpan<byte> hidden, TarEntry entry)
    {
        if (hidden.SequenceEqual(".wh..opq\0"u8))
        {
            _tree.MakeOpaque(_tree.Directory(parentPath), parentPath);
            IsOpaque |= parentPath.IsEmpty;
            return;
        }
        if (hidden.StartsWith(".wh."u8))
        {
            _leftOut.Add($"{entry.Shown}: a note that aufs kept for itself");
            return;
        }
        if (hidden.SequenceEqual("\0"u8) || hidden.SequenceEqual(".\0"u8) || hidden.SequenceEqual("..\0"u8))
            throw new LayerException(UnpackProblemKind.Hostile, $"the whiteout {entry.Shown} hides no file but a directory that it stands in");
        var parent = _tree.Directory(parentPath);
        var made = EntryCalls.MakeNode(parent, hidden, SysStat.S_IFCHR, 0, 0);
        if (made != -Errno.EEXIST)
        {
            Refusal.Check(made, "making the whiteout", hidden);
            return;
        }
        // Whiteouts are for lower layers: what this one has of the name stays. A file of it hides the lower one anyway.
        Refusal.Check(EntryCalls.Look(parent, hidden, out var status), "looking at", hidden);
        if (status.IsDirectory)
        {
            byte[] path = parentPath.IsEmpty ? hidden[..^1].ToArray() : [.. parentPath, (byte)'/', .. hidden[..^1]];
            _tree.MakeOpaque(_tree.Directory(path), path);
        }
    }

    private void SetOwnerAndTime(TarEntry entry, int parent, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path)
    {
        if ((entry.Uid | entry.Gid) != 0)
            Refusal.Check(EntryCalls.ChangeOwner(parent, name, entry.Uid, entry.Gid), "changing the owner of", path);
        if (entry.Attributes is not null)
        {
            foreach (var attribute in entry.Attributes.Keys)
                _leftOut.Add($"{attribute} of {entry.Shown}: only files and directories have attributes here");
        }
        Refusal.Check(EntryCalls.ChangeTime(parent, name, entry.Seconds, entry.Nanoseconds), "changing the time of", path);
    }

    private void SetAttributes(int file, Dictionary<string, byte[]> attributes, ReadOnlySpan<byte> path)
    {
        foreach (var (name, value) in attributes)
        {
            if (EntryAttributes.Set(file, name, value) is { } reason)
                _leftOut.Add($"{name} of {TarEntry.Text(path)}: {reason}");
        }
    }

    private void Finish()
    {
        foreach (var (path, note) in _tree.Directories.All)
        {
            var fd = EntryCalls.OpenInRoot(_tree.Root, [.. path, 0], Fcntl.O_RDONLY | Fcntl.O_DIRECTORY | Fcntl.O_NOFOLLOW, links: true);
            // A later entry may have replaced it.
            if (fd is -Errno.ENOENT or -Errno.ENOTDIR or -Errno.ELOOP)
                continue;
            Refusal.Check(fd, "opening the directory", path);
            try
            {
                FinishDirectory(fd, note, path);
            }
            finally
            {
                EntryCalls.Close(fd);
            }
        }
        if (_root is not null)
            FinishDirectory(_tree.Root, _root, "/"u8);
    }

    private void FinishDirectory(int fd, DirectoryNote note, ReadOnlySpan<byte> path)
    {
        if ((note.Uid | note.Gid) != 0)
            Refusal.Check(EntryCalls.ChangeOwner(fd, note.Uid, note.Gid), "changing the owner of", path);
        if (note.Attributes is not null)
            SetAttributes(fd, note.Attributes, path);
        Refusal.Check(EntryCalls.ChangeMode(fd, note.Mode), "changing the mode of", path);
        Refusal.Check(EntryCalls.ChangeTime(fd, note.Seconds, note.Nanoseconds), "changing the time of", path);
    }
}
