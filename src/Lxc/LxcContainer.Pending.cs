namespace Orchestrator.Lxc;

public sealed partial class LxcContainer
{
    /// <summary>Makes the container: its configuration, its root by a template.</summary>
    /// <param name="template">A name below the templates' directory or a path; null: only its configuration is written.</param>
    /// <param name="bdevType">dir, overlay, btrfs, loop, best or none; null: dir.</param>
    /// <param name="specs">What belongs to the storage; null: its defaults.</param>
    /// <param name="quiet">The template's output is not shown (LXC_CREATE_QUIET).</param>
    /// <param name="argv">Words for the template.</param>
    public bool Create(string? template, string? bdevType = null, LxcStorageSpecs? specs = null, bool quiet = false, IReadOnlyList<string>? argv = null) =>
        throw new NotImplementedException();

    /// <summary>Gives it another name: its directory, the paths in its configuration, and the engine's record.</summary>
    public bool Rename(string newName) => throw new NotImplementedException();

    /// <summary>A copy of it.</summary>
    /// <param name="newName">Null: its own name, in another directory.</param>
    /// <param name="lxcPath">Null: the directory of this one.</param>
    /// <param name="flags">What is kept or shared.</param>
    /// <param name="bdevType">The kind of storage of the copy; null: as the original.</param>
    /// <param name="bdevData">What belongs to that kind.</param>
    /// <param name="newSize">Bytes of a new file system; 0: as the original.</param>
    /// <param name="hookArgs">Words for the clone hooks.</param>
    /// <returns>Null when it failed.</returns>
    public LxcContainer? Clone(
        string? newName, string? lxcPath = null, LxcCloneFlags flags = LxcCloneFlags.None, string? bdevType = null, string? bdevData = null,
        ulong newSize = 0, IReadOnlyList<string>? hookArgs = null) => throw new NotImplementedException();

    /// <summary>A snapshot of the stopped container in <c>PATH/NAME/snaps/snapN</c>.</summary>
    /// <param name="commentFile">A file that is kept as its comment.</param>
    /// <returns>N, or -1.</returns>
    public int Snapshot(string? commentFile = null) => throw new NotImplementedException();

    /// <summary>Its snapshots by their numbers.</summary>
    public IReadOnlyList<LxcSnapshot> SnapshotList() => throw new NotImplementedException();

    /// <summary>Makes a container of a snapshot; one of that name is replaced.</summary>
    /// <param name="newName">Null: this container itself.</param>
    public bool SnapshotRestore(string snapshot, string? newName = null) => throw new NotImplementedException();

    /// <summary>Removes a snapshot.</summary>
    public bool SnapshotDestroy(string snapshot) => throw new NotImplementedException();

    /// <summary>Removes every snapshot.</summary>
    public bool SnapshotDestroyAll() => throw new NotImplementedException();

    /// <summary>Removes it with its snapshots.</summary>
    public bool DestroyWithSnapshots() => throw new NotImplementedException();

    /// <summary>Runs a command inside and waits for it.</summary>
    /// <returns>The wait status, or -1.</returns>
    public int AttachRunWait(LxcAttachOptions? options, string program, IReadOnlyList<string> argv) => throw new NotImplementedException();

    /// <summary>A terminal of it, which stays taken as long as the descriptor is open.</summary>
    /// <param name="ttyNumber">0: the console; -1: the first that nobody uses; the one that was given.</param>
    /// <returns>The descriptor, or -1.</returns>
    public int ConsoleGetFd(ref int ttyNumber, out int ptxFd) => throw new NotImplementedException();

    /// <summary>Joins descriptors to a terminal of it until the escape character and q.</summary>
    /// <param name="escape">1 for ctrl-a and so on; -1: nothing leaves it.</param>
    /// <returns>0, or a negative number.</returns>
    public int Console(int ttyNumber, int stdinFd, int stdoutFd, int stderrFd, int escape) => throw new NotImplementedException();

    /// <summary>What the console's buffer holds.</summary>
    /// <returns>0, or minus errno.</returns>
    public int ConsoleLog(bool clear, bool read, ref ulong readMax, out byte[]? data) => throw new NotImplementedException();

    /// <summary>Makes a device of the host known inside, and allows it.</summary>
    /// <param name="destination">Its path inside; null: the same.</param>
    public bool AddDeviceNode(string source, string? destination = null) => throw new NotImplementedException();

    /// <summary>Takes a device away again.</summary>
    public bool RemoveDeviceNode(string source, string? destination = null) => throw new NotImplementedException();

    /// <summary>Mounts something of the host into the running container (needs <c>lxc.mount.auto = shmounts:</c>).</summary>
    /// <returns>0, or minus errno.</returns>
    public int Mount(string? source, string target, string? fileSystem, ulong flags, string? data) => throw new NotImplementedException();

    /// <summary>Unmounts what <see cref="Mount"/> mounted.</summary>
    /// <returns>0, or minus errno.</returns>
    public int Umount(string target, ulong flags) => throw new NotImplementedException();

    /// <summary>Writes the running container to a directory by CRIU.</summary>
    public bool Checkpoint(string directory, bool stop, bool verbose) => throw new NotImplementedException();

    /// <summary>Starts it from such a directory.</summary>
    public bool Restore(string directory, bool verbose) => throw new NotImplementedException();

    /// <summary>The descriptor of seccomp notifications, for a container that is being started; negative: there is none.</summary>
    public int SeccompNotifyFd() => throw new NotImplementedException();

    /// <summary>The descriptor of seccomp notifications of the running container; negative: there is none.</summary>
    public int SeccompNotifyFdActive() => throw new NotImplementedException();

    /// <summary>A pidfd of its init, which the caller closes; negative: it does not run.</summary>
    public int InitPidFd() => throw new NotImplementedException();

    /// <summary>A descriptor of its devpts, which the caller closes; negative: it does not run.</summary>
    public int DevptsFd() => throw new NotImplementedException();

    /// <summary>How long an answer of the daemon may take in later calls.</summary>
    public bool SetTimeout(int seconds) => throw new NotImplementedException();
}
