using System.Runtime.InteropServices;

namespace Orchestrator.LaunchPlan.Wire;

/// <summary>
/// Asks for a user namespace and others that belong to it. Two texts follow, the lines of uid_map and of gid_map, each ended
/// by NUL. The answer has the descriptors of user, net, ipc and uts namespace, in this order.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct MakeNamespacesBody
{
    public uint UidMapBytes;
    public uint GidMapBytes;
}
