using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Orchestrator.LaunchPlan.Wire;

namespace Orchestrator.Isolation.Launching;

/// <summary>A message to the launcher. Its handles are held open until it is sent.</summary>
internal sealed class LauncherMessage : IDisposable
{
    private readonly SafeHandle[] _handles;
    private int _held;

    private LauncherMessage(byte[] head, ReadOnlyMemory<byte> tail, IReadOnlyList<SafeHandle> handles)
    {
        Head = head;
        Tail = tail;
        _handles = [.. handles];
        Descriptors = new int[_handles.Length];
        for (; _held < _handles.Length; _held++)
        {
            var added = false;
            _handles[_held].DangerousAddRef(ref added);
            Descriptors[_held] = (int)_handles[_held].DangerousGetHandle();
        }
    }

    public byte[] Head { get; }

    public ReadOnlyMemory<byte> Tail { get; }

    public int[] Descriptors { get; }

    public static LauncherMessage Create<T>(
        MessageKind kind, ulong request, in T body, ReadOnlyMemory<byte> tail = default, params IReadOnlyList<SafeHandle> handles)
        where T : unmanaged
    {
        var header = Unsafe.SizeOf<MessageHeader>();
        var head = new byte[header + Unsafe.SizeOf<T>()];
        MemoryMarshal.Write(head, new MessageHeader { Kind = kind, Bytes = (uint)(head.Length + tail.Length), Request = request });
        MemoryMarshal.Write(head.AsSpan(header), in body);
        return new LauncherMessage(head, tail, handles);
    }

    /// <summary>A request that consists of its header.</summary>
    public static LauncherMessage Create(MessageKind kind, ulong request)
    {
        var head = new byte[Unsafe.SizeOf<MessageHeader>()];
        MemoryMarshal.Write(head, new MessageHeader { Kind = kind, Bytes = (uint)head.Length, Request = request });
        return new LauncherMessage(head, default, []);
    }

    public void Dispose()
    {
        for (; _held > 0; _held--)
            _handles[_held - 1].DangerousRelease();
    }
}
