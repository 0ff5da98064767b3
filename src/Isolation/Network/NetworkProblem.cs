using Orchestrator.Netlink;

namespace Orchestrator.Isolation.Network;

/// <summary>An interface could not be made.</summary>
/// <param name="Errno">0 where no system call failed.</param>
internal sealed record NetworkProblem(string Text, int Errno)
{
    public static NetworkProblem Of(string tried, NetlinkError error) => new($"{tried}: {error.Text}", error.Number);
}
