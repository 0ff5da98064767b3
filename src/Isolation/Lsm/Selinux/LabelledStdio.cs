using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Lsm.Selinux;

/// <summary>
/// Standard descriptors that a labelled payload may use. Pipes and files of a caller bear the caller's label, and SELinux
/// has execve replace what the new label may not touch by /dev/null, without a word. So a terminal is labelled for the
/// container, and between the payload and anything else stands a FIFO that was made with its label.
/// </summary>
internal sealed class LabelledStdio : IDisposable
{
    private const ushort TypeMask = 0xF000, CharacterDevice = 0x2000;
    private const int BufferBytes = 64 << 10;

    private readonly List<Descriptor> _payload = [];
    private readonly List<Task> _outputs = [];

    private LabelledStdio()
    {
    }

    public SafeHandle? Stdin { get; private set; }

    public SafeHandle? Stdout { get; private set; }

    public SafeHandle? Stderr { get; private set; }

    /// <summary>Completes when everything that was written has been passed on: nobody holds the payload's ends any more.</summary>
    public Task Drained => Task.WhenAll(_outputs);

    /// <param name="folder">Of the container, on a file system with labels.</param>
    public static LabelledStdio Open(string folder, string label, SafeHandle? stdin, SafeHandle? stdout, SafeHandle? stderr)
    {
        var stdio = new LabelledStdio();
        try
        {
            using var place = DirectoryHandle.Open(folder);
            stdio.Stdin = stdio.Pass(place, label, stdin, input: true);
            stdio.Stdout = stdio.Pass(place, label, stdout, input: false);
            // One stream of a caller's stays one, so that the order of what is written does.
            stdio.Stderr = stdout is not null && stderr is not null && Same(stdout, stderr)
                ? stdio.Stdout
                : stdio.Pass(place, label, stderr, input: false);
            return stdio;
        }
        catch
        {
            stdio.Dispose();
            throw;
        }
    }

    /// <summary>Closes the payload's ends here; the payload has its own by then.</summary>
    public void Dispose()
    {
        foreach (var end in _payload)
            end.Dispose();
    }

    private SafeHandle? Pass(DirectoryHandle place, string label, SafeHandle? caller, bool input)
    {
        if (caller is null)
            return null;
        var number = (int)caller.DangerousGetHandle();
        if (Terminal.IsTerminal(number))
        {
            new ExtendedAttribute(Relabelling.Attribute).Set(
                (SafeFileHandle)caller, "the terminal", Encoding.UTF8.GetBytes(label + "\0"));
            return caller;
        }
        using var own = Descriptor.Duplicate(number);
        if ((own.Status().Mode & TypeMask) == CharacterDevice)
            return caller;
        var (read, write) = NamedPipe.Create(place, $".exec-{Guid.NewGuid():N}", name => Relabelling.Apply(place, name, label));
        _payload.Add(input ? read : write);
        var kept = Descriptor.Duplicate(number);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!input)
            _outputs.Add(ended.Task);
        var (from, to) = input ? (kept, write) : (read, kept);
        new Thread(() => Copy(from, to, ended)) { IsBackground = true, Name = "exec stdio" }.Start();
        return input ? read : write;
    }

    private static void Copy(Descriptor from, Descriptor to, TaskCompletionSource ended)
    {
        var buffer = new byte[BufferBytes];
        int got;
        while ((got = Terminal.Read(from.Number, buffer)) > 0 && Terminal.Write(to.Number, buffer.AsSpan(0, got)))
        {
        }
        // The closed end tells the other side.
        from.Dispose();
        to.Dispose();
        ended.TrySetResult();
    }

    private static bool Same(SafeHandle first, SafeHandle second)
    {
        using var one = Descriptor.Duplicate((int)first.DangerousGetHandle());
        using var other = Descriptor.Duplicate((int)second.DangerousGetHandle());
        return one.Status() == other.Status();
    }
}
