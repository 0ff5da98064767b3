using System.Runtime.InteropServices;

namespace Orchestrator.LaunchPlan.Wire;

[StructLayout(LayoutKind.Sequential)]
public struct MessageHeader
{
    public MessageKind Kind;

    /// <summary>Length of the whole message; a shorter or longer datagram is refused.</summary>
    public uint Bytes;

    /// <summary>Chosen by the daemon and repeated in the answer; 0 in notices.</summary>
    public ulong Request;
}
